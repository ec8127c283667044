/** The table of chunk plans in `tiktok-live`, section 5.1, from plan to init to PUT. */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Redacted, Result, Schedule, Stream } from "effect"
import { Contract, Media, Post, Publisher, RetryPolicy, Uploader } from "effect-tiktok"
import { creator, type SentRequest, withStub } from "../support/stubTikTok.ts"

const rows = [
  { size: 4_194_304, chunkSize: 4_194_304, count: 1, last: 4_194_304 },
  { size: 50_000_123, given: 10_000_000, chunkSize: 10_000_000, count: 5, last: 10_000_123 },
  { size: 64_000_000, chunkSize: 64_000_000, count: 1, last: 64_000_000 },
  { size: 64_000_001, chunkSize: 10_000_000, count: 6, last: 14_000_001 },
  { size: 77_360_899, chunkSize: 10_000_000, count: 7, last: 17_360_899 },
  { size: 4_294_967_296, chunkSize: 10_000_000, count: 429, last: 14_967_296 }
]

const uploadUrl = "https://open-upload.tiktokapis.com/video/?upload_id=1&upload_token=2"

const responseTo = ({ method, url }: SentRequest) =>
  method === "PUT" ? { status: url === uploadUrl ? 206 : 404 } : {
    status: 200,
    body: { data: { publish_id: "p", upload_url: uploadUrl, status: "PUBLISH_COMPLETE" }, error: { code: "ok" } }
  }

/** A stream that repeats one megabyte, so that no row needs its size in memory. */
const megabyte = new Uint8Array(1_000_000)

const streamOf = (size: number) =>
  Stream.fromIterable(Array.from(
    { length: Math.ceil(size / megabyte.length) },
    (_, index) => megabyte.subarray(0, size - index * megabyte.length)
  ))

describe("under the live contract", () => {
  it.each(rows)("$size bytes make $count chunks, the last of $last", ({ chunkSize, count, given, last, size }) => {
    const plan = Result.getOrThrow(Contract.live.upload.plan(size, given))
    assert.deepStrictEqual(plan, { size, chunkSize, chunkCount: count })
    assert.strictEqual(size - (count - 1) * chunkSize, last)
  })

  it.effect.each(rows.filter(({ size }) => size < 100_000_000))(
    "$size bytes are announced and sent in $count chunks, in order",
    ({ chunkSize, count, given, last, size }) =>
      Effect.gen(function*() {
        const media = Media.stream(streamOf(size), { size })
        const { sent } = yield* withStub(
          responseTo,
          Publisher.Publisher.use((publisher) =>
            publisher.publish(creator, Post.video({ media, privacyLevel: "SELF_ONLY" }), { chunkSize: given })
          ),
          Contract.live
        )
        const [init] = sent
        assert.deepInclude(init?.body, {
          source_info: { source: "FILE_UPLOAD", video_size: size, chunk_size: chunkSize, total_chunk_count: count }
        })
        const ranges = sent.filter(({ method }) => method === "PUT").map(({ headers }) => headers["content-range"])
        assert.deepStrictEqual(
          ranges,
          Array.from({ length: count }, (_, index) => {
            const end = index === count - 1 ? size : (index + 1) * chunkSize
            return `bytes ${index * chunkSize}-${end - 1}/${size}`
          })
        )
        assert.strictEqual(ranges.at(-1), `bytes ${size - last}-${size - 1}/${size}`)
      })
  )

  it.effect("a chunk is sent again to the same URL, with the same range", () =>
    Effect.gen(function*() {
      let puts = 0
      const { sent } = yield* withStub(
        () => ({ status: puts++ === 0 ? 502 : 201 }),
        Uploader.Uploader.use((uploader) =>
          Stream.runDrain(uploader.upload({
            media: Media.bytes(new Uint8Array(1000)),
            plan: { size: 1000, chunkSize: 1000, chunkCount: 1 },
            uploadUrl: Redacted.make(uploadUrl)
          }))
        ),
        Contract.live
      )
      assert.deepStrictEqual(
        sent.map(({ headers, url }) => [url, headers["content-range"]]),
        [[uploadUrl, "bytes 0-999/1000"], [uploadUrl, "bytes 0-999/1000"]]
      )
    }).pipe(
      Effect.provideService(RetryPolicy.RetryPolicy, {
        reads: RetryPolicy.none,
        inits: RetryPolicy.none,
        chunks: Schedule.recurs(1)
      })
    ))
})
