/**
 * A process that publishes many videos at once, each for another creator, and reports the results. On request, it first
 * opens files until it may open no more.
 */
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import * as NodeServices from "@effect/platform-node/NodeServices"
import { DateTime, Effect, Layer, Redacted, Result } from "effect"
import { Contract, Media, Post, Publisher, TikTok } from "effect-tiktok"
import * as NodeFileReader from "effect-tiktok/NodeFileReader"
import * as NodeTransport from "effect-tiktok/NodeTransport"
import { FetchHttpClient } from "effect/http"
import { closeSync, openSync } from "node:fs"
import { tokensOf } from "./tokensOf.ts"

const setting = (name: string): string => process.env[name] ?? ""

const creators = Array.from({ length: Number(setting("COUNT")) }, (_, index) => Post.CreatorId.make(`creator-${index}`))

const http = {
  own: NodeTransport.layer,
  undici: Layer.merge(NodeHttpClient.layerUndici, NodeFileReader.layer),
  node: NodeHttpClient.layerNodeHttp,
  fetch: FetchHttpClient.layer
}

const client = Object.entries(http).find(([name]) => name === setting("CLIENT"))?.[1] ?? http.own

const library = TikTok.layerMemory({
  contract: Contract.live,
  baseUrl: setting("SERVER"),
  clientKey: "key",
  clientSecret: Redacted.make("secret"),
  tokens: creators.map((creator) => tokensOf(creator, { expiresAt: DateTime.add(DateTime.nowUnsafe(), { hours: 20 }) }))
}).pipe(Layer.provide([client, NodeServices.layer]))

const posts = {
  video: Post.video({ media: Media.file(setting("FILE")), privacyLevel: "SELF_ONLY" }),
  photos: Post.photos({ images: ["https://media.example/a.jpg"], privacyLevel: "SELF_ONLY" })
}

const publishAll = Effect.forEach(
  creators,
  (creator) =>
    Publisher.Publisher.use((publisher) =>
      publisher.publish(creator, setting("FILE") === "" ? posts.photos : posts.video, { key: creator })
    ).pipe(
      Effect.result,
      Effect.map(Result.match({
        onSuccess: ({ _tag }): string => _tag,
        onFailure: ({ reason }) =>
          reason._tag === "Unreachable" ? `${reason.delivery}: ${reason.detail}` : reason.message
      }))
    ),
  { concurrency: "unbounded" }
)

const tally = (outcomes: ReadonlyArray<string>) =>
  Object.fromEntries(
    [...Map.groupBy(outcomes, (outcome) => outcome)].map(([outcome, all]) => [outcome, all.length] as const)
  )

/** Uses up every descriptor of this process. */
const exhaust = Effect.sync(() => {
  const open: Array<number> = []
  try {
    for (;;) open.push(openSync("/dev/null", "r"))
  } catch {
    return open
  }
})

await Effect.runPromise(
  Effect.gen(function*() {
    if (setting("EXHAUST") === "yes") {
      const open = yield* exhaust
      const without = tally(yield* publishAll)
      for (const descriptor of open) closeSync(descriptor)
      process.stdout.write(`${JSON.stringify({ without, afterwards: tally(yield* publishAll) })}\n`)
    } else {
      process.stdout.write(`${JSON.stringify(tally(yield* publishAll))}\n`)
    }
  }).pipe(Effect.provide(library))
)
