/** Every service and method of the library is in `effect-tiktok/promise`. A new one fails here until it is there too. */
import { assert, describe, it } from "@effect/vitest"
import { Context, Effect, FileSystem, Layer, Redacted } from "effect"
import * as Library from "effect-tiktok"
import { create, type TikTok as Face } from "effect-tiktok/promise"
import { FetchHttpClient } from "effect/http"

const { Auth, Checkpoint, Creator, Publisher, Quota, StatusPoller, TikTok, TokenStore, Uploader, Videos, Webhook } =
  Library

const services = {
  auth: Auth.Auth,
  checkpoints: Checkpoint.CheckpointStore,
  creator: Creator.Creator,
  poller: StatusPoller.StatusPoller,
  publisher: Publisher.Publisher,
  quota: Quota.Quota,
  tokens: TokenStore.TokenStore,
  uploader: Uploader.Uploader,
  videos: Videos.Videos
} as const satisfies Partial<Record<keyof Face, Context.Key<any, object>>>

const methodsOf = (context: Context.Context<any>, service: Context.Key<any, object>) =>
  Object.keys(Context.getUnsafe(context, service))

/** What only the library and its layers use. */
const inner = {
  services: ["RecordStore", "TikTokApi", "TokenLock", "Webhook/Hub"],
  methods: ["checkpoints.claim", "checkpoints.tryClaim"],
  webhooks: ["layerHubRedis", "layerHubSql", "makeHub"]
}

const app = { clientKey: "mock-client-key", clientSecret: "mock-client-secret" }

const layer = TikTok.layerMemory({
  ...app,
  contract: Library.Contract.live,
  clientSecret: Redacted.make(app.clientSecret)
}).pipe(
  Layer.provide([FetchHttpClient.layer, FileSystem.layerNoop({})])
)

const withFace = <A>(use: (face: Face) => A) =>
  Effect.acquireUseRelease(
    Effect.promise(() => create({ contract: "live", ...app, store: "memory" })),
    (face) => Effect.sync(() => use(face)),
    (face) => Effect.promise(() => face.close())
  )

describe("effect-tiktok/promise", () => {
  it.effect("has every method of each service", () =>
    Effect.gen(function*() {
      const context = yield* Layer.build(layer)
      const expected = Object.entries(services).flatMap(([name, service]) =>
        methodsOf(context, service).map((method) => `${name}.${method}`)
      )
      const found = yield* withFace((face) =>
        Object.keys(services).flatMap((name) =>
          Object.entries(face).flatMap(([own, service]) =>
            own === name ? Object.keys(service).map((method) => `${name}.${method}`) : []
          )
        )
      )
      assert.deepStrictEqual(found.toSorted(), expected.filter((name) => !inner.methods.includes(name)).toSorted())
    }))

  it("has every service", () => {
    const keys = Object.values(Library).flatMap((module) =>
      Object.values(module).flatMap((value: unknown) =>
        Context.isKey(value) && !Context.isReference(value) ? [value.key.replace(/^effect-tiktok\//, "")] : []
      )
    )
    const known = [...Object.values(services).map(({ key }) => key.replace(/^effect-tiktok\//, "")), ...inner.services]
    assert.deepStrictEqual(keys.toSorted(), known.toSorted())
  })

  it.effect("has every function for webhooks, and the hub of the process", () =>
    Effect.gen(function*() {
      const functions = Object.entries(Webhook).flatMap(([name, value]) =>
        typeof value === "function" && /^[a-z]/.test(name) && !inner.webhooks.includes(name) ? [name] : []
      )
      const hub = yield* Effect.scoped(Webhook.makeHub())
      const found = yield* withFace(({ webhooks }) => Object.keys(webhooks))
      assert.deepStrictEqual(found.toSorted(), [...functions, ...Object.keys(hub)].toSorted())
    }))
})
