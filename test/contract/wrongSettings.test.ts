/** Mistakes of a caller without types. */
import * as NodeServices from "@effect/platform-node/NodeServices"
import { assert, describe, it } from "@effect/vitest"
import { Duration, Effect, Layer, Redacted, Stream } from "effect"
import {
  Checkpoint,
  Contract,
  type Creator,
  Media,
  type Post,
  PostForm,
  Quota,
  RecordStore,
  TikTokApi,
  type TikTokError,
  TokenLock,
  TokenStore,
  Uploader,
  Webhook
} from "effect-tiktok"
import * as NodeSqlite from "effect-tiktok/NodeSqlite"
import { Redis } from "effect/persistence"
import { type Fixture } from "../support/fixture.ts"
import {
  type Failing,
  media,
  noDurations,
  noNames,
  noSecrets,
  noText,
  nothing,
  photo,
  refusesEach,
  rows,
  wrong
} from "../support/wrongKinds.ts"

const plan: Uploader.Plan = { size: 1000, chunkSize: 1000, chunkCount: 1 }

const uploads = [
  ...rows(
    "plan, chunkSize",
    "chunkSize",
    [null, "a", 1.5, Number.NaN, -1, 0],
    (value) => Uploader.Uploader.use((uploader) => uploader.plan(media, value))
  ),
  ...rows(
    "plan, media",
    "media",
    [...nothing, 5, { _tag: "Tape" }, Media.url(photo)],
    (value) => Uploader.Uploader.use((uploader) => uploader.plan(value))
  ),
  ...rows(
    "upload",
    "request",
    [...nothing, 5],
    (value) => Uploader.Uploader.use(({ upload }) => Stream.runDrain(upload(value)))
  ),
  ...rows(
    "upload, plan",
    "plan",
    [...nothing, {}, { ...plan, size: Number.NaN }],
    (value) =>
      Uploader.Uploader.use(({ upload }) =>
        Stream.runDrain(upload({ media, plan: value, uploadUrl: Redacted.make(photo) }))
      )
  ),
  ...rows(
    "upload, uploadUrl",
    "uploadUrl",
    noSecrets,
    (uploadUrl) => Uploader.Uploader.use(({ upload }) => Stream.runDrain(upload({ media, plan, uploadUrl })))
  ),
  ...rows(
    "upload, confirmed",
    "confirmed",
    [null, "5", -1, 1.5, Number.NaN],
    (confirmed) =>
      Uploader.Uploader.use(({ upload }) =>
        Stream.runDrain(upload({ media, plan, uploadUrl: Redacted.make(photo), confirmed }))
      )
  )
]

const api = (options: object): (fixture: Fixture) => Failing => (fixture) =>
  Effect.provide(
    TikTokApi.make(wrong({ contract: Contract.live, clientKey: "ck", clientSecret: Redacted.make("cs"), ...options })),
    fixture.http
  )

const delivery = { clientSecret: Redacted.make("cs"), header: "t=1,s=2", body: "{}" }

const info: Creator.CreatorInfo = wrong({ privacyLevels: [], maxVideoDuration: "5 minutes" })

const limit: Quota.Limit = wrong({ name: "limit", key: "limit", limit: 5, window: 1000 })

const constructors = [
  ...rows("decode, body", "body", [...nothing, 5, {}], (body) => Webhook.decode(body)),
  ...rows(
    "hub, remembered",
    "remembered",
    [null, Number.NaN, 0, -1, 1.5, "5", Infinity],
    (remembered) => Effect.scoped(Webhook.makeHub({ remembered }))
  ),
  ...rows(
    "api, timeout",
    "timeout",
    noDurations.filter((value) => value !== null),
    (timeout, fixture) => api({ timeout })(fixture)
  ),
  ...rows("api, clientKey", "clientKey", [undefined, ...noNames], (clientKey, fixture) => api({ clientKey })(fixture)),
  ...rows("api, clientSecret", "clientSecret", noSecrets, (clientSecret, fixture) => api({ clientSecret })(fixture)),
  ...rows("api, contract", "contract", [...nothing, 5, "live", {}], (contract, fixture) => api({ contract })(fixture)),
  ...rows(
    "api, baseUrl",
    "baseUrl",
    [null, 5, "", "mock", "ftp://localhost", "http://a:b@localhost", "http://localhost/?a", "http://localhost/#a", {}],
    (baseUrl, fixture) => api({ baseUrl })(fixture)
  ),
  ...rows("api", "options", [...nothing, 5], (value, fixture) => Effect.provide(TikTokApi.make(value), fixture.http)),
  ...(["maxWait", "margin"] as const).flatMap((key) =>
    rows(
      `quota, ${key}`,
      key,
      noDurations.filter((value) => value !== null),
      (value) => Quota.makeMemory({ [key]: value })
    )
  ),
  ...rows(
    "pause",
    "duration",
    noDurations.filter((value) => value !== null),
    (value) => Quota.Quota.use(({ pause }) => pause(limit, value))
  ),
  ...rows("form, duration", "duration", noDurations, (duration) => PostForm.video(info, { duration })),
  ...rows(
    "disclose",
    "disclosure",
    [...nothing, 5, {}, { yourBrand: "yes", brandedContent: 0 }],
    (value) => PostForm.disclose(value)
  ),
  ...rows("verify, tolerance", "tolerance", noDurations, (tolerance) => Webhook.verify({ ...delivery, tolerance })),
  ...rows(
    "verify, clientSecret",
    "clientSecret",
    noSecrets,
    (clientSecret) => Webhook.receive({ ...delivery, clientSecret })
  ),
  ...rows("verify, header", "header", [5, {}, []], (header) => Webhook.verify({ ...delivery, header })),
  ...rows("verify, body", "body", [...nothing, 5, {}], (body) => Webhook.receive({ ...delivery, body })),
  ...rows("verify", "delivery", [...nothing, 5], (value) => Webhook.receive(value)),
  ...rows(
    "testHeader, timestamp",
    "timestamp",
    [null, Number.NaN, 1.5, "1"],
    (timestamp) => Webhook.testHeader({ ...delivery, timestamp })
  )
]

const built = <A, E extends TikTokError.TikTokError>(layer: Layer.Layer<A, E, RecordStore.RecordStore>) =>
  Effect.provide(Effect.void, Layer.provide(layer, RecordStore.layerMemory))

const encryptionKeys: TokenStore.EncryptionKeys = [Redacted.make(new Uint8Array(32))]

const durations = noDurations.filter((value) => value !== null)

const noRedis: Redis.Redis["Service"] = wrong({})

const withoutRedis = <A, E extends TikTokError.TikTokError>(layer: Layer.Layer<A, E, Redis.Redis>) =>
  Effect.provide(Effect.void, Layer.provide(layer, Layer.succeed(Redis.Redis, noRedis)))

const inFolder = <A, E extends TikTokError.TikTokError>(
  layer: Layer.Layer<A, E, NodeServices.NodeServices>
) => Effect.provide(Effect.void, Layer.provide(layer, NodeServices.layer))

const opened = (options: NodeSqlite.Options) =>
  Effect.provide(Effect.void, NodeSqlite.layer(options)).pipe(
    Effect.catchIf((error) => error._tag === "SqlError", (error) => Effect.die(error))
  )

const stores = [
  ...(["maxWait", "lease"] as const).flatMap((key) =>
    rows(`lock, ${key}`, key, durations, (value) => built(TokenLock.layer({ [key]: value })))
  ),
  ...rows("checkpoints, lease", "lease", durations, (lease) => built(Checkpoint.layer({ encryptionKeys, lease }))),
  ...rows("lock, no lease", "lease", [0, "0 seconds", 0.5], (lease) => built(TokenLock.layer({ lease }))),
  ...rows(
    "checkpoints, no lease",
    "lease",
    [0, "0 seconds", 0.5],
    (lease) => built(Checkpoint.layer({ encryptionKeys, lease }))
  ),
  ...rows(
    "free",
    "key",
    noNames,
    (key) => Effect.flatMap(Checkpoint.makeMemory, ({ free }) => free(key))
  ),
  ...rows(
    "closedSince",
    "time",
    [undefined, null, 0, "2026-01-01", new Date(0)],
    (time) => Effect.flatMap(Checkpoint.makeMemory, ({ closedSince }) => closedSince(time))
  ),
  ...rows(
    "SQLite, busyTimeout",
    "busyTimeout",
    durations,
    (busyTimeout) => opened({ filename: ":memory:", busyTimeout })
  ),
  ...rows("SQLite, filename", "filename", [undefined, ...noText, "", "a\0b"], (filename) => opened({ filename })),
  ...rows(
    "prune",
    "olderThan",
    noDurations,
    (value) => Effect.flatMap(Checkpoint.makeMemory, ({ prune }) => prune(value))
  ),
  ...rows("lock, prefix", "prefix", noText, (prefix) => withoutRedis(TokenLock.layerRedis({ prefix }))),
  ...rows(
    "tokens, prefix",
    "prefix",
    noText,
    (prefix) => withoutRedis(TokenStore.layerRedis({ encryptionKeys, prefix }))
  ),
  ...rows(
    "checkpoints, prefix",
    "prefix",
    noText,
    (prefix) => withoutRedis(Checkpoint.layerRedis({ encryptionKeys, prefix }))
  ),
  ...rows("quota, prefix", "prefix", noText, (prefix) => withoutRedis(Quota.layerRedis({ prefix }))),
  ...rows(
    "lock, directory",
    "directory",
    [undefined, ...noText, "", "a\0b"],
    (directory) => inFolder(TokenLock.layerFile({ directory }))
  ),
  ...rows(
    "tokens, directory",
    "directory",
    [undefined, ...noText, "", "a\0b"],
    (directory) => inFolder(TokenStore.layerFile({ directory, encryptionKeys }))
  )
]

describe("a store", () => {
  refusesEach(stores)

  it.effect.each([
    ["no list", undefined, "encryptionKeys must hold a key"],
    ["no key", [], "encryptionKeys must hold a key"],
    ["a short key", [Redacted.make(new Uint8Array(31))], "encryptionKeys[0] must be 32 bytes, Redacted"],
    ["a key that is text", [Redacted.make("a".repeat(32))], "encryptionKeys[0] must be 32 bytes, Redacted"],
    ["a bare key", [encryptionKeys[0], new Uint8Array(32)], "encryptionKeys[1] must be 32 bytes, Redacted"]
  ])("refuses encryption keys that are %s", ([, keys, rule]) =>
    Effect.gen(function*() {
      const builds = [
        built(TokenStore.layer({ encryptionKeys: wrong(keys) })),
        built(Checkpoint.layer({ encryptionKeys: wrong(keys) }))
      ]
      for (const build of builds) {
        const { reason } = yield* Effect.flip(build)
        assert(reason._tag === "StoreFailed")
        assert.strictEqual(reason.detail, rule)
      }
    }))

  it.effect.each(["", "\uD800"])("refuses the key or creator %j", (key) =>
    Effect.gen(function*() {
      const checkpoints = yield* Checkpoint.makeMemory
      const quota = yield* Quota.makeMemory()
      const limit = { name: "init", key, limit: 1, window: Duration.minutes(1) }
      const byKey = [
        checkpoints.get(key),
        Effect.scoped(checkpoints.claim(key)),
        Effect.scoped(checkpoints.tryClaim(key)),
        checkpoints.free(key),
        quota.take([{ ...limit, key: "other" }, limit]),
        quota.nextSlot([limit]),
        quota.usage([limit]),
        quota.pause(limit),
        quota.reset(limit)
      ]
      const creator: Post.CreatorId = wrong(key)
      const tokens: TokenStore.Tokens = wrong({ creator })
      const stores = [yield* TokenStore.makeMemory(), yield* TokenStore.make({ encryptionKeys })]
      const locks = [yield* TokenLock.makeMemory, yield* TokenLock.make()]
      const byCreator = [
        ...stores.flatMap(({ get, remove, replace, set }) => [
          get(creator),
          set(tokens),
          replace(tokens, tokens),
          remove(creator)
        ]),
        ...locks.map(({ withLock }) => withLock(creator)(Effect.void))
      ]
      for (const [field, calls] of [["key", byKey], ["creator", byCreator]] as const) {
        for (const call of calls) {
          const { reason } = yield* Effect.flip(Effect.asVoid<unknown, TikTokError.TikTokError, never>(call))
          assert(reason._tag === "InvalidInput")
          assert.strictEqual(reason.field, field)
        }
      }
    }).pipe(Effect.provide(RecordStore.layerMemory)))
})

describe("a setting", () => {
  refusesEach([...uploads, ...constructors])
})
