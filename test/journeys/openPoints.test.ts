/**
 * TikTok's pages leave some points open. Each is a switch of the mock, and the library must work with every value.
 * One long journey runs under every value of every switch.
 */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Redacted, Result, Stream } from "effect"
import {
  Auth,
  Contract,
  Creator,
  Media,
  Post,
  Publisher,
  Quota,
  StatusPoller,
  TikTokApi,
  type TokenStore,
  Videos,
  Webhook
} from "effect-tiktok"
import { TestClock } from "effect/testing"
import type { Switches } from "tiktok-mock-server"
import { type Fixture, makeFixture, run } from "../support/fixture.ts"
import { sha256, smallestChunk, video } from "../support/media.ts"

/** The values of every switch that a journey tries. */
type Tried = { readonly [Name in keyof Switches]: ReadonlyArray<Switches[Name]> }

/** Accepts a table only if it has every value of every switch. */
const everyValue = <const Table extends Tried>(
  table:
    & Table
    & {
      readonly [Name in keyof Switches]: [Exclude<Switches[Name], Table[Name][number]>] extends [never] ? unknown
        : never
    }
): Tried => table

const tried = everyValue({
  strict: [false, true],
  badParameterCode: ["invalid_params", "invalid_param"],
  oauthErrorStatus: [200, 400, 401],
  pkce: ["optional", "desktop", "required"],
  challengeEncoding: ["by-redirect", "hex", "base64url", "either"],
  megabytes: ["either", "decimal", "binary"],
  uploadProgress: ["count", "last-index"],
  lastChunkStatus: [201, 200],
  partialChunks: ["dropped", "kept"],
  photoAigc: ["top-level", "post-info", "either"],
  brandToggles: ["optional", "required"],
  unauditedPrivacyOptions: ["full", "self-only"],
  creatorInfoOnError: ["filled", "absent"],
  dataOnError: ["empty", "null", "missing"],
  fieldsOutsideScope: ["error", "silent"],
  unknownBodyKeys: ["ignored", "rejected"],
  pendingDrafts: ["per-day", "concurrent"],
  postIds: ["numbers", "strings", "scalar"],
  retryAfter: [true, false],
  refreshRotation: ["strict", "grace", "never"],
  webhookPostId: ["string", "number"],
  brandedPrivate: ["accepted", "refused"],
  publishIdRetention: ["forever", "a-day"],
  completeForDirect: [true, false],
  longTitles: ["cut", "whole"],
  sandbox: ["documented", "reported"]
})

const settings = Object.entries(tried).flatMap(([name, values]) => values.map((value) => ({ name, value })))

const bytes = video(2 * smallestChunk + 4321)

/**
 * Login and refreshes, profile, creator info, an upload whose responses get lost, a pull, photos, drafts up to the limit, a
 * list, webhooks and refused posts.
 */
const journey = Effect.fnUntraced(
  function*({ mock }: Fixture, letters: ReadonlyArray<Letter>, under: Partial<Switches>) {
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

    const renewed = [yield* auth.refresh(creator), yield* auth.refresh(creator)].map((tokens) => secretOf(tokens))
    assert.strictEqual(new Set(renewed).size, under.refreshRotation === "never" ? 1 : 2)

    assert.strictEqual((yield* creators.profile(creator, ["displayName"])).displayName, "Mara Films")
    const counted = yield* Effect.result(creators.profile(creator, ["displayName", "followerCount"]))
    if (under.fieldsOutsideScope === "silent") {
      const { displayName, followerCount } = Result.getOrThrow(counted)
      assert.deepStrictEqual([displayName, followerCount], ["Mara Films", undefined])
    } else {
      assert.strictEqual(Result.getOrThrow(Result.flip(counted)).reason._tag, "ScopeMissing")
    }

    assert.include((yield* creators.info(creator)).privacyLevels, "SELF_ONLY")
    mock.control.updateCreator(creator, { atPostCap: true })
    const capped = yield* Effect.flip(creators.info(creator))
    assert.strictEqual(capped.reason._tag, "PostCapReached")
    mock.control.updateCreator(creator, { atPostCap: false })

    mock.faults.add({ match: { operation: "upload", nth: 2 }, effect: { kind: "lose-response" } })
    mock.faults.add({ match: { operation: "status", nth: 1 }, effect: { kind: "code", code: "rate_limit_exceeded" } })
    const posts: ReadonlyArray<Post.Post> = [
      Post.video({ media: Media.bytes(bytes), privacyLevel: "PUBLIC_TO_EVERYONE", isAigc: true }),
      Post.video({ media: Media.url("https://verified-domain.com/a.mp4"), privacyLevel: "SELF_ONLY" }),
      Post.photos({ images: ["https://verified-domain.com/a.jpg"], privacyLevel: "SELF_ONLY", isAigc: true }),
      Post.photosDraft({ images: ["https://verified-domain.com/a.jpg"], title: "Draft" }),
      Post.videoDraft({ media: Media.bytes(video(4321)) })
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

    // The guidelines forbid it, so the library does not send it.
    const branded = yield* Effect.flip(publisher.publish(
      creator,
      Post.video({
        media: Media.url("https://verified-domain.com/a.mp4"),
        privacyLevel: "SELF_ONLY",
        brandContent: true
      })
    ))
    assert.strictEqual(branded.reason._tag, "InvalidInput")

    yield* Effect.promise(() => mock.webhooks.deliver())
    const clientSecret = Redacted.make(mock.control.apps()[0]?.clientSecret ?? "")
    const events = yield* Effect.forEach(
      letters,
      ({ body, header }) => Webhook.receive({ clientSecret, header, body, tolerance: "1 hour" })
    )
    const available = events.flatMap((event) => event._tag === "PubliclyAvailable" ? [String(event.postId)] : [])
    assert.deepStrictEqual(available, seen?.publicPostIds)
    assert.strictEqual(events.some(({ _tag }) => _tag === "PublishCompleted"), under.completeForDirect !== false)

    const quota = yield* Quota.Quota
    const { clientKey } = (yield* TikTokApi.TikTokApi).app
    const draft = publisher.publish(creator, Post.videoDraft({ media: Media.url("https://verified-domain.com/a.mp4") }))
    yield* Effect.replicateEffect(draft, 3)
    const sixth = yield* Effect.flip(draft)
    assert.strictEqual(sixth.reason._tag, "QuotaExhausted")
    for (const { draft, publishId } of mock.control.posts()) {
      if (draft) mock.control.publishDraft(publishId, "SELF_ONLY")
    }
    const pending = Contract.live.limits("inbox.init", creator, clientKey).filter(({ refusal }) =>
      refusal === "DraftsFull"
    )
    yield* Effect.forEach(pending, (limit) => quota.reset(limit))
    const afterPosting = yield* Effect.result(draft)
    assert.strictEqual(
      Result.match(afterPosting, { onSuccess: ({ _tag }) => _tag, onFailure: ({ reason }) => reason._tag }),
      under.pendingDrafts === "concurrent" ? "SentToInbox" : "DraftsFull"
    )

    yield* TestClock.adjust("1 day")
    const listed = yield* Stream.runCollect((yield* Videos.Videos).list(creator))
    assert.deepStrictEqual(listed.map(({ id }) => String(id)), seen?.publicPostIds)
    const remembered = yield* Effect.result(
      (yield* StatusPoller.StatusPoller).get(creator, Post.PublishId.make(seen?.publishId ?? ""))
    )
    assert.strictEqual(
      Result.match(remembered, { onSuccess: ({ stage }) => stage, onFailure: ({ reason }) => reason._tag }),
      under.publishIdRetention === "a-day" ? "PublishIdRejected" : "Published"
    )

    mock.control.updateApp({ audited: false })
    const refused = yield* Effect.flip(
      publisher.publish(creator, Post.video({ media: Media.bytes(bytes), privacyLevel: "SELF_ONLY" }))
    )
    assert.include(["AppUnaudited", "PrivacyLevelRefused"], refused.reason._tag)
    assert.isDefined(refused.logId)
  }
)

const secretOf = ({ refreshToken }: TokenStore.Tokens) => refreshToken && Redacted.value(refreshToken)

/** A webhook as an application receives it. */
interface Letter {
  readonly header: string | undefined
  readonly body: string
}

describe("the library works", () => {
  it.effect.each(settings)("with $name $value", ({ name, value }) =>
    Effect.gen(function*() {
      const switches: Partial<Switches> = { [name]: value }
      const letters: Array<Letter> = []
      const fixture = yield* makeFixture({ contract: "live", transport: "memory" }, {
        mock: {
          switches,
          webhook: {
            url: "https://app.example/hooks",
            send: async (_, { body, headers }) => {
              letters.push({ header: headers["TikTok-Signature"], body })
              return { status: 200 }
            }
          }
        },
        client: value === "base64url" ? { contract: Contract.makeLive({ challenge: "base64url" }) } : {}
      })
      yield* run(fixture, journey(fixture, letters, switches))
    }))
})
