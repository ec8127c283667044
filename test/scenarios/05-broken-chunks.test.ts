/** Scenario 5: chunks fail in every way that a network can, and the upload ends whole without sending much twice. */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Redacted, Result, Schedule, Schema, Stream } from "effect"
import { Contract, Media, Post, Publisher, RetryPolicy, TikTokApi, Uploader } from "effect-tiktok"
import type { FaultEffect, FaultRule, Switches } from "tiktok-mock-server"
import { failureOf } from "../support/failureOf.ts"
import { type ContractName, type Fixture, makeFixture, run, type Setting, settings, terms } from "../support/fixture.ts"
import { pieces, sha256, smallestChunk, video, videoFile } from "../support/media.ts"
import { withoutRetries } from "../support/noRetries.ts"
import { type Put, recordPuts } from "../support/recordedPuts.ts"
import { runs } from "../support/runs.ts"
import { withStub } from "../support/stubTikTok.ts"

// Three chunks. The last is longer than the others, as TikTok requires.
const bytes = video(3 * smallestChunk + 4321)
const starts = [0, smallestChunk, 2 * smallestChunk]
const ends = [smallestChunk, 2 * smallestChunk, bytes.length]
const longest = smallestChunk + 4321

const sources = {
  file: Effect.map(videoFile(bytes), (path) => Media.file(path)),
  bytes: Effect.succeed(Media.bytes(bytes)),
  stream: Effect.sync(() => Media.stream(pieces(bytes), { size: bytes.length }))
}

const publish = (creator: Post.CreatorId, source: keyof typeof sources) =>
  Effect.scoped(Effect.gen(function*() {
    const publisher = yield* Publisher.Publisher
    const post = Post.video({ media: yield* sources[source], privacyLevel: "SELF_ONLY" })
    return yield* publisher.publish(creator, post, { chunkSize: smallestChunk })
  }))

/** A fixture whose chunks meet faults, and the PUTs of its library. */
const fixtureWith = (setting: Setting, switches: Partial<Switches>, faults: ReadonlyArray<FaultRule>) =>
  Effect.map(makeFixture(setting, { mock: { switches } }), (fixture) => {
    for (const fault of faults) fixture.mock.faults.add({ ...fault, match: { ...fault.match, operation: "upload" } })
    return recordPuts(fixture)
  })

/** Bytes that were sent more than once. */
const againOf = (puts: ReadonlyArray<Put>) => puts.reduce((sum, { sent }) => sum + sent, 0) - bytes.length

const assertWhole = ({ mock }: Fixture) => {
  const [post, ...others] = mock.control.posts()
  assert.deepStrictEqual(others, [])
  assert.strictEqual(post?.sha256, sha256(bytes))
}

const after = 1_234_567

/** How a chunk may fail, and the byte from which it is sent again, if any. */
interface Failure {
  readonly what: string
  readonly effect: FaultEffect
  readonly next: (partialChunks: Switches["partialChunks"]) => number | undefined
}

// The catalog's status does not report how many bytes have arrived, so the chunk must be sent again to be refused.
const failures = (contract: ContractName): ReadonlyArray<Failure> => [
  { what: "is answered 5xx", effect: { kind: "code", code: terms[contract].serverFault }, next: () => 0 },
  { what: "is answered 503 by a gateway", effect: { kind: "status", status: 503 }, next: () => 0 },
  { what: "is answered 502 with a page", effect: { kind: "html" }, next: () => 0 },
  { what: "is answered 429", effect: { kind: "code", code: terms[contract].rateLimited }, next: () => 0 },
  { what: "meets a reset connection", effect: { kind: "reset" }, next: () => 0 },
  {
    what: "meets a reset on its way",
    effect: { kind: "break-body", after },
    next: (partialChunks) => contract === "live" && partialChunks === "kept" ? after : 0
  },
  {
    what: "arrives, but its response does not",
    effect: { kind: "lose-response" },
    next: () => contract === "live" ? undefined : 0
  },
  { what: "arrives, but its response breaks off", effect: { kind: "cut" }, next: () => undefined },
  { what: "is refused with a bare 416", effect: { kind: "status", status: 416 }, next: () => 0 }
]

describe.each(settings)("an upload in $contract over $transport", (setting) => {
  const { contract, transport } = setting
  const transfers = transport === "socket" ? ["Buffered", "Streamed"] as const : ["Buffered"] as const
  const cases = (["dropped", "kept"] as const).flatMap((partialChunks) =>
    transfers.flatMap((transfer) =>
      failures(contract).map(({ effect, next, what }) => ({ what, effect, next, partialChunks, transfer }))
    )
  )

  it.effect.each(cases)(
    "ends whole when a chunk $what ($transfer, broken chunks are $partialChunks)",
    ({ effect, next, partialChunks, transfer }) =>
      Effect.gen(function*() {
        for (const chunk of [0, 1, 2]) {
          const { puts, fixture } = yield* fixtureWith(setting, { partialChunks }, [{
            match: { nth: chunk + 1 },
            effect
          }])
          const outcome = yield* run(
            fixture,
            Effect.provideService(publish(fixture.creator, "file"), Uploader.Transfer, transfer)
          )
          assert.strictEqual(outcome._tag, "Published")
          assertWhole(fixture)

          const [, second] = puts.filter(({ end }) => end === ends[chunk])
          const offset = next(partialChunks)
          assert.strictEqual(second?.start, offset === undefined ? undefined : (starts[chunk] ?? 0) + offset)
          const refused = contract === "catalog" && partialChunks === "kept" && effect.kind === "break-body" ? 1 : 0
          assert.isAtMost(againOf(puts), offset === undefined ? 0 : (1 + refused) * longest)
        }
      })
  )

  it.effect("does not send received bytes again, wherever a chunk breaks", () =>
    Effect.gen(function*() {
      for (const cut of [1, after, smallestChunk - 1, smallestChunk]) {
        const { fixture } = yield* fixtureWith(setting, { partialChunks: "kept" }, [
          { match: { nth: 2 }, effect: { kind: "break-body", after: cut } }
        ])
        yield* run(fixture, publish(fixture.creator, "bytes"))
        assertWhole(fixture)
        // The mock would have refused any overlap.
        const taken = fixture.mock.control.posts()[0]?.chunks.map(({ first }) => first)
        assert.deepStrictEqual(taken, [...new Set([0, smallestChunk, smallestChunk + cut, 2 * smallestChunk])])
      }
    }))

  it.effect("continues in the middle of a stream, which cannot be read again", () =>
    Effect.gen(function*() {
      const { fixture } = yield* fixtureWith(setting, { partialChunks: "kept" }, [
        { match: { nth: 1 }, effect: { kind: "break-body", after } },
        { match: { nth: 3 }, effect: { kind: "lose-response" } },
        { match: { nth: 4 }, effect: { kind: "break-body", after } }
      ])
      yield* run(fixture, publish(fixture.creator, "stream"))
      assertWhole(fixture)
      assert.strictEqual(fixture.mock.faults.list().filter(({ hits }) => hits === 1).length, 3)
    }))

  it.effect("fails when every attempt brings one byte only", () =>
    Effect.gen(function*() {
      const { puts, fixture } = yield* fixtureWith(setting, { partialChunks: "kept" }, [
        { effect: { kind: "break-body", after: 1 } }
      ])
      const { reason } = yield* failureOf(run(fixture, publish(fixture.creator, "bytes")))
      assert.include(["Unreachable", "OffsetMismatch"], reason._tag)
      // Without a status report, the chunk is sent again to be refused, which counts as no failure.
      assert.strictEqual(puts.length, contract === "live" ? 5 : 9)
      assert.notStrictEqual(fixture.mock.control.posts()[0]?.stage, "published")
    }))

  it.effect("makes as many attempts as it needs while each makes progress", () =>
    Effect.gen(function*() {
      // The policy allows five attempts.
      const { puts, fixture } = yield* fixtureWith(setting, { partialChunks: "kept" }, [
        { effect: { kind: "break-body", after: 600_000 } }
      ])
      yield* run(fixture, publish(fixture.creator, "bytes"))
      assertWhole(fixture)
      assert.isAtLeast(puts.filter(({ end }) => end === smallestChunk).length, 9)
    }))

  it.effect("fails when every chunk is refused", () =>
    Effect.gen(function*() {
      const { puts, fixture } = yield* fixtureWith(setting, {}, [{ effect: { kind: "status", status: 416 } }])
      const error = yield* failureOf(run(fixture, publish(fixture.creator, "bytes")))
      assert.strictEqual(error.reason._tag, "OffsetMismatch")
      assert.strictEqual(error.publishId, fixture.mock.control.posts()[0]?.publishId)
      assert.strictEqual(puts.length, 5)
    }))
})

const Fault = Schema.Struct({
  nth: Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 7 })),
  kind: Schema.Literals(["code", "html", "416", "reset", "break-body", "lose-response", "cut"]),
  after: Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: smallestChunk }))
})

const Bad = Schema.Struct({
  setting: Schema.Literals([0, 1, 2, 3]),
  source: Schema.Literals(["file", "bytes", "stream"]),
  transfer: Schema.Literals(["Buffered", "Streamed"]),
  partialChunks: Schema.Literals(["dropped", "kept"]),
  uploadProgress: Schema.Literals(["count", "last-index"]),
  // The policy allows four failures in a row, and all of these may hit one chunk.
  faults: Schema.Array(Fault).check(Schema.isMaxLength(4))
})

describe("an upload", () => {
  it.effect.prop(
    "ends whole with any failures of some chunks",
    { bad: Bad },
    ({ bad: { faults, partialChunks, setting: index, source, transfer, uploadProgress } }) =>
      Effect.gen(function*() {
        const setting = settings[index] ?? { contract: "live", transport: "memory" }
        const { puts, fixture } = yield* fixtureWith(
          setting,
          { partialChunks, uploadProgress },
          faults.map(({ after, kind, nth }) => ({
            match: { nth },
            effect: kind === "code"
              ? { kind, code: terms[setting.contract].serverFault }
              : kind === "416"
              ? { kind: "status", status: 416 }
              : { kind, after }
          }))
        )
        const outcome = yield* run(
          fixture,
          setting.transport === "socket"
            ? Effect.provideService(publish(fixture.creator, source), Uploader.Transfer, transfer)
            : publish(fixture.creator, source)
        )
        assert.strictEqual(outcome._tag, "Published")
        assertWhole(fixture)
        const hits = fixture.mock.faults.list().filter(({ hits }) => hits > 0).length
        assert.isAtMost(againOf(puts), 2 * hits * longest)
      }).pipe(Effect.scoped),
    { arbitrary: { runs: runs(40) } }
  )
})

// -----------------------------------------------------------------------------
// the uploader by itself
// -----------------------------------------------------------------------------

/** An upload that TikTok has accepted, and what the mock has of it. */
const begin = ({ mock }: Fixture) =>
  Effect.gen(function*() {
    const { call, contract } = yield* TikTokApi.TikTokApi
    const media = Media.bytes(bytes)
    const plan = Result.getOrThrow(contract.upload.plan(bytes.length, smallestChunk))
    const { publishId, uploadUrl } = yield* call(
      contract.posts.video,
      { post: Post.video({ media, privacyLevel: "SELF_ONLY" }), source: { _tag: "Upload", plan } },
      Redacted.make(mock.control.issueToken({ contract: contract.name }).accessToken)
    )
    const received = Effect.sync(() => mock.control.post(publishId)?.bytesReceived)
    return { request: { media, plan, uploadUrl: uploadUrl ?? Redacted.make("") }, received }
  })

const upload = (request: Uploader.UploadRequest) =>
  Effect.flatMap(Uploader.Uploader, (uploader) => Stream.runCollect(uploader.upload(request)))

const memory = { contract: "live", transport: "memory" } as const

describe.each(["count", "last-index"] as const)("a progress header that gives the %s", (uploadProgress) => {
  it.effect.each([
    { when: "the status settles what it means", asks: true },
    { when: "only a refusal does", asks: false }
  ])(
    "costs no byte where $when",
    ({ asks }) =>
      Effect.gen(function*() {
        for (const cut of [1, 2, after, smallestChunk - 1, smallestChunk]) {
          const { puts, fixture } = yield* fixtureWith(memory, { uploadProgress, partialChunks: "kept" }, [
            { match: { nth: 2 }, effect: { kind: "break-body", after: cut } }
          ])
          yield* run(
            fixture,
            Effect.flatMap(begin(fixture), ({ received, request }) =>
              upload({ ...request, progress: asks ? received : undefined }))
          )
          assertWhole(fixture)
          const offsets = puts.slice(1, -1).map(({ start }) =>
            start - smallestChunk
          )
          const rest = cut === smallestChunk ? [] : [cut]
          // Without a status the range is sent again and refused. Its header is first read as a count.
          const misread = uploadProgress === "last-index" && cut > 1 ? [cut - 1] : []
          assert.deepStrictEqual(offsets, asks ? [0, ...rest] : [0, 0, ...misread, ...rest])
        }
      })
  )
})

/** Sends the first bytes like a process that dies before the last response arrives. */
const sendFirst = ({ mock }: Fixture, uploadUrl: Redacted.Redacted<string>, count: number) =>
  Effect.promise(async () => {
    for (const [index, start] of starts.entries()) {
      if (start >= count) return
      const end = ends[index] ?? 0
      if (count < end) {
        mock.faults.add({
          match: { operation: "upload" },
          effect: { kind: "break-body", after: count - start },
          times: 1
        })
      }
      await mock.fetch(Redacted.value(uploadUrl), {
        method: "PUT",
        headers: { "content-type": "video/mp4", "content-range": `bytes ${start}-${end - 1}/${bytes.length}` },
        body: bytes.slice(start, end)
      }).catch(() => undefined)
    }
  })

describe("an upload of a dead process", () => {
  const counts = [0, after, smallestChunk, smallestChunk + after, 2 * smallestChunk, bytes.length]

  it.effect.each(counts.flatMap((count) => [{ count, asks: true }, { count, asks: false }]))(
    "continues from byte $count, with status calls ($asks) or without",
    ({ asks, count }) =>
      Effect.gen(function*() {
        const { puts, fixture } = yield* fixtureWith(memory, { partialChunks: "kept" }, [])
        const events = yield* run(
          fixture,
          Effect.gen(function*() {
            const { received, request } = yield* begin(fixture)
            yield* sendFirst(fixture, request.uploadUrl, count)
            assert.strictEqual(yield* received, count)
            // At most one chunk was confirmed.
            const confirmed = count < smallestChunk ? 0 : smallestChunk
            return yield* upload({ ...request, confirmed, progress: asks ? received : undefined })
          })
        )
        assertWhole(fixture)
        assert.deepInclude(events.at(-1), { _tag: "BytesConfirmed", confirmed: bytes.length, chunks: 3 })
        assert.strictEqual(puts.find(({ start }) => start >= count)?.start, count === bytes.length ? undefined : count)
        if (asks) assert.isTrue(puts.every(({ start }) => start >= count))
      })
  )

  it.effect.each(["count", "last-index"] as const)(
    "returns to what TikTok has (%s)",
    (uploadProgress) =>
      Effect.gen(function*() {
        const { puts, fixture } = yield* fixtureWith(memory, { uploadProgress }, [])
        yield* run(
          fixture,
          Effect.gen(function*() {
            const { received, request } = yield* begin(fixture)
            yield* sendFirst(fixture, request.uploadUrl, smallestChunk)
            return yield* upload({ ...request, confirmed: 2 * smallestChunk, progress: received })
          })
        )
        assertWhole(fixture)
        // A status alone could lag behind the confirmed bytes, so the uploader waits for the refusal.
        assert.deepStrictEqual(puts.map(({ start }) => start), [2 * smallestChunk, smallestChunk, 2 * smallestChunk])
      })
  )

  it.effect("cannot go back in a stream, and says so", () =>
    Effect.gen(function*() {
      const { puts, fixture } = yield* fixtureWith(memory, {}, [])
      const error = yield* failureOf(run(
        fixture,
        Effect.flatMap(begin(fixture), ({ received, request }) =>
          upload({
            ...request,
            media: Media.stream(pieces(bytes), { size: bytes.length }),
            confirmed: smallestChunk,
            progress: received
          }))
      ))
      assert.deepInclude(error.reason, { _tag: "OffsetMismatch", sentFrom: smallestChunk })
      assert.strictEqual(puts.length, 1)
    }))
})

describe("the last chunk", () => {
  it.effect("is announced once, before any of its bytes are sent", () =>
    Effect.gen(function*() {
      const { puts, fixture } = yield* fixtureWith(memory, { partialChunks: "kept" }, [
        { match: { nth: 3 }, effect: { kind: "break-body", after } },
        { match: { nth: 4 }, effect: { kind: "code", code: "internal_error" } }
      ])
      const sent: Array<number> = []
      yield* run(
        fixture,
        Effect.flatMap(begin(fixture), ({ received, request }) =>
          upload({
            ...request,
            progress: received,
            beforeLast: Effect.sync(() => void sent.push(puts.length))
          }))
      )
      assertWhole(fixture)
      assert.deepStrictEqual(sent, [2])
      assert.strictEqual(puts.length, 5)
    }))

  it.effect("needs no second attempt when only its response was lost, so a policy without retries is enough", () =>
    Effect.gen(function*() {
      const { puts, fixture } = yield* fixtureWith(memory, {}, [{ effect: { kind: "lose-response" } }])
      yield* run(
        fixture,
        Effect.flatMap(begin(fixture), ({ received, request }) => upload({ ...request, progress: received })).pipe(
          withoutRetries
        )
      )
      assertWhole(fixture)
      assert.strictEqual(puts.length, 3)
    }))
})

const refused = (progress: string) => ({ status: 416, headers: { "content-range": progress } })
const broken = { status: 500, headers: { "content-range": "bytes 0-2000/3000" } }

describe("a server that contradicts itself", () => {
  const request = {
    media: Media.bytes(new Uint8Array(3000)),
    plan: { size: 3000, chunkSize: 1000, chunkCount: 3 },
    uploadUrl: Redacted.make("https://open-upload.tiktokapis.com/video/?upload_id=1&upload_token=2")
  }

  it.effect.each([
    // It accepts the first chunks every time, and does not count them.
    { says: "nothing has arrived", last: () => refused("bytes 0-0/3000") },
    { says: "one byte more, each time", last: (start: number) => refused(`bytes 0-${start + 1}/3000`) },
    { says: "another file's progress", last: () => refused("bytes 0-1000/9999") },
    // It counted the earlier chunk, and no longer does.
    { says: "a chunk that broke is not there", second: broken, last: () => refused("bytes 0-1000/3000") }
  ])("fails the upload when it says $says", ({ last, second = { status: 206 } }) =>
    Effect.gen(function*() {
      let puts = 0
      const { value: error } = yield* withStub(
        ({ headers }) => {
          const start = Number(/\d+/.exec(headers["content-range"] ?? "")?.[0])
          if (++puts > 100) throw new Error("this goes on for ever")
          return start < 1000 ? { status: 206 } : start < 2000 ? second : last(start)
        },
        failureOf(upload({ ...request, progress: Effect.undefined })),
        Contract.live
      )
      assert.strictEqual(error.reason._tag, "OffsetMismatch")
      assert.isAtMost(puts, 15)
    }).pipe(
      Effect.provideService(RetryPolicy.RetryPolicy, {
        reads: RetryPolicy.none,
        inits: RetryPolicy.none,
        chunks: Schedule.recurs(4)
      })
    ))
})
