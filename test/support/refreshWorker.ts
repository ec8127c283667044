/**
 * A process that shares tokens with others, and obeys commands,
 * one per line: `tokens` requests a token from a hundred fibers and prints the results
 * as JSON, `hold` takes the creator's lock, prints `held`, and keeps it.
 */
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as NodeServices from "@effect/platform-node/NodeServices"
import { Config, Console, Effect, Layer, Redacted, Schema, Stdio, Stream } from "effect"
import { Auth, Checkpoint, Contract, Post, Quota, TikTok, TokenLock } from "effect-tiktok"
import * as NodeTransport from "effect-tiktok/NodeTransport"
import { CountingPlace } from "./layerRecords.ts"
import { layerShared } from "./sharedTokens.ts"

const contracts = { catalog: Contract.catalog, live: Contract.live }

const services = Layer.unwrap(Effect.gen(function*() {
  const place = yield* Config.schema(Schema.fromJsonString(CountingPlace), "PLACE")
  return TikTok.layer({
    contract: contracts[yield* Config.Literals(["catalog", "live"], "CONTRACT")],
    baseUrl: yield* Config.URL("TIKTOK_BASE_URL"),
    clientKey: yield* Config.String("TIKTOK_CLIENT_KEY"),
    clientSecret: yield* Config.Redacted("TIKTOK_CLIENT_SECRET")
  }).pipe(
    Layer.provideMerge(layerShared(place)),
    Layer.provide([Quota.layerMemory(), Checkpoint.layerMemory, NodeTransport.layer])
  )
}))

const program = Effect.gen(function*() {
  const auth = yield* Auth.Auth
  const lock = yield* TokenLock.TokenLock
  const creator = Post.CreatorId.make(yield* Config.String("CREATOR"))

  const tokens = Effect.gen(function*() {
    const answers = yield* Effect.all(Array.from({ length: 100 }, () => auth.accessToken(creator)), {
      concurrency: "unbounded"
    })
    yield* Console.log(JSON.stringify(answers.map(Redacted.value)))
  })
  const hold = lock.withLock(creator)(Effect.andThen(Console.log("held"), Effect.never))

  yield* Console.log("ready")
  const { stdin } = yield* Stdio.Stdio
  yield* stdin.pipe(
    Stream.decodeText(),
    Stream.splitLines,
    Stream.runForEach((line) => line === "hold" ? hold : tokens)
  )
})

program.pipe(Effect.provide(Layer.provideMerge(services, NodeServices.layer)), NodeRuntime.runMain)
