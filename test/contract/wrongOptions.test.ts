/** Mistakes of a caller without types. */
import { assert, describe, it } from "@effect/vitest"
import { Duration, Effect, Redacted, Schedule, Stream } from "effect"
import { Auth, Creator, Post, Publisher, Quota, StatusPoller, Uploader, Videos } from "effect-tiktok"
import { contractNames, inFixture, makeFixture } from "../support/fixture.ts"
import { smallestChunk } from "../support/media.ts"
import {
  clip,
  noDurations,
  noNames,
  nothing,
  photo,
  publish,
  publishId,
  refusesEach,
  rows
} from "../support/wrongKinds.ts"

const withOptions = (key: keyof Publisher.Options, values: ReadonlyArray<unknown>, rule?: RegExp) => [
  ...rows(`publish, ${key}`, key, values, (value, fixture) => publish(clip, { [key]: value })(fixture), rule),
  ...rows(
    `events, ${key}`,
    key,
    values,
    (value, { creator }) =>
      Publisher.Publisher.use((publisher) => Stream.runDrain(publisher.publishStream(creator, clip, { [key]: value }))),
    rule
  ),
  ...rows(
    `photos, ${key}`,
    key,
    values,
    (value, fixture) => publish(Post.photos({ images: [photo], privacyLevel: "SELF_ONLY" }), { [key]: value })(fixture),
    rule
  )
]

const publishes = [
  ...withOptions("key", noNames, /text|empty|surrogates/),
  ...withOptions("deadline", noDurations, /^must be a duration, .* from 0 to 36500 days$/),
  ...withOptions(
    "chunkSize",
    ["a", 1.5, Number.NaN, -1, 0, null, {}, `${smallestChunk}`, Symbol("size"), 10n],
    /^must/
  ),
  ...withOptions("schedule", [null, 5, "5 seconds", {}, () => Schedule.recurs(1)], /^must be a Schedule$/),
  ...withOptions("webhooks", [null, 5, [], {}, async function*() {}], /^must be a Stream$/),
  ...rows("publish, options", "options", [null, 5, "soon", true], (value, fixture) => publish(clip, value)(fixture)),
  ...rows("publish, creator", "creator", [undefined, ...noNames], (value) => publish(clip)({ creator: value })),
  ...rows(
    "resume, key",
    "key",
    [undefined, ...noNames],
    (value) => Publisher.Publisher.use((publisher) => publisher.resume(value))
  ),
  ...rows(
    "resume, deadline",
    "deadline",
    noDurations,
    (deadline) => Publisher.Publisher.use((publisher) => publisher.resume("key", { deadline }))
  ),
  ...rows(
    "recover, every",
    "every",
    [...noDurations, 0, "0 seconds"].filter((value) => value !== null),
    (every) => Effect.scoped(Publisher.Publisher.use((publisher) => publisher.recover({ every })))
  ),
  ...rows(
    "recover, concurrency",
    "concurrency",
    [null, 0, -1, 1.5, Number.NaN, Infinity, "4"],
    (concurrency) => Effect.scoped(Publisher.Publisher.use((publisher) => publisher.recover({ concurrency })))
  ),
  ...rows(
    "recover, report",
    "report",
    [5, "log", {}, true],
    (report) => Effect.scoped(Publisher.Publisher.use((publisher) => publisher.recover({ report })))
  ),
  ...rows(
    "cancel, publishId",
    "publishId",
    [undefined, ...noNames],
    (value, { creator }) => Publisher.Publisher.use((publisher) => publisher.cancel(creator, value))
  ),
  ...rows(
    "cancel, creator",
    "creator",
    [undefined, ...noNames],
    (value) => Publisher.Publisher.use((publisher) => publisher.cancel(value, publishId))
  )
]

const poller = <A, E, R>(use: (poller: StatusPoller.StatusPoller["Service"]) => Effect.Effect<A, E, R>) =>
  StatusPoller.StatusPoller.use(use)

const following = (key: keyof StatusPoller.Options, values: ReadonlyArray<unknown>) => [
  ...rows(
    `follow, ${key}`,
    key,
    values,
    (value, { creator }) => poller(({ follow }) => Stream.runDrain(follow(creator, publishId, { [key]: value })))
  ),
  ...rows(
    `outcome, ${key}`,
    key,
    values,
    (value, { creator }) => poller(({ outcome }) => outcome(creator, publishId, { [key]: value }))
  )
]

const reads = [
  ...following("deadline", noDurations),
  ...following("schedule", [null, 5, {}]),
  ...following("webhooks", [null, 5, {}]),
  ...following("kind", [null, 5, "Story"]),
  ...rows(
    "get, publishId",
    "publishId",
    [undefined, ...noNames],
    (value, { creator }) => poller(({ get }) => get(creator, value))
  ),
  ...rows("get, creator", "creator", [undefined, ...noNames], (value) => poller(({ get }) => get(value, publishId))),
  ...rows(
    "list, creator",
    "creator",
    [undefined, ...noNames],
    (value) => Videos.Videos.use(({ list }) => Stream.runDrain(list(value)))
  ),
  ...rows(
    "list, before",
    "before",
    [null, 1_700_000_000_000, "1", new Date(0)],
    (before, { creator }) => Videos.Videos.use(({ list }) => Stream.runDrain(list(creator, { before })))
  ),
  ...rows(
    "query, ids",
    "ids",
    [...nothing, 5, "id", {}],
    (value, { creator }) => Videos.Videos.use(({ query }) => query(creator, value))
  ),
  ...rows(
    "query, id",
    "ids[1]",
    [undefined, ...noNames],
    (value, { creator }) => Videos.Videos.use(({ query }) => query(creator, [Post.PostId.make("1"), value]))
  ),
  ...rows(
    "profile, creator",
    "creator",
    [undefined, ...noNames],
    (value) => Creator.Creator.use(({ profile }) => profile(value))
  ),
  ...rows(
    "profile, only",
    "only",
    [null, 5, "creator", ["shoeSize"], [5]],
    (value, { creator }) => Creator.Creator.use(({ profile }) => profile(creator, value))
  )
]

const logins = [
  ...rows(
    "accessToken, creator",
    "creator",
    [undefined, ...noNames],
    (value) => Auth.Auth.use(({ accessToken }) => accessToken(value))
  ),
  ...rows(
    "refresh, creator",
    "creator",
    [undefined, ...noNames],
    (value) => Auth.Auth.use(({ refresh }) => refresh(value))
  ),
  ...rows(
    "authorize, scopes",
    "scopes",
    [...nothing, 5, "video.publish", [], [5], [undefined], ["a b"]],
    (scopes) => Auth.Auth.use(({ authorize }) => authorize({ redirectUri: "http://localhost/callback", scopes }))
  ),
  ...rows(
    "authorize, redirectUri",
    "redirectUri",
    [...nothing, 5, "", "/callback"],
    (redirectUri) => Auth.Auth.use(({ authorize }) => authorize({ redirectUri, scopes: ["video.publish"] }))
  ),
  ...rows("authorize", "options", [...nothing, 5], (value) => Auth.Auth.use(({ authorize }) => authorize(value))),
  ...rows(
    "exchange, code",
    "code",
    [...nothing, 5, "code", {}, Redacted.make(""), Redacted.make(5)],
    (code) => Effect.flatMap(authorize, (begun) => Auth.Auth.use(({ exchange }) => exchange(begun, code)))
  ),
  ...rows(
    "exchange, authorization",
    "authorization",
    [...nothing, 5, "state"],
    (begun) => Auth.Auth.use(({ exchange }) => exchange(begun, Redacted.make("code")))
  ),
  ...rows(
    "exchange, verifier",
    "authorization.codeVerifier",
    [{}, { codeVerifier: "text" }],
    (begun) => Auth.Auth.use(({ exchange }) => exchange(begun, Redacted.make("code")))
  )
]

const authorize = Auth.Auth.use(({ authorize }) =>
  authorize({ redirectUri: "http://localhost/callback", scopes: ["video.publish"] })
)

const limit = { name: "a", key: "a", limit: 1, window: Duration.minutes(1) }

const others = [
  ...rows("take, limits", "limits", [...nothing, 5, "a", {}], (value) => Quota.Quota.use(({ take }) => take(value))),
  ...rows("usage, limit", "limit", [...nothing, 5], (value) => Quota.Quota.use(({ usage }) => usage([value]))),
  ...rows(
    "nextSlot, window",
    "window",
    [...nothing, 5, "1 minute"],
    (window) => Quota.Quota.use(({ nextSlot }) => nextSlot([{ ...limit, window }]))
  ),
  ...rows(
    "identify, media",
    "media",
    [...nothing, 5, "a.mp4", {}],
    (value) => Uploader.Uploader.use(({ identify }) => identify(value))
  ),
  ...rows(
    "handOut, size",
    "media.size",
    [...nothing, "5", 1.5, Symbol("size"), Object.create(null)],
    (size, { creator }) =>
      Publisher.Publisher.use(({ handOut }) => handOut(creator, { _tag: "Video", privacyLevel: "SELF_ONLY", size }))
  ),
  ...rows(
    "info, creator",
    "creator",
    [undefined, ...noNames],
    (value) => Creator.Creator.use(({ info }) => info(value))
  )
]

describe("a callback", () => {
  it.effect.each([...nothing, 5, Object.create(null)])(
    "of a wrong kind is rejected",
    (value) =>
      inFixture(makeFixture({ contract: "live", transport: "memory" }), function*() {
        const { callback } = yield* Auth.Auth
        const begun = yield* authorize
        for (
          const error of [yield* Effect.flip(callback(begun, value)), yield* Effect.flip(callback(value, begun.url))]
        ) {
          assert.strictEqual(error.reason._tag, "CallbackRejected")
        }
      })
  )
})

describe("an option", () => {
  refusesEach([...publishes, ...reads, ...logins, ...others])
})

describe.each(contractNames)("a publish in %s", (contract) => {
  it.effect.each(["a".repeat(100_000), "a\0b", "../../x", "🎬", "%2F%00", " ", "CON", "key\r\nother"])(
    "accepts any other text as a key, such as one that begins with %j",
    (key) =>
      inFixture(makeFixture({ contract, transport: "memory" }), function*(fixture) {
        const outcome = yield* publish(clip, { key })(fixture)
        assert.strictEqual(outcome._tag, "Published")
      })
  )
})
