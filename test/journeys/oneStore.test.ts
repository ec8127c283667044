/** Redis, PostgreSQL or SQLite alone is enough for a program. */
import * as NodeServices from "@effect/platform-node/NodeServices"
import { assert, describe, it } from "@effect/vitest"
import { Context, DateTime, Effect, Layer, Redacted, Schedule } from "effect"
import { Media, Post, Publisher, TikTok, TokenStore } from "effect-tiktok"
import * as NodeSqlite from "effect-tiktok/NodeSqlite"
import { contractNames, type Fixture, makeFixture } from "../support/fixture.ts"
import type { CountingPlace } from "../support/layerRecords.ts"
import { video } from "../support/media.ts"
import { layerPostgres, layerRedis } from "../support/servers.ts"
import { countingPlaces } from "../support/sharedStores.ts"
import { dump } from "../support/sharedTokens.ts"

/** What each process would build for itself. */
const layerIn = (place: CountingPlace, { http, options }: Fixture) => {
  const shared: TikTok.SharedOptions = {
    ...options,
    encryptionKeys: [Redacted.make(new Uint8Array(32).fill(7))],
    quota: { maxWait: 0 }
  }
  const outside = Layer.merge(http, NodeServices.layer)
  switch (place._tag) {
    case "Redis":
      return TikTok.layerRedis({ ...shared, prefix: place.prefix }).pipe(Layer.provide([outside, layerRedis]))
    case "PostgreSQL":
      return TikTok.layerSql(shared).pipe(Layer.provide([outside, layerPostgres(place.url)]))
    case "SQLite":
      return TikTok.layerSql(shared).pipe(Layer.provide([outside, NodeSqlite.layer({ filename: place.filename })]))
  }
}

const everyMoment = Schedule.spaced("20 millis")
const bytes = video(100_000)
const post = Post.video({ media: Media.bytes(bytes), privacyLevel: "SELF_ONLY", title: "Hello" })

const everyWay = countingPlaces.flatMap(({ isThere, name, place }) =>
  contractNames.map((contract) => ({ contract, isThere, name, place }))
)

describe.each(everyWay)("two instances with $name alone, in $contract", ({ contract, isThere, place }) => {
  it.live.skipIf(!isThere)("share tokens, a refresh, keys and limits", () =>
    Effect.gen(function*() {
      const where = yield* place
      const fixture = yield* makeFixture({ contract, transport: "memory" })
      const { creator, mock, options: { tokens: [issued] = [] } } = fixture
      assert(issued !== undefined)
      const instance = Layer.build(Layer.fresh(layerIn(where, fixture)))
      const both = yield* Effect.all([instance, instance], { concurrency: "unbounded" })
      const publishers = both.map(Context.get(Publisher.Publisher))
      const publish = (who: number, key: string) =>
        publishers[who % 2]!.publish(creator, post, { key, schedule: everyMoment })
      const count = (operation: "token.refresh" | "video.init") => mock.journal.find({ operation }).length

      // One of them logs the creator in. The token has expired when both publish.
      mock.control.expireToken(Redacted.value(issued.accessToken))
      yield* Context.get(both[0], TokenStore.TokenStore).set(
        new TokenStore.Tokens({
          creator,
          accessToken: issued.accessToken,
          refreshToken: issued.refreshToken,
          expiresAt: yield* DateTime.now,
          scopes: []
        })
      )
      const outcomes = yield* Effect.all([publish(0, "one"), publish(1, "two"), publish(1, "one")], {
        concurrency: "unbounded"
      })
      assert.deepStrictEqual(outcomes.map(({ _tag }) => _tag), ["Published", "Published", "Published"])
      assert.deepStrictEqual(outcomes[2], outcomes[0])
      assert.lengthOf(mock.control.posts(), 2)
      assert.strictEqual(count("token.refresh"), 1)

      // Both know the outcome, so neither sends a request.
      assert.deepStrictEqual(yield* publish(0, "two"), outcomes[1])
      assert.strictEqual(count("video.init"), 2)

      // Both count, so the limit of six a minute holds.
      for (const who of [0, 1, 0, 1]) yield* publish(who, `more ${who} ${count("video.init")}`)
      for (const who of [0, 1]) {
        const { reason } = yield* Effect.flip(publish(who, `too many ${who}`))
        assert.strictEqual(reason._tag, "QuotaExhausted")
      }
      assert.lengthOf(mock.control.posts(), 6)

      const kept = yield* dump(where)
      for (const [token] of mock.snapshot().tables.accessTokens) assert.notInclude(kept, token)
    }))
})
