/** Publishes many posts at once that TikTok is still processing, and measures the cost of each while it waits. */
import { DateTime, Effect, FileSystem, Layer, ManagedRuntime, Redacted, Schedule, Stream } from "effect"
import { Contract, Media, Post, Publisher, TikTok, TokenStore } from "effect-tiktok"
import { HttpClient, HttpClientResponse } from "effect/http"
import { setTimeout } from "node:timers/promises"
import { heldMemory, until } from "../harness/heldMemory.ts"
import { report } from "../harness/measured.ts"
import { readTask } from "../harness/uploadTask.ts"
import { usage } from "../harness/usage.ts"

const { how = "publish", posts: count }: { readonly posts: number; readonly how?: "publish" | "events" } = readTask()

// TikTok takes six inits of a creator in a minute, and the library keeps that limit.
const creators = Array.from({ length: Math.ceil(count / 5) }, (_, index) => Post.CreatorId.make(`creator-${index}`))

const error = { code: "ok", message: "", log_id: "20261101120000010244034182BF0F1A2C" }
const accepted = (id: number) => JSON.stringify({ data: { publish_id: `v_pub_url~v2-1.${id}` }, error })
const processing = JSON.stringify({ data: { status: "PROCESSING_DOWNLOAD", downloaded_bytes: 1_048_576 }, error })

let inits = 0
let asked = 0
const http = Layer.succeed(
  HttpClient.HttpClient,
  HttpClient.make((request) =>
    Effect.sync(() => {
      const isInit = request.url.endsWith("/init/")
      if (!isInit) asked++
      return HttpClientResponse.fromWeb(request, new Response(isInit ? accepted(++inits) : processing))
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

// A caller has this in any case.
const posts = Array.from({ length: count }, (_, index) =>
  Post.video({
    media: Media.url(`https://media.example.com/${index}.mp4`),
    privacyLevel: "SELF_ONLY",
    title: "Hello from the bench"
  }))

const runtime = ManagedRuntime.make(layer)
const context = await runtime.context()
const before = { held: heldMemory(), cpu: usage().cpu }

Effect.runFork(Effect.provideContext(
  Effect.gen(function*() {
    const publisher = yield* Publisher.Publisher
    for (const [index, post] of posts.entries()) {
      const creator = creators[index % creators.length]!
      yield* Effect.forkChild(
        how === "publish"
          ? publisher.publish(creator, post, options)
          : Stream.runDrain(publisher.publishStream(creator, post, options))
      )
    }
    return yield* Effect.never
  }),
  context
))

await until(() => asked === count)
const cpu = usage().cpu - before.cpu
// The work after the last response must end first.
await setTimeout(100)
report({ bytes: (heldMemory() - before.held) / count, cpu: cpu * 1e6 / count, rss: usage().rss })
process.exit()
