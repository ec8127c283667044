/** Follows many posts at once that TikTok is still working on, and tells what each of them takes while it waits. */
import { DateTime, Effect, FileSystem, Layer, ManagedRuntime, Redacted, Schedule, Stream } from "effect"
import { Contract, Post, StatusPoller, TikTok, TokenStore } from "effect-tiktok"
import { HttpClient, HttpClientResponse } from "effect/http"
import { setTimeout } from "node:timers/promises"
import { heldMemory, until } from "../harness/heldMemory.ts"
import { report } from "../harness/measured.ts"
import { readTask } from "../harness/uploadTask.ts"
import { usage } from "../harness/usage.ts"

const { posts }: { readonly posts: number } = readTask()

// A creator posts more than one video, but TikTok takes 15 a day and 30 questions a minute.
const creators = Array.from({ length: Math.ceil(posts / 10) }, (_, index) => Post.CreatorId.make(`creator-${index}`))

const processing = JSON.stringify({
  data: { status: "PROCESSING_UPLOAD", uploaded_bytes: 1_048_576 },
  error: { code: "ok", message: "", log_id: "20261101120000010244034182BF0F1A2C" }
})

let asked = 0
const http = Layer.succeed(
  HttpClient.HttpClient,
  HttpClient.make((request) =>
    Effect.sync(() => {
      asked++
      return HttpClientResponse.fromWeb(request, new Response(processing))
    })
  )
)

const layer = TikTok.layerMemory({
  contract: Contract.live,
  clientKey: "key",
  clientSecret: Redacted.make("secret"),
  tokens: creators.map((creator) =>
    new TokenStore.Tokens({
      creator,
      accessToken: Redacted.make(`act.${creator}`),
      refreshToken: Redacted.make("rft"),
      expiresAt: DateTime.makeUnsafe("2100-01-01T00:00:00Z"),
      scopes: []
    })
  )
}).pipe(Layer.provide([http, FileSystem.layerNoop({})]))

const options = { schedule: Schedule.spaced("1 hour"), deadline: "1 day" } as const

const runtime = ManagedRuntime.make(layer)
const context = await runtime.context()
const before = { held: heldMemory(), cpu: usage().cpu }

Effect.runFork(Effect.provideContext(
  Effect.gen(function*() {
    const poller = yield* StatusPoller.StatusPoller
    yield* Effect.forEach(
      Array.from({ length: posts }, (_, index) => index),
      (index) =>
        Effect.forkChild(Stream.runDrain(
          poller.follow(creators[index % creators.length]!, Post.PublishId.make(`v_pub_file~v2-1.${index}`), options)
        )),
      { discard: true }
    )
    return yield* Effect.never
  }),
  context
))

await until(() => asked === posts)
const cpu = usage().cpu - before.cpu
// What the last answer has set off shall be over.
await setTimeout(100)
report({ bytes: (heldMemory() - before.held) / posts, cpu: cpu * 1e6 / posts, rss: usage().rss })
process.exit()
