import * as NodeServices from "@effect/platform-node/NodeServices"
import { Effect, Layer, Redacted } from "effect"
import { Contract, Media, TikTok } from "effect-tiktok"
import * as Mock from "tiktok-mock-server/effect"
import { begin, complete } from "./login.ts"

/** The whole library, connected to a mock. */
export const layerOn = (
  mock: ReturnType<typeof Mock.layer>,
  contract: Contract.Contract = Contract.live
) =>
  TikTok.layerMemory({
    contract,
    clientKey: "mock-client-key",
    clientSecret: Redacted.make("mock-client-secret")
  }).pipe(
    Layer.provideMerge(mock),
    Layer.provideMerge(NodeServices.layer)
  )

/** The whole library, connected to a fresh mock that uses the clock of the test. */
export const layer = layerOn(Mock.layer({ lifecycle: { mode: "immediate" } }))

/** A creator who has logged in and granted every scope. */
export const creator = Effect.gen(function*() {
  const { control } = yield* Mock.MockTikTok
  const login = yield* begin
  return yield* complete(login, yield* Effect.promise(() => control.consent(login.url)))
})

/** The smallest file that the mock accepts as a video. */
export const mp4 = Media.bytes(new TextEncoder().encode("\0\0\0\0ftypisom"))
