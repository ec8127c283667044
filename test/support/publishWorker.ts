/**
 * A process that publishes one post under a key and, on request, kills itself at a step: before a request leaves,
 * after a response has arrived, or after a checkpoint is stored. Last it prints the outcome and its peak
 * memory.
 */
import * as NodeServices from "@effect/platform-node/NodeServices"
import { Console, Effect, Layer, Redacted, Schedule } from "effect"
import {
  Checkpoint,
  Contract,
  Media,
  Post,
  Publisher,
  Quota,
  TikTok,
  TokenLock,
  TokenStore,
  Uploader
} from "effect-tiktok"
import * as NodeFileReader from "effect-tiktok/NodeFileReader"
import * as NodeTransport from "effect-tiktok/NodeTransport"
import { HttpClient } from "effect/http"
import { tokensOf } from "./tokensOf.ts"
import { withClaims } from "./withClaims.ts"

const setting = (name: string): string => process.env[name] ?? ""
const creator = Post.CreatorId.make(setting("CREATOR"))
const contracts = { catalog: Contract.catalog, live: Contract.live }

let steps = 0
const step = Effect.sync(() => {
  steps++
  if (steps === Number(setting("KILL_AT"))) process.kill(process.pid, "SIGKILL")
})

const http = Layer.effect(
  HttpClient.HttpClient,
  Effect.map(
    HttpClient.HttpClient,
    HttpClient.transform((reply) =>
      Effect.andThen(step, reply).pipe(Effect.tap((response) => Effect.ignore(response.text)), Effect.tap(step))
    )
  )
).pipe(Layer.provide(NodeTransport.layer))

const checkpoints = Layer.effect(
  Checkpoint.CheckpointStore,
  Effect.map(
    Checkpoint.CheckpointStore,
    (store) => withClaims(store, ({ write }) => ({ write: (checkpoint) => Effect.tap(write(checkpoint), step) }))
  )
).pipe(
  Layer.provide(Checkpoint.layerFile({
    directory: setting("STORE"),
    encryptionKeys: [Redacted.make(new Uint8Array(32).fill(7))],
    // A killed process holds its claim for this long.
    lease: "250 millis"
  }))
)

const services = TikTok.layer({
  contract: setting("CONTRACT") === "live" ? contracts.live : contracts.catalog,
  baseUrl: setting("BASE_URL"),
  clientKey: "unused",
  clientSecret: Redacted.make("unused")
}).pipe(
  Layer.provide([
    TokenStore.layerMemory([
      tokensOf(creator, { accessToken: setting("TOKEN"), refreshToken: "unused", expiresAt: Date.now() + 86_400_000 })
    ]),
    TokenLock.layerMemory,
    Quota.layerMemory(),
    checkpoints,
    http,
    setting("TRANSFER") === "NodeFileReader" ? NodeFileReader.layer : Layer.empty
  ])
)

const posts: Readonly<Record<string, Post.Post>> = {
  file: Post.video({ media: Media.file(setting("FILE")), privacyLevel: "SELF_ONLY", title: "One" }),
  draft: Post.videoDraft({ media: Media.file(setting("FILE")) }),
  pull: Post.video({ media: Media.url("https://verified-domain.com/a.mp4"), privacyLevel: "SELF_ONLY", title: "One" }),
  photos: Post.photos({ images: ["https://verified-domain.com/a.jpg"], privacyLevel: "SELF_ONLY", title: "One" })
}

const program = Effect.gen(function*() {
  const publisher = yield* Publisher.Publisher
  const schedule = Schedule.spaced("20 millis")
  const post = posts[setting("POST")]
  const outcome = post === undefined
    ? yield* publisher.resume("the key", { schedule })
    : yield* publisher.publish(creator, post, { key: "the key", chunkSize: Number(setting("CHUNK_SIZE")), schedule })
  yield* Console.log(JSON.stringify({ steps, outcome, peakMebibytes: process.resourceUsage().maxRSS / 1024 }))
})

await Effect.runPromise(program.pipe(
  Effect.provide(services),
  Effect.provide([
    NodeServices.layer,
    Layer.succeed(Uploader.Transfer, setting("TRANSFER") === "Buffered" ? "Buffered" : "Streamed")
  ])
))
