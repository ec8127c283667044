/** Runs against a mock with TikTok's documented limits. */
import { assert, describe, it } from "@effect/vitest"
import { Clock, Effect } from "effect"
import { Media, Post, Publisher, TokenStore } from "effect-tiktok"
import { createMock, type Mock } from "tiktok-mock-server"
import { type ContractName, contractNames, inFixture, makeFixture } from "../support/fixture.ts"
import { video } from "../support/media.ts"
import { tokensOf } from "../support/tokensOf.ts"

const creators = 50
const clip = Media.bytes(video(1_000))

const repeated = (times: number, post: (index: number) => Post.Post) => Array.from({ length: times }, (_, i) => post(i))

const videos = (times: number) =>
  repeated(times, (index) => Post.video({ media: clip, privacyLevel: "SELF_ONLY", title: `Video ${index}` }))

/** Twenty posts of a creator: as many as each contract allows in a day. */
const posts: { readonly [Name in ContractName]: ReadonlyArray<Post.Post> } = {
  // 15 videos, and photos within the minute.
  catalog: [
    ...videos(15),
    ...repeated(5, (index) =>
      Post.photos({
        images: ["https://verified-domain.com/1.jpg"],
        privacyLevel: "SELF_ONLY",
        title: `Photos ${index}`
      }))
  ],
  // About 15 direct posts, and 5 pending drafts.
  live: [...videos(15), ...repeated(5, () => Post.videoDraft({ media: clip }))]
}

const crowd = (mock: Mock) => {
  const [one] = mock.control.creators()
  assert(one !== undefined)
  return Array.from({ length: creators }, (_, index) => ({ ...one, openId: `creator-${index}` }))
}

const login = Effect.fnUntraced(function*(mock: Mock, contract: ContractName, openId: string) {
  const store = yield* TokenStore.TokenStore
  const token = mock.control.issueToken({ contract, openId })
  const creator = Post.CreatorId.make(openId)
  yield* store.set(
    tokensOf(creator, token)
  )
  return creator
})

describe.each(contractNames)("Scenario 08: 1 000 posts over 50 users at once (%s)", (contract) => {
  it.effect(
    "are all published without a refusal, those of a kind in the given order",
    () =>
      inFixture(
        makeFixture({ contract, transport: "memory" }, {
          mock: {
            limits: "documented",
            lifecycle: { mode: "after", millis: 3_000 },
            hash: false,
            scenario: { name: "crowd", description: "Fifty creators", creators: crowd(createMock()) }
          },
          client: { quota: { maxWait: "10 minutes" } }
        }),
        function*(fixture) {
          const outcomes = yield* Effect.forEach(fixture.mock.control.creators(), ({ openId }) =>
            Effect.flatMap(login(fixture.mock, contract, openId), (creator) =>
              Effect.forEach(posts[contract], (post) =>
                Effect.map(
                  Publisher.Publisher.use(({ publish }) =>
                    publish(creator, post)
                  ),
                  (outcome) => ({ creator, kind: post._tag, outcome })
                ), { concurrency: "unbounded" })), { concurrency: "unbounded" })

          const all = outcomes.flat()
          assert.strictEqual(all.length, 1_000)
          for (const { kind, outcome } of all) {
            assert.strictEqual(outcome._tag, kind === "VideoDraft" ? "SentToInbox" : "Published")
          }
          assert.strictEqual(fixture.mock.control.posts().length, 1_000)
          const requests = fixture.mock.journal.entries()
          assert.isBelow(requests.length, 10_000)
          assert.deepStrictEqual(
            requests.filter(({ status }) =>
              status >= 400
            ),
            []
          )

          const accepted = requests.flatMap(({ operation, publishId }) =>
            operation.endsWith(".init") ? [publishId] : []
          )
          for (const given of Map.groupBy(all, ({ creator, kind }) => `${creator} ${kind}`).values()) {
            const ids = new Set<string | undefined>(
              given.map(({ outcome }) => "publishId" in outcome ? outcome.publishId : undefined)
            )
            assert.deepStrictEqual(accepted.filter((id) => ids.has(id)), [...ids])
          }
          assert.isAtLeast(yield* Clock.currentTimeMillis, 2 * 60_000)
        }
      )
  )
})
