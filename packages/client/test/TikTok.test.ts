import { assert, describe, it } from "@effect/vitest"
import { Config, ConfigProvider, Context, Effect, FileSystem, Layer, Redacted } from "effect"
import { Contract, Quota, TikTok, TikTokApi } from "effect-tiktok"
import { HttpClient } from "effect/http"

const outside = Layer.mergeAll(
  Layer.succeed(HttpClient.HttpClient, HttpClient.make(() => Effect.never)),
  FileSystem.layerNoop({})
)

const contracts = { catalog: Contract.catalog, live: Contract.live }

const options = {
  contract: Config.Literals(["catalog", "live"], "CONTRACT").pipe(Config.map((name) => contracts[name])),
  clientKey: Config.String("KEY"),
  clientSecret: Config.Redacted("SECRET"),
  baseUrl: Config.URL("BASE_URL").pipe(Config.withDefault(undefined)),
  maxConnections: 1
}

const complete = { CONTRACT: "catalog", KEY: "key", SECRET: "secret", BASE_URL: "http://localhost:8787/tenant" }

const build = <A, E>(
  layer: Layer.Layer<A, E, HttpClient.HttpClient | FileSystem.FileSystem>,
  environment: Readonly<Record<string, string>>
) =>
  Layer.build(
    Layer.provide(layer, [outside, ConfigProvider.layer(ConfigProvider.fromEnvRecord(environment))])
  )

describe("TikTok.layerConfig", () => {
  it.effect("reads key, secret, address and contract, and hands them to the layer it is given", () =>
    Effect.gen(function*() {
      const services = yield* build(TikTok.layerConfig(options, TikTok.layerMemory), complete)
      const { app, authorizeOrigin, contract } = Context.get(services, TikTokApi.TikTokApi)
      assert.strictEqual(app.clientKey, "key")
      assert.strictEqual(Redacted.value(app.clientSecret), "secret")
      assert.strictEqual(authorizeOrigin, "http://localhost:8787/tenant")
      assert.strictEqual(contract, Contract.catalog)
      assert.isDefined(Context.get(services, Quota.Quota))
    }))

  it.effect("takes a contract as it is, and goes to TikTok's own hosts without an address", () =>
    Effect.gen(function*() {
      const { baseUrl: _, ...others } = options
      const layer = TikTok.layerConfig({ ...others, contract: Contract.live }, TikTokApi.layer)
      const { authorizeOrigin, contract } = Context.get(yield* build(layer, complete), TikTokApi.TikTokApi)
      assert.strictEqual(authorizeOrigin, "https://www.tiktok.com")
      assert.strictEqual(contract, Contract.live)
    }))

  it.effect("hands on the options that are no matter of configuration", () =>
    Effect.gen(function*() {
      const layer = TikTok.layerConfig({ ...options, maxConnections: 0 }, TikTokApi.layer)
      const error = yield* Effect.flip(build(layer, complete))
      assert.include(error.message, "maxConnections")
    }))

  it.effect.each(["CONTRACT", "KEY", "SECRET"])("misses the variable %s by its name", (name) =>
    Effect.gen(function*() {
      const environment = Object.fromEntries(Object.entries(complete).filter(([variable]) => variable !== name))
      const error = yield* Effect.flip(build(TikTok.layerConfig(options, TikTok.layerMemory), environment))
      assert.strictEqual(error._tag, "ConfigError")
      assert.include(error.message, name)
    }))
})

describe("an option of TikTok.layerMemory", () => {
  const given = { contract: Contract.live, clientKey: "key", clientSecret: Redacted.make("secret") }
  const lists: ReadonlyArray<unknown> = [null, 5, "text", {}, [5], [{ creator: "c" }]]

  it.effect.each(["tokens", "uploadHosts"].flatMap((field) => lists.map((value) => [field, value] as const)))(
    "named %s is refused as %j",
    ([field, value]) =>
      Effect.gen(function*() {
        const error = yield* Effect.flip(build(TikTok.layerMemory({ ...given, [field]: value }), {}))
        assert.deepInclude(error.reason, { _tag: "InvalidInput", field })
      })
  )
})
