/**
 * The points that TikTok's pages leave open are switches of the mock. The library has to work whichever way TikTok
 * decides, so one long journey runs under every setting of every switch.
 */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Redacted, Stream } from "effect"
import { Auth, Contract, Creator, Media, Post, Publisher, Videos } from "effect-tiktok"
import { TestClock } from "effect/testing"
import type { Switches } from "tiktok-mock-server"
import { sha256, smallestChunk, video } from "../support/media.ts"
import { makeWorld, run } from "../support/world.ts"

type Setting = { readonly [Name in keyof Switches]: readonly [Name, Switches[Name]] }[keyof Switches]

const settings: ReadonlyArray<Setting> = [
  ["badParameterCode", "invalid_params"],
  ["badParameterCode", "invalid_param"],
  ["oauthErrorStatus", 200],
  ["oauthErrorStatus", 400],
  ["oauthErrorStatus", 401],
  ["pkce", "optional"],
  ["pkce", "desktop"],
  ["pkce", "required"],
  ["challengeEncoding", "hex"],
  ["challengeEncoding", "base64url"],
  ["challengeEncoding", "either"],
  ["megabytes", "either"],
  ["megabytes", "decimal"],
  ["megabytes", "binary"],
  ["uploadProgress", "count"],
  ["uploadProgress", "last-index"],
  ["lastChunkStatus", 201],
  ["lastChunkStatus", 200],
  ["photoAigc", "top-level"],
  ["photoAigc", "post-info"],
  ["photoAigc", "either"],
  ["brandToggles", "optional"],
  ["brandToggles", "required"],
  ["unauditedPrivacyOptions", "full"],
  ["unauditedPrivacyOptions", "self-only"],
  ["creatorInfoOnError", "filled"],
  ["creatorInfoOnError", "absent"],
  ["dataOnError", "empty"],
  ["dataOnError", "null"],
  ["dataOnError", "missing"],
  ["fieldsOutsideScope", "error"],
  ["fieldsOutsideScope", "silent"],
  ["unknownBodyKeys", "ignored"],
  ["unknownBodyKeys", "rejected"],
  ["pendingDrafts", "per-day"],
  ["pendingDrafts", "concurrent"],
  ["postIds", "numbers"],
  ["postIds", "strings"],
  ["postIds", "scalar"],
  ["retryAfter", true],
  ["retryAfter", false],
  ["refreshRotation", "strict"],
  ["refreshRotation", "grace"],
  ["refreshRotation", "never"],
  ["webhookPostId", "string"],
  ["webhookPostId", "number"]
]

const bytes = video(2 * smallestChunk + 4321)

/** Login, profile, creator info, an upload whose answers get lost, a pull, photos, a draft, a list, a refused post. */
const journey = Effect.fnUntraced(function*(mock: Parameters<typeof run>[0]["mock"]) {
  const auth = yield* Auth.Auth
  const publisher = yield* Publisher.Publisher
  const creators = yield* Creator.Creator

  const authorization = yield* auth.authorize({
    redirectUri: "http://127.0.0.1:3455/callback",
    scopes: ["user.info.basic", "video.publish", "video.upload", "video.list"]
  })
  const callback = yield* Effect.promise(() => mock.control.consent(authorization.url))
  const { tokens: { creator } } = yield* auth.complete(authorization, callback)
  const denied = yield* Effect.flip(auth.exchange(authorization, Redacted.make("no-such-code")))
  assert.strictEqual(denied.reason._tag, "GrantRejected")

  assert.strictEqual((yield* creators.profile(creator, ["displayName"])).displayName, "Mara Films")
  assert.include((yield* creators.info(creator)).privacyLevels, "SELF_ONLY")

  mock.faults.add({ match: { operation: "upload", nth: 2 }, effect: { kind: "lose-answer" } })
  mock.faults.add({ match: { operation: "status", nth: 1 }, effect: { kind: "code", code: "rate_limit_exceeded" } })
  const posts: ReadonlyArray<Post.Post> = [
    Post.video({ media: Media.bytes(bytes), privacyLevel: "PUBLIC_TO_EVERYONE", isAigc: true }),
    Post.video({ media: Media.url("https://verified-domain.com/a.mp4"), privacyLevel: "SELF_ONLY" }),
    Post.photos({ images: ["https://verified-domain.com/a.jpg"], privacyLevel: "SELF_ONLY", isAigc: true }),
    Post.photosDraft({ images: ["https://verified-domain.com/a.jpg"], title: "Draft" }),
    Post.videoDraft({ media: Media.bytes(bytes) })
  ]
  const outcomes = yield* Effect.forEach(
    posts,
    (post) => publisher.publish(creator, post, { chunkSize: smallestChunk })
  )
  assert.deepStrictEqual(outcomes.map(({ _tag }) => _tag), [
    "Published",
    "Published",
    "Published",
    "SentToInbox",
    "SentToInbox"
  ])
  const [seen] = mock.control.posts()
  assert.strictEqual(seen?.sha256, sha256(bytes))

  yield* TestClock.adjust("1 day")
  const listed = yield* Stream.runCollect((yield* Videos.Videos).list(creator))
  assert.deepStrictEqual(listed.map(({ id }) => String(id)), seen?.publicPostIds)

  mock.control.updateApp({ audited: false })
  const refused = yield* Effect.flip(
    publisher.publish(creator, Post.video({ media: Media.bytes(bytes), privacyLevel: "SELF_ONLY" }))
  )
  assert.include(["AppUnaudited", "PrivacyLevelRefused"], refused.reason._tag)
  assert.isDefined(refused.logId)
})

describe("the library works", () => {
  it.effect.each(settings)("with %s %s", ([name, value]) =>
    Effect.gen(function*() {
      const world = yield* makeWorld({ contract: "live", transport: "memory" }, {
        mock: { switches: { [name]: value } },
        client: value === "base64url" ? { contract: Contract.makeLive({ challenge: "base64url" }) } : {}
      })
      yield* run(world, journey(world.mock))
    }))
})
