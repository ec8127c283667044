/** Limits that only TikTok can count: its refusal stops the affected calls at once, before they are sent. */
import { assert, describe, it } from "@effect/vitest"
import { Duration, Effect, Layer } from "effect"
import { Contract, Creator, Media, Post, Publisher, Quota, type TikTokError, TokenStore } from "effect-tiktok"
import { TestClock } from "effect/testing"
import type { MockOptions } from "tiktok-mock-server"
import { type Fixture, join, makeFixture, type Transport, transports } from "../support/fixture.ts"
import { video } from "../support/media.ts"
import { creator as stubCreator, withStub } from "../support/stubTikTok.ts"
import { tokensOf } from "../support/tokensOf.ts"

const upload = Post.video({ media: Media.bytes(video(1_000)), privacyLevel: "SELF_ONLY" })
const photos = Post.photos({ images: ["https://verified-domain.com/1.jpg"], privacyLevel: "SELF_ONLY" })
const draft = Post.videoDraft({ media: Media.bytes(video(1_000)) })

const publish = (creator: Post.CreatorId, post: Post.Post) =>
  Publisher.Publisher.use((publisher) => publisher.publish(creator, post))

const refused = (creator: Post.CreatorId, post: Post.Post) =>
  Effect.map(Effect.flip(publish(creator, post)), ({ reason }): TikTokError.Reason => reason)

const exhausted = (reason: TikTokError.Reason) => {
  assert(reason._tag === "QuotaExhausted", reason.message)
  return reason
}

/** A second creator of the mock, logged in. */
const secondCreator = Effect.fnUntraced(function*({ creator, mock }: Fixture) {
  const other = mock.control.creators().find(({ openId }) => openId !== creator)
  const token = mock.control.issueToken({ contract: "live", openId: other?.openId })
  const second = Post.CreatorId.make(token.openId)
  yield* TokenStore.TokenStore.use((store) =>
    store.set(
      tokensOf(second, token)
    )
  )
  return second
})

/** A live fixture whose services stay from one effect to the next. */
const makeLasting = Effect.fnUntraced(function*(transport: Transport, mock: MockOptions = {}) {
  const fixture = yield* makeFixture({ contract: "live", transport }, { mock })
  const services = yield* Layer.build(fixture.layer)
  return {
    ...fixture,
    do: <A, E>(effect: Effect.Effect<A, E, Layer.Success<Fixture["layer"]>>) =>
      Effect.flatMap(Effect.forkChild(Effect.provide(effect, services)), (fiber) => join(fixture, fiber)),
    inits: () => fixture.mock.journal.find(({ operation }) => operation.endsWith(".init")).length
  }
})

describe.each(transports)("a refusal in live over %s", (transport) => {
  it.effect("of one creator too many pauses the posts of every creator of the app for a day", () =>
    Effect.gen(function*() {
      const fixture = yield* makeLasting(transport)
      fixture.mock.control.updateApp({ activeUserCap: 1 })
      const second = yield* fixture.do(secondCreator(fixture))
      yield* fixture.do(publish(fixture.creator, upload))
      assert.strictEqual((yield* fixture.do(refused(second, upload)))._tag, "ActiveUserCapReached")

      const asked = fixture.inits()
      for (const creator of [fixture.creator, second]) {
        for (const post of [upload, photos]) {
          const reason = exhausted(yield* fixture.do(refused(creator, post)))
          assert.strictEqual(reason.limit, "active creators")
          assert.strictEqual(reason.scope, "app")
          assert.isAbove(Duration.toHours(reason.retryAfter), 23.9)
        }
      }
      assert.strictEqual(fixture.inits(), asked)
      // Reads continue, and so do drafts, which are no posts yet.
      yield* fixture.do(Creator.Creator.use((creators) => creators.info(fixture.creator)))
      assert.strictEqual((yield* fixture.do(publish(second, draft)))._tag, "SentToInbox")

      yield* TestClock.adjust("1 day")
      assert.strictEqual((yield* fixture.do(publish(second, upload)))._tag, "Published")
    }))

  it.effect("of one post too many pauses the posts of that creator, and nothing else", () =>
    Effect.gen(function*() {
      const fixture = yield* makeLasting(transport)
      const second = yield* fixture.do(secondCreator(fixture))
      fixture.mock.control.updateCreator(fixture.creator, { atPostCap: true })
      assert.strictEqual((yield* fixture.do(refused(fixture.creator, upload)))._tag, "PostCapReached")

      const asked = fixture.inits()
      for (const post of [upload, photos]) {
        const reason = exhausted(yield* fixture.do(refused(fixture.creator, post)))
        assert.strictEqual(reason.limit, "daily posts")
        assert.strictEqual(reason.scope, "creator")
      }
      assert.strictEqual(fixture.inits(), asked)
      assert.strictEqual((yield* fixture.do(publish(fixture.creator, draft)))._tag, "SentToInbox")
      assert.strictEqual((yield* fixture.do(publish(second, upload)))._tag, "Published")
    }))

  it.effect("of one draft too many pauses the drafts of that creator until they are resumed", () =>
    Effect.gen(function*() {
      const fixture = yield* makeLasting(transport, { limits: { pendingDrafts: 1 } })
      yield* fixture.do(publish(fixture.creator, draft))
      assert.strictEqual((yield* fixture.do(refused(fixture.creator, draft)))._tag, "DraftsFull")
      const asked = fixture.inits()
      assert.strictEqual(exhausted(yield* fixture.do(refused(fixture.creator, draft))).limit, "pending drafts")
      assert.strictEqual(fixture.inits(), asked)
      assert.strictEqual((yield* fixture.do(publish(fixture.creator, upload)))._tag, "Published")

      const limits = Contract.live.limits("inbox.init", fixture.creator, "mock-client-key")
      yield* fixture.do(Quota.Quota.use(({ reset }) => Effect.forEach(limits, reset)))
      assert.strictEqual((yield* fixture.do(refused(fixture.creator, draft)))._tag, "DraftsFull")
    }))
})

describe("a refusal with a duration", () => {
  it.effect("pauses for that duration", () =>
    Effect.gen(function*() {
      const body = { error: { code: "reached_active_user_cap", message: "", log_id: "1" } }
      const { sent, value } = yield* withStub(
        () => ({ status: 403, headers: { "retry-after": "600" }, body }),
        Effect.all([refused(stubCreator, photos), refused(stubCreator, photos)]),
        Contract.live
      )
      const [first, second] = value
      assert(first._tag === "ActiveUserCapReached")
      assert.deepStrictEqual(first.retryAfter, Duration.minutes(10))
      assert.deepStrictEqual(exhausted(second).retryAfter, Duration.minutes(10))
      assert.strictEqual(sent.length, 1)
    }))
})
