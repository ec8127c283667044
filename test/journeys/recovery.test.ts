import { assert, describe, it } from "@effect/vitest"
import { Effect, Exit, Stream } from "effect"
import { Checkpoint, Media, type Outcome, Post, Publisher, type Recovery, TikTokError } from "effect-tiktok"
import { contractNames, type Fixture, inFixture, makeFixture } from "../support/fixture.ts"
import { smallestChunk, video, videoFile } from "../support/media.ts"
import { withClaims } from "../support/withClaims.ts"

const url = Media.url("https://verified-domain.com/a.mp4")
const pulled = (title: string) => Post.video({ media: url, privacyLevel: "SELF_ONLY", title })

const withBytes = (bytes: Uint8Array, title: string) =>
  Post.video({ media: Media.bytes(bytes), privacyLevel: "SELF_ONLY", title })

const posted = ({ mock }: Fixture) => mock.control.posts().filter(({ stage }) => stage === "published")

/** A process: a publisher on a shared store. */
const publisherOn = (store: Checkpoint.CheckpointStore["Service"]) =>
  Effect.provideService(Publisher.make, Checkpoint.CheckpointStore, store)

/** Leaves a publish unfinished, as a process does that dies in the given phase. */
const leave = Effect.fnUntraced(function*(
  fixture: Fixture,
  phase: Checkpoint.Phase,
  post: Post.Post,
  key: string
) {
  const store = yield* Checkpoint.CheckpointStore
  const dying = withClaims(store, ({ write }) => ({
    write: (checkpoint) =>
      Effect.andThen(write(checkpoint), checkpoint.phase === phase ? Effect.die("killed") : Effect.void)
  }))
  const { publish } = yield* publisherOn(dying)
  assert.isTrue(Exit.hasDies(yield* Effect.exit(publish(fixture.creator, post, { key, chunkSize: smallestChunk }))))
})

/** The reports of recovery in order, until nothing is left or the time is up. */
const recovered = Effect.fnUntraced(function*(
  publisher: Publisher.Publisher["Service"],
  options: { readonly seconds: number }
) {
  const reports: Array<Recovery.Report> = []
  yield* Effect.scoped(Effect.gen(function*() {
    yield* publisher.recover({ report: (report) => Effect.sync(() => void reports.push(report)) })
    yield* Effect.sleep(options.seconds * 1000)
  }))
  return reports
})

const tags = (reports: ReadonlyArray<Recovery.Report>) =>
  reports.map((report) => {
    const key = "pending" in report ? report.pending.key : report.key
    return report._tag === "Ended" ? `${key} ${report.outcome._tag}` : `${key} ${report._tag}`
  })

describe.each(contractNames)("recovery on %s", (contract) => {
  const fixtureOf = (options?: Parameters<typeof makeFixture>[1]) =>
    makeFixture({ contract, transport: "memory" }, { mock: { lifecycle: { mode: "polls", count: 1 } }, ...options })

  it.effect("resumes every unfinished publish, in any phase, and reports each outcome once", () =>
    inFixture(fixtureOf(), function*(fixture) {
      const path = yield* videoFile(video(2 * smallestChunk))
      const uploaded = Post.video({ media: Media.file(path), privacyLevel: "SELF_ONLY" })
      for (const phase of ["Waiting", "Following"] as const) {
        yield* leave(fixture, phase, pulled(phase), `p ${phase}`)
      }
      for (const phase of ["Accepting", "Uploading", "Finishing", "Following"] as const) {
        yield* leave(fixture, phase, uploaded, `u ${phase}`)
      }
      const publisher = yield* Publisher.Publisher
      assert.strictEqual((yield* publisher.pending).length, 6)
      const reports = yield* recovered(publisher, { seconds: 90 })
      assert.sameMembers(tags(reports), [
        "p Waiting Published",
        "p Following Published",
        "u Accepting Published",
        "u Uploading Published",
        "u Finishing Published",
        "u Following Published"
      ])
      assert.deepStrictEqual(yield* publisher.pending, [])
      assert.strictEqual(posted(fixture).length, 6)
    }))

  it.effect("takes over a publish that another process held at first", () =>
    inFixture(fixtureOf(), function*(fixture) {
      yield* leave(fixture, "Waiting", pulled("a"), "a")
      const { claim } = yield* Checkpoint.CheckpointStore
      yield* Effect.forkChild(Effect.scoped(Effect.andThen(claim("a"), Effect.sleep("50 seconds"))))
      yield* Effect.yieldNow
      const publisher = yield* Publisher.Publisher
      assert.deepStrictEqual(tags(yield* recovered(publisher, { seconds: 20 })), [])
      assert.deepStrictEqual(tags(yield* recovered(publisher, { seconds: 90 })), ["a Published"])
    }))

  it.effect("publishes once where two processes recover at the same time", () =>
    inFixture(fixtureOf(), function*(fixture) {
      const keys = ["a", "b", "c", "d", "e"]
      for (const key of keys) yield* leave(fixture, "Waiting", pulled(key), key)
      const store = yield* Checkpoint.CheckpointStore
      const reports = yield* Effect.all(
        [
          Effect.flatMap(publisherOn(store), (publisher) => recovered(publisher, { seconds: 200 })),
          Effect.flatMap(publisherOn(store), (publisher) => recovered(publisher, { seconds: 200 }))
        ],
        { concurrency: 2 }
      )
      assert.sameMembers(tags(reports.flat()), keys.map((key) => `${key} Published`))
      assert.strictEqual(posted(fixture).length, keys.length)
    }))

  it.effect("keeps limits, and the order of a creator's posts", () =>
    inFixture(fixtureOf({ client: { quota: { maxWait: 0 } } }), function*(fixture) {
      const keys = Array.from({ length: 8 }, (_, index) => `post ${index}`)
      for (const key of keys) {
        yield* leave(fixture, "Waiting", pulled(key), key)
        yield* Effect.sleep("1 second")
      }
      const publisher = yield* Publisher.Publisher
      const reports = yield* recovered(publisher, { seconds: 300 })
      assert.sameMembers(
        tags(reports).filter((tag) => !tag.endsWith("Postponed")),
        keys.map((key) => `${key} Published`)
      )
      assert.isTrue(reports.some(({ _tag }) => _tag === "Postponed"))
      assert.deepStrictEqual(posted(fixture).map(({ caption }) => caption), keys)
      // The library kept the limit, so TikTok refused nothing.
      assert.deepStrictEqual(fixture.mock.journal.find(({ status }) => status === 429), [])
    }))

  it.effect("reports a refusal once, then forgets it", () =>
    inFixture(fixtureOf(), function*(fixture) {
      yield* leave(fixture, "Waiting", pulled("a"), "a")
      yield* leave(fixture, "Waiting", pulled("b"), "b")
      const code = contract === "live" ? "invalid_params" : "invalid_request"
      fixture.mock.faults.add({ match: { operation: "video.init", nth: 1 }, effect: { kind: "code", code } })
      const publisher = yield* Publisher.Publisher
      assert.deepStrictEqual(tags(yield* recovered(publisher, { seconds: 90 })), ["a Refused", "b Published"])
      assert.deepStrictEqual(yield* publisher.pending, [])
    }))

  it.effect("reports once what waits for a person, and sends nothing", () =>
    inFixture(fixtureOf(), function*(fixture) {
      fixture.mock.faults.add({ match: { operation: "video.init" }, effect: { kind: "lose-response" } })
      const publisher = yield* Publisher.Publisher
      const outcome = yield* publisher.publish(fixture.creator, pulled("The caption"), { key: "a" })
      assert.strictEqual(outcome._tag, "OutcomeUnknown")
      const before = fixture.mock.journal.entries().length
      assert.deepStrictEqual(tags(yield* recovered(publisher, { seconds: 300 })), ["a NeedsPerson"])
      assert.strictEqual(fixture.mock.journal.entries().length, before)
      const [entry] = yield* publisher.pending
      assert(entry?._tag === "NeedsPerson")
      assert.deepInclude(entry, { key: "a", creator: fixture.creator, kind: "Video", caption: "The caption" })
      assert.include(entry.remedy, "profile")
    }))

  it.effect("reports once bytes that died with their process, but not while it lives", () =>
    inFixture(fixtureOf(), function*(fixture) {
      const post = Post.video({ media: Media.bytes(video(1000)), privacyLevel: "SELF_ONLY" })
      yield* leave(fixture, "Uploading", post, "a")
      const publisher = yield* Publisher.Publisher
      const { claim } = yield* Checkpoint.CheckpointStore
      yield* Effect.scoped(Effect.gen(function*() {
        yield* claim("a")
        assert.deepStrictEqual(yield* recovered(publisher, { seconds: 90 }), [])
      }))
      assert.deepStrictEqual(tags(yield* recovered(publisher, { seconds: 90 })), ["a NeedsMedia"])
      assert.strictEqual((yield* Effect.flip(publisher.resume("a"))).reason._tag, "KeyConflict")
      assert.strictEqual((yield* publisher.publish(fixture.creator, post, { key: "a" }))._tag, "Published")
      assert.strictEqual(posted(fixture).length, 1)
    }))

  it.effect("follows an upload that has arrived, although its bytes are gone", () =>
    inFixture(fixtureOf(), function*(fixture) {
      const post = Post.video({ media: Media.bytes(video(1000)), privacyLevel: "SELF_ONLY" })
      yield* leave(fixture, "Following", post, "a")
      const publisher = yield* Publisher.Publisher
      assert.deepStrictEqual(tags(yield* recovered(publisher, { seconds: 90 })), ["a Published"])
    }))

  it.effect("survives an unreadable record, an unavailable store and a failing report", () =>
    inFixture(fixtureOf(), function*(fixture) {
      const because = TikTokError.fromReason("CheckpointStore.open")(
        new TikTokError.StoreFailed({ action: "decrypt", detail: "no key opens it", record: "b.1" })
      )
      const away = TikTokError.fromReason("CheckpointStore.open")(
        new TikTokError.StoreFailed({ action: "read", detail: "the store is away" })
      )
      yield* leave(fixture, "Waiting", pulled("a"), "a")
      const store = yield* Checkpoint.CheckpointStore
      let looks = 0
      const publisher = yield* publisherOn({
        ...store,
        open: Effect.suspend(() =>
          ++looks === 1
            ? Effect.fail(away)
            : Effect.map(store.open, (all) => [{ _tag: "Unreadable" as const, key: "b", because }, ...all])
        )
      })
      const reports: Array<Recovery.Report> = []
      yield* Effect.scoped(Effect.gen(function*() {
        yield* publisher.recover({
          report: (report) => {
            reports.push(report)
            return Effect.die("the report failed")
          }
        })
        yield* Effect.sleep("2 minutes")
      }))
      assert.sameMembers(tags(reports), ["b Unreadable", "a Published"])
      const [unreadable] = yield* publisher.pending
      assert(unreadable?._tag === "Unreadable")
      assert.strictEqual(unreadable.record, "b.1")
      assert.include(unreadable.because.message, "no key opens it")
    }))

  it.effect("keeps a publish after a transient failure, and says when it continues", () =>
    inFixture(fixtureOf({ client: { quota: { maxWait: 0 } } }), function*(fixture) {
      const publisher = yield* Publisher.Publisher
      for (let index = 0; index < 6; index++) yield* publisher.publish(fixture.creator, pulled(`${index}`))
      yield* leave(fixture, "Waiting", pulled("a"), "a")
      const error = yield* Effect.flip(publisher.resume("a"))
      assert.strictEqual(error.reason._tag, "QuotaExhausted")
      assert.deepStrictEqual((yield* publisher.pending).map(({ key }) => key), ["a"])
      assert.deepStrictEqual(tags(yield* recovered(publisher, { seconds: 120 })), ["a Postponed", "a Published"])
    }))
})

describe.each(contractNames)("a publish that goes on in %s", (contract) => {
  it.effect("reports the same progress as a new one", () =>
    inFixture(makeFixture({ contract, transport: "memory" }), function*(fixture) {
      const path = yield* videoFile(video(2 * smallestChunk))
      yield* leave(fixture, "Uploading", Post.video({ media: Media.file(path), privacyLevel: "SELF_ONLY" }), "a")
      const { resumeStream } = yield* Publisher.Publisher
      const events = yield* Stream.runCollect(resumeStream("a"))
      const seen = events.map(({ _tag }) => _tag).filter((tag, index, all) => tag !== all[index - 1])
      assert.deepStrictEqual(seen.slice(0, 3), ["Planned", "Initialized", "BytesSent"])
      assert.deepStrictEqual(seen.slice(-2), ["StatusReceived", "Finished"])
      const again = yield* Stream.runCollect(resumeStream("a"))
      assert.deepStrictEqual(again.map(({ _tag }) => _tag), ["Finished"])
    }))

  it.effect("does not start after its record is removed between read and claim", () =>
    inFixture(makeFixture({ contract, transport: "memory" }), function*(fixture) {
      yield* leave(fixture, "Waiting", pulled("a"), "a")
      const store = yield* Checkpoint.CheckpointStore
      const found = yield* store.get("a")
      yield* Checkpoint.free("a")
      const { resume } = yield* publisherOn({ ...store, get: () => Effect.succeed(found) })
      assert.strictEqual((yield* Effect.flip(resume("a"))).reason._tag, "KeyConflict")
      assert.deepStrictEqual(posted(fixture), [])
    }))

  it.effect("fails when it started under the other contract", () =>
    inFixture(makeFixture({ contract, transport: "memory" }), function*(fixture) {
      yield* leave(fixture, "Waiting", pulled("a"), "a")
      const store = yield* Checkpoint.CheckpointStore
      const other = contract === "live" ? "catalog" : "live"
      yield* Effect.scoped(Effect.gen(function*() {
        const claim = yield* store.claim("a")
        const found = yield* claim.found
        if (found !== undefined) yield* claim.write({ ...found, contract: other })
      }))
      const { publish, resume } = yield* Publisher.Publisher
      for (const going of [resume("a"), publish(fixture.creator, pulled("a"), { key: "a" })]) {
        const error = yield* Effect.flip<Outcome.Outcome, TikTokError.TikTokError<Publisher.PublishFailure>, never>(
          going
        )
        assert.strictEqual(error.reason._tag, "KeyConflict")
        assert.include(error.message, `on the ${other} contract`)
      }
      assert.deepStrictEqual(posted(fixture), [])
    }))

  it.effect("follows an upload that has arrived although its file is gone, and frees the key otherwise", () =>
    inFixture(makeFixture({ contract, transport: "memory" }), function*(fixture) {
      const left = ["Uploading", "Following"] as const
      yield* Effect.scoped(Effect.gen(function*() {
        const path = yield* videoFile(video(1000))
        const post = Post.video({ media: Media.file(path), privacyLevel: "SELF_ONLY" })
        for (const phase of left) yield* leave(fixture, phase, post, phase)
      }))
      const { pending, resume } = yield* Publisher.Publisher
      assert.strictEqual((yield* resume("Following"))._tag, "Published")
      assert.strictEqual((yield* Effect.flip(resume("Uploading"))).reason._tag, "MediaUnreadable")
      assert.deepStrictEqual(yield* pending, [])
    }))

  it.effect("gives the key of a failed post to the corrected one", () =>
    inFixture(makeFixture({ contract, transport: "memory" }), function*(fixture) {
      const { publish } = yield* Publisher.Publisher
      const bad = publish(fixture.creator, withBytes(new Uint8Array(1000), "a"), { key: "a" })
      assert.deepStrictEqual([(yield* bad)._tag, (yield* bad)._tag], ["Failed", "Failed"])
      assert.strictEqual(
        (yield* publish(fixture.creator, withBytes(video(1000), "b"), { key: "a" }))._tag,
        "Published"
      )
    }))

  it.effect.each<readonly [string, Publisher.Options]>([
    ["key", { key: "" }],
    ["key", { key: "half \ud83d of a character" }],
    ["deadline", { key: "a", deadline: Number.NaN }],
    ["deadline", { key: "a", deadline: `${Number("soon")} seconds` }],
    ["deadline", { key: "a", deadline: -1 }]
  ])(
    "refuses a %s of the wrong kind before anything is sent (%#)",
    ([field, options]) =>
      inFixture(makeFixture({ contract, transport: "memory" }), function*(fixture) {
        const { publish } = yield* Publisher.Publisher
        const { reason } = yield* Effect.flip(publish(fixture.creator, pulled("a"), options))
        assert(reason._tag === "InvalidInput")
        assert.strictEqual(reason.field, field)
        assert.deepStrictEqual(fixture.mock.journal.entries(), [])
      })
  )

  it.effect.each(["0.5 millis", 0] as const)(
    "accepts a deadline of %s",
    (deadline) =>
      inFixture(makeFixture({ contract, transport: "memory" }), function*(fixture) {
        const outcome = yield* Publisher.Publisher.use(({ publish }) =>
          publish(fixture.creator, pulled("a"), { key: "a", deadline })
        )
        assert.include(["Published", "StillProcessing"], outcome._tag)
      })
  )
})
