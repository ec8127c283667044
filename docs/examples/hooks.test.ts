import * as NodeServices from "@effect/platform-node/NodeServices"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer, Logger, Metric, Redacted } from "effect"
import { Contract, Publisher } from "effect-tiktok"
import type { ResponseEvent, RetryEvent } from "effect-tiktok/promise"
import { createMock } from "tiktok-mock-server"
import * as Mock from "tiktok-mock-server/effect"
import { layer, usage } from "./hooks.ts"
import * as Fixture from "./mock.ts"
import { openWatched } from "./promises.ts"

const app = { clientKey: "mock-client-key", clientSecret: "mock-client-secret" }

const services = layer({ ...app, contract: Contract.live, clientSecret: Redacted.make(app.clientSecret) }).pipe(
  Layer.provideMerge(Mock.layer({ lifecycle: { mode: "immediate" } })),
  Layer.provideMerge(NodeServices.layer)
)

describe("hooks", () => {
  it.effect("measure requests, and log what is repeated", () => {
    const lines: Array<string> = []
    const logger = Logger.layer([Logger.make(({ message }) => void lines.push(String([message].flat()[0])))])
    return Effect.gen(function*() {
      const creator = yield* Fixture.creator
      const { faults } = yield* Mock.MockTikTok
      faults.add({ match: { operation: "video.init" }, effect: { kind: "html" }, times: 1 })
      const publisher = yield* Publisher.Publisher
      const post = { _tag: "Video", media: Fixture.mp4, privacyLevel: "SELF_ONLY" } as const
      const fiber = yield* Effect.forkChild(publisher.publish(creator, post))
      yield* Mock.advanceUntil("the outcome", () => fiber.pollUnsafe() !== undefined)
      assert.match(lines.join(), /^video\.init is repeated in \d+/)
      const metrics = yield* Metric.snapshot
      assert.includeMembers(
        metrics.flatMap(({ attributes, id }) => id === "tiktok_request_ms" ? [attributes?.["reason"]] : []),
        ["ServerFault", "none"]
      )
    }).pipe(Effect.provide(Layer.provideMerge(services, logger)))
  })

  it.effect("are not needed to know how much of a limit is left", () =>
    Effect.gen(function*() {
      const creator = yield* Fixture.creator
      assert.include(yield* usage(creator), "video init: 6 of 6 left")
      const publisher = yield* Publisher.Publisher
      yield* publisher.publish(creator, { _tag: "Video", media: Fixture.mp4, privacyLevel: "SELF_ONLY" })
      assert.include(yield* usage(creator), "video init: 5 of 6 left")
    }).pipe(Effect.provide(Fixture.layer)))

  it("take plain functions in a program of promises", async () => {
    const mock = createMock({ lifecycle: { mode: "immediate" } })
    const seen: Array<ResponseEvent | RetryEvent> = []
    await using tiktok = await openWatched(app, (event) => void seen.push(event), mock.fetch)
    await tiktok.auth.clientToken()
    assert.deepStrictEqual(seen.map(({ _tag }) => _tag), ["Response"])
  })
})
