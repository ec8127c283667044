import * as NodeServices from "@effect/platform-node/NodeServices"
import { assert, describe, it } from "@effect/vitest"
import { Effect, FileSystem, Redacted, Result, Schema } from "effect"
import { Contract, Media, Post, Publisher, TikTokApi, Uploader } from "effect-tiktok"
import { createHash } from "node:crypto"
import type { Switches } from "tiktok-mock-server"
import { contractNames, type Fixture, inFixture, makeFixture, run, type Setting } from "../support/fixture.ts"
import { video, videoFile } from "../support/media.ts"
import { runs } from "../support/runs.ts"

/** "MB" may mean either unit (tiktok-live, section 5.1). */
const units = [1_000_000, 1_048_576]

const largest = 4 * 1024 ** 3

/** The sizes around a limit. */
const around = (size: number): ReadonlyArray<number> => [size - 1, size, size + 1]

const borders = units.flatMap((MB) => [5, 64, 128].flatMap((count) => around(count * MB)))

const sizes = [1, 2, ...borders, ...around(4_000_000_000), largest - 1, largest]

/** The rules of a plan from section 5.1 of tiktok-live, for one meaning of "MB". */
const broken = ({ chunkCount, chunkSize, size }: Uploader.Plan, MB: number): ReadonlyArray<string> => {
  const last = size - (chunkCount - 1) * chunkSize
  const rules = {
    "the count is the size by the chunk size, rounded down": chunkCount === Math.floor(size / chunkSize),
    "there are 1 to 1000 chunks": chunkCount >= 1 && chunkCount <= 1000,
    "a single chunk is the whole video": chunkCount > 1 || chunkSize === size,
    "less than 5 MB are one chunk": size >= 5 * MB || chunkCount === 1,
    "more than 64 MB are several chunks": size <= 64 * MB || chunkCount > 1,
    "one of several chunks has 5 MB at least": chunkCount === 1 || chunkSize >= 5 * MB,
    "a chunk has 64 MB at most": chunkSize <= 64 * MB,
    "the last chunk takes the rest, 128 MB at most": last >= chunkSize && last <= 128 * MB
  }
  return Object.entries(rules).flatMap(([rule, isKept]) => isKept ? [] : [rule])
}

const legal = (plan: Uploader.Plan): void =>
  assert.deepStrictEqual(units.flatMap((MB) => broken(plan, MB)), [], JSON.stringify(plan))

const contracts = { catalog: Contract.catalog, live: Contract.live }

const chunkSizes = [undefined, 5_242_880, 10_000_000, 32_000_000, 64_000_000]

const between = (minimum: number, maximum: number) => Schema.Int.check(Schema.isBetween({ minimum, maximum }))

describe.each(contractNames)("Scenario 04: sizes 1 B to 4 GB are planned legally in both unit systems (%s)", (name) => {
  const { plan: planOf } = contracts[name].upload

  it.each(sizes)("%d bytes, in chunks of any size that is not refused", (size) => {
    legal(Result.getOrThrow(planOf(size)))
    for (const chunkSize of chunkSizes) {
      const plan = planOf(size, chunkSize)
      if (Result.isSuccess(plan)) legal(plan.success)
      // Refused only where one chunk would have more than 64 MB.
      else assert.isTrue(size > 64_000_000 && size < 2 * (chunkSize ?? 0), `${size} in chunks of ${chunkSize}`)
    }
  })

  it.prop(
    "any number of bytes",
    { size: between(1, largest), chunkSize: between(5_242_880, 32_000_000) },
    ({ chunkSize, size }) => {
      legal(Result.getOrThrow(planOf(size)))
      legal(Result.getOrThrow(planOf(size, chunkSize)))
    },
    { arbitrary: { runs: runs(200) } }
  )

  it.each([0, largest + 1])("but not %d bytes", (size) => {
    assert.isTrue(Result.isFailure(planOf(size)))
  })
})

const readings = ["either", "decimal", "binary"] as const satisfies ReadonlyArray<Switches["megabytes"]>

const everyReading = contractNames.flatMap((contract) => readings.map((megabytes) => ({ contract, megabytes })))

describe.each(everyReading)(
  "Scenario 04: sizes 1 B to 4 GB are accepted by a mock that reads MB as $megabytes ($contract)",
  ({ contract, megabytes }) => {
    it.effect("in every plan that the library makes", () =>
      inFixture(
        makeFixture({ contract, transport: "memory" }, {
          mock: { limits: "off", switches: { megabytes } }
        }),
        function*(fixture) {
          // Four decimal gigabytes are fewer than the library allows.
          const wanted = sizes.filter((size) => megabytes !== "decimal" || size <= 4_000_000_000)
          const plans = wanted.flatMap((size) =>
            chunkSizes.flatMap((chunkSize) => {
              const plan = contracts[contract].upload.plan(size, chunkSize)
              return Result.isSuccess(plan) ? [plan.success] : []
            })
          )
          yield* TikTokApi.TikTokApi.use(({ call, contract: { name, posts } }) => {
            const token = Redacted.make(fixture.mock.control.issueToken({ contract: name }).accessToken)
            const post = Post.video({ media: Media.file("a.mp4"), privacyLevel: "SELF_ONLY" })
            return Effect.forEach(plans, (plan) => call(posts.video, { post, source: { _tag: "Upload", plan } }, token))
          })
          assert.isAtLeast(plans.length, wanted.length * 3)
          assert.deepStrictEqual(fixture.mock.control.posts().map(({ size }) => size), plans.map(({ size }) => size))
        }
      ))
  }
)

const longest = Math.max(...borders)

/** Bytes that encode their position, and the hash of the bytes of each upload. */
const bytes = video(longest)
const hashes = new Map<number, string>()
const hash = createHash("sha256")
let hashed = 0
for (const size of [1, ...borders].toSorted((a, b) => a - b)) {
  hash.update(bytes.subarray(hashed, size))
  hashed = size
  hashes.set(size, hash.copy().digest("hex"))
}

/** Publishes the file, and returns what arrived. */
const arrived = Effect.fnUntraced(function*(fixture: Fixture, media: Media.Video, transfer: "Buffered" | "Streamed") {
  const known = new Set(fixture.mock.control.posts().map(({ publishId }) => publishId))
  yield* run(
    fixture,
    Publisher.Publisher.use((publisher) =>
      publisher.publish(fixture.creator, Post.video({ media, privacyLevel: "SELF_ONLY" }))
    ).pipe(Effect.provideService(Uploader.Transfer, transfer))
  )
  return fixture.mock.control.posts().find(({ publishId }) => !known.has(publishId))
})

interface Way extends Setting {
  readonly megabytes: "decimal" | "binary"
  readonly transfer: "Buffered" | "Streamed"
  readonly upTo: number
}

const ways: ReadonlyArray<Way> = [
  { contract: "catalog", transport: "socket", megabytes: "decimal", transfer: "Streamed", upTo: longest },
  { contract: "live", transport: "socket", megabytes: "binary", transfer: "Buffered", upTo: longest },
  { contract: "catalog", transport: "memory", megabytes: "binary", transfer: "Buffered", upTo: 6_000_000 },
  { contract: "live", transport: "memory", megabytes: "decimal", transfer: "Buffered", upTo: 6_000_000 }
]

describe.each(ways)(
  "Scenario 04: sizes 1 B to 4 GB arrive byte for byte ($contract over $transport, $transfer)",
  ({ megabytes, transfer, upTo, ...setting }) => {
    it.effect("1 B, and about 5, 64 and 128 MB", () =>
      Effect.scoped(Effect.gen(function*() {
        const fixture = yield* makeFixture(setting, {
          mock: { limits: "off", switches: { megabytes }, lifecycle: { mode: "immediate" } }
        })
        const uploads = [...hashes].filter(([size]) => size <= upTo).toReversed()
        const fs = yield* FileSystem.FileSystem
        const path = yield* videoFile(bytes.subarray(0, upTo))
        for (const [size, sha256] of uploads) {
          // All sizes share one file, which is cut from the longest to the shortest.
          yield* fs.truncate(path, size)
          const post = yield* arrived(fixture, Media.file(path), transfer)
          assert.strictEqual(post?.bytesReceived, size)
          assert.strictEqual(post?.sha256, sha256, `${size} bytes`)
        }
      })).pipe(Effect.provide(NodeServices.layer)))
  }
)
