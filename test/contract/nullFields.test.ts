import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { Creator, Post, RetryPolicy, StatusPoller } from "effect-tiktok"
import { creator, withStub } from "../support/stubTikTok.ts"

const ok = (data: { readonly [key: string]: string | null | { readonly [key: string]: string | null } }) => () => ({
  status: 200,
  headers: {},
  body: { data, error: { code: "ok" } }
})

const { none } = RetryPolicy

const once = Effect.provideService(RetryPolicy.RetryPolicy, { reads: none, inits: none, chunks: none })

describe("the client", () => {
  it.effect("reads a post without times", () =>
    Effect.gen(function*() {
      const { value } = yield* withStub(
        ok({ status: "POSTED", publiclyAvailablePostId: "1", create_time: null, posted_time: null }),
        StatusPoller.StatusPoller.use((poller) => poller.get(creator, Post.PublishId.make("p")))
      )
      assert.strictEqual(value.stage, "Published")
      assert.isUndefined(value.postedAt)
    }).pipe(once))

  it.effect("reads a profile without a link", () =>
    Effect.gen(function*() {
      const { value } = yield* withStub(
        ok({ user: { display_name: "Mara", bio_link: null } }),
        Creator.Creator.use((service) => service.profile(creator))
      )
      assert.strictEqual(value.displayName, "Mara")
      assert.isUndefined(value.bioLink)
    }).pipe(once))
})
