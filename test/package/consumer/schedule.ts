import * as NodeServices from "@effect/platform-node/NodeServices"
import { DateTime, Effect, Layer, Redacted, Stream } from "effect"
import { Auth, Contract, Media, TikTok } from "effect-tiktok"
import { Scheduler, type SchedulerError } from "effect-tiktok-scheduler"
import * as Mock from "tiktok-mock-server/effect"

const program = Effect.gen(function*() {
  const auth = yield* Auth.Auth
  const mock = yield* Mock.MockTikTok
  const login = yield* auth.authorize({ redirectUri: "http://localhost:3000/callback", scopes: ["video.publish"] })
  const { creator } = yield* auth.complete(login, yield* Effect.promise(() => mock.control.consent(login.url)))
  const { get, schedule, watch } = yield* Scheduler.Scheduler
  const post = {
    _tag: "Video",
    media: Media.url("https://verified-domain.com/a.mp4"),
    privacyLevel: "SELF_ONLY"
  } as const
  const { id } = yield* schedule(creator, post, { key: "a", at: yield* DateTime.now })
  yield* Stream.runDrain(watch(id)) satisfies Effect.Effect<void, SchedulerError.SchedulerError>
  return (yield* get(id)).state
})

const services = Scheduler.layerMemory().pipe(
  Layer.provideMerge(TikTok.layerMemory({
    contract: Contract.live,
    clientKey: "mock-client-key",
    clientSecret: Redacted.make("mock-client-secret")
  })),
  Layer.provideMerge(Mock.layer({ lifecycle: { mode: "immediate" } })),
  Layer.provide(NodeServices.layer)
)

console.log(await Effect.runPromise(Effect.provide(program, services)))
