/** What the live contract counts before it sends (`tiktok-live`, section 10.3). */
import { assert, describe, it } from "@effect/vitest"
import { Duration, Effect } from "effect"
import { Contract, Media, Post, Publisher, type TikTokError } from "effect-tiktok"
import { withoutRetries } from "../support/noRetries.ts"
import { creator, withStub } from "../support/stubTikTok.ts"

const namesOf = (call: Contract.LimitedCall) =>
  Contract.live.limits(call, creator, "key").map(({ limit, name, window }) =>
    `${limit} ${name}, ${Duration.format(window)}`
  )

const countedByTikTok = ["Infinity daily posts, 1d", "Infinity active creators, 1d"]

const publish = (post: Post.Post) => Publisher.Publisher.use((publisher) => publisher.publish(creator, post))

describe("limits", () => {
  it("are those of the page, counted separately for each call", () => {
    assert.deepStrictEqual(namesOf("video.init"), ["6 video init, 1m", ...countedByTikTok])
    assert.deepStrictEqual(namesOf("inbox.init"), ["6 inbox init, 1m", "5 pending drafts, 1d"])
    assert.deepStrictEqual(namesOf("photo.init"), ["6 photo init, 1m", ...countedByTikTok])
    assert.deepStrictEqual(namesOf("photo.draft"), ["6 photo init, 1m", "5 pending drafts, 1d"])
    assert.deepStrictEqual(namesOf("creator.info"), ["20 creator info, 1m"])
    assert.deepStrictEqual(namesOf("status"), ["30 status, 1m"])
  })
})

describe("drafts", () => {
  it.effect("of videos and of photos count together against the five that may be pending", () =>
    Effect.gen(function*() {
      const inbox = { data: { publish_id: "p", status: "SEND_TO_USER_INBOX" }, error: { code: "ok" } }
      const video = Post.videoDraft({ media: Media.url("https://verified-domain.com/1.mp4") })
      const photos = Post.photosDraft({ images: ["https://verified-domain.com/1.jpg"] })
      const { value } = yield* withStub(
        () => ({ status: 200, body: inbox }),
        Effect.gen(function*() {
          for (const post of [video, photos, video, photos, video]) {
            assert.strictEqual((yield* publish(post))._tag, "SentToInbox")
          }
          return yield* Effect.flip(publish(photos))
        }),
        Contract.live
      )
      const { reason }: TikTokError.TikTokError = value
      assert(reason._tag === "QuotaExhausted", reason._tag)
      assert.strictEqual(reason.limit, "pending drafts")
    }).pipe(
      withoutRetries
    ))
})

describe("a limit of the day", () => {
  const caps = [
    { code: "spam_risk_too_many_posts", tag: "PostCapReached", draft: false },
    { code: "reached_active_user_cap", tag: "ActiveUserCapReached", draft: false },
    { code: "spam_risk_too_many_pending_share", tag: "DraftsFull", draft: true }
  ]

  const images = { images: ["https://verified-domain.com/1.jpg"] }

  it.effect.each(caps.flatMap((cap) => [{ ...cap, says: undefined }, { ...cap, says: 600 }]))(
    "gives the same time, whether TikTok refuses with $code and Retry-After $says, or Quota refuses",
    ({ code, draft, says, tag }) =>
      Effect.gen(function*() {
        const headers: Readonly<Record<string, string>> = says === undefined ? {} : { "retry-after": String(says) }
        const post = draft ? Post.photosDraft(images) : Post.photos({ ...images, privacyLevel: "SELF_ONLY" })
        const { sent, value } = yield* withStub(
          () => ({ status: 403, headers, body: { error: { code } } }),
          Effect.all([Effect.flip(publish(post)), Effect.flip(publish(post))]),
          Contract.live
        )
        const [refused, counted]: ReadonlyArray<TikTokError.TikTokError> = value
        assert.deepStrictEqual([refused?.reason._tag, counted?.reason._tag], [tag, "QuotaExhausted"])
        assert.lengthOf(sent, 1)
        for (const error of [refused, counted]) {
          assert.isTrue(error?.retryable)
          assert.deepStrictEqual(error?.retryAfter, says === undefined ? Duration.days(1) : Duration.seconds(says))
        }
      })
  )
})
