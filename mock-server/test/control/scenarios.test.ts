import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { type Contract, scenarios } from "../../src/index.ts"
import { DAY, overSocket, paths, pulled, type WireResponse, type World } from "../support.ts"
import { ask, call } from "./support.ts"

const contracts: ReadonlyArray<Contract> = ["catalog", "live"]

/** Headers of the first creator, or of the one with the private account, after a login. */
const login = (world: World, contract: Contract, isPrivate = false) =>
  Effect.gen(function*() {
    const { creators } = yield* call(world, "GET /_mock/creators")
    const creator = creators.find(({ privateAccount }: { privateAccount: boolean }) => privateAccount === isPrivate)
    const { openId } = creator ?? creators[0]
    const { accessToken } = yield* call(world, "POST /_mock/tokens", {}, { contract, openId })
    return { authorization: `Bearer ${accessToken}` }
  })

const publicPost = { ...pulled, post_info: { title: "Sea", privacy_level: "PUBLIC_TO_EVERYONE" } }

const advance = (world: World, span: Record<string, number>) => call(world, "POST /_mock/clock/advance", {}, span)

const stage = (world: World) => Effect.map(call(world, "GET /_mock/posts"), ({ posts }) => posts.at(-1).stage)

const isAccepted = ({ body, status }: WireResponse) => status === 200 && body.error.code === "ok"

/** What each scenario does to a client, in either contract. */
const effects: Readonly<
  Record<string, (world: World, contract: Contract) => Effect.Effect<void>>
> = {
  happy: (world, contract) =>
    Effect.gen(function*() {
      assert.isTrue(isAccepted(yield* world.post(paths.video, publicPost, yield* login(world, contract))))
      assert.isTrue(isAccepted(yield* world.post(paths.video, pulled, yield* login(world, contract, true))))
      yield* advance(world, { seconds: 10 })
      assert.strictEqual(yield* stage(world), "published")
    }),
  "unaudited-app": (world, contract) =>
    Effect.gen(function*() {
      const headers = yield* login(world, contract)
      const refused = yield* world.post(paths.video, pulled, headers)
      assert.strictEqual(refused.status, 403)
      assert.include(refused.headers.get("x-mock-hint"), "not audited")
      assert.isTrue(isAccepted(yield* world.post(paths.video, pulled, yield* login(world, contract, true))))
      yield* call(world, "PATCH /_mock/apps/{clientKey}", { clientKey: "mock-client-key" }, { audited: true })
      assert.isTrue(isAccepted(yield* world.post(paths.video, pulled, headers)))
    }),
  "sandbox-app": (world, contract) =>
    Effect.gen(function*() {
      const headers = yield* login(world, contract)
      const refused = yield* world.post(paths.video, pulled, headers)
      assert.strictEqual(refused.status, 403)
      assert.include(refused.headers.get("x-mock-hint"), "not audited")
      const patch = { targetUsers: Array.from({ length: 11 }, (_, index) => `user${index}`) }
      const tooMany = yield* ask(world, "PATCH", "/_mock/apps/mock-client-key", patch)
      assert.deepInclude(tooMany, { status: 400 })
      assert.strictEqual(tooMany.body.errors[0].field, "targetUsers")
    }),
  "private-account": (world, contract) =>
    Effect.gen(function*() {
      const headers = yield* login(world, contract)
      assert.isFalse(isAccepted(yield* world.post(paths.video, publicPost, headers)))
      assert.isTrue(isAccepted(yield* world.post(paths.video, pulled, headers)))
    }),
  "daily-cap": (world, contract) =>
    Effect.gen(function*() {
      const refused = yield* world.post(paths.video, pulled, yield* login(world, contract))
      assert.isFalse(isAccepted(refused))
      assert.include(refused.headers.get("x-mock-hint"), "15 posts in 24 hours")
      yield* advance(world, { days: 1 })
      assert.isTrue(isAccepted(yield* world.post(paths.video, pulled, yield* login(world, contract))))
    }),
  "slow-moderation": (world, contract) =>
    Effect.gen(function*() {
      yield* world.post(paths.video, pulled, yield* login(world, contract))
      yield* advance(world, { minutes: 14 })
      assert.strictEqual(yield* stage(world), "posting")
      yield* advance(world, { minutes: 2 })
      assert.strictEqual(yield* stage(world), "published")
    }),
  "expired-token": (world, contract) =>
    Effect.gen(function*() {
      const refused = yield* world.post(paths.video, pulled, yield* login(world, contract))
      assert.strictEqual(refused.status, 401)
      assert.include(refused.headers.get("x-mock-hint"), "expired")
    })
}

describe("scenarios over HTTP", () => {
  for (const [name, effect] of Object.entries(effects)) {
    for (const contract of contracts) {
      it.effect(`${name} does in the ${contract} contract what it says`, () =>
        Effect.gen(function*() {
          const world = yield* overSocket({ scenario: name === "happy" ? "daily-cap" : "happy" })
          yield* call(world, "PUT /_mock/scenario", {}, { name })
          yield* effect(world, contract)
        }))
    }
  }

  it.effect("are all listed, and all can be begun", () =>
    Effect.gen(function*() {
      const world = yield* overSocket()
      for (const name of Object.keys(scenarios)) {
        assert.strictEqual((yield* ask(world, "PUT", "/_mock/scenario", { name })).body.scenario, name)
      }
      yield* advance(world, { millis: DAY })
      assert.strictEqual((yield* call(world, "GET /_mock/scenarios")).scenarios.length, Object.keys(scenarios).length)
    }))
})
