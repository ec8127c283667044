import type * as NodeRedis from "@effect/platform-node/NodeRedis"
import type * as PgClient from "@effect/sql-pg/PgClient"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import type * as SqlClient from "effect/sql/SqlClient"
import { mkdir, stat } from "node:fs/promises"
import { dirname, join } from "node:path"
import * as Checkpoint from "../Checkpoint.ts"
import type { Options } from "../internal/promise/face.ts"
import { invalid } from "../internal/promise/inputs.ts"
import { plainError } from "../internal/promise/plain.ts"
import * as EncryptionKeys from "../internal/records/encryptionKeysConfig.ts"
import { failed } from "../internal/records/storeFailed.ts"
import * as Quota from "../Quota.ts"
import * as RecordStore from "../RecordStore.ts"
import type { Stores } from "../TikTok.ts"
import { fromReason, StoreFailed, type TikTokError } from "../TikTokError.ts"
import * as TokenLock from "../TokenLock.ts"
import * as TokenStore from "../TokenStore.ts"
import * as Webhook from "../Webhook.ts"
import { load } from "./nodePackages.ts"

type Made = Layer.Layer<Stores | Webhook.Hub, TikTokError>

/**
 * Stores in a folder, Redis or PostgreSQL. A folder has one SQLite database, which
 * also counts the limits of all processes of the host.
 *
 * @internal
 */
export const layer = async (options: Options): Promise<Made> => {
  const { store } = options
  if (store.includes("://") && !isReadable(store)) {
    throw invalid("create", "store", "must be a URL with its special characters encoded")
  }
  const [, scheme] = /^([a-z][a-z0-9+.-]+):\/\//i.exec(store) ?? []
  switch (scheme?.toLowerCase()) {
    case undefined:
      return inFolder(options)
    case "redis":
    case "rediss":
      return inRedis(options)
    case "postgres":
    case "postgresql":
      return inPostgres(options)
    default:
      throw invalid("create", "store", "must be memory, a folder, or a URL of Redis or PostgreSQL")
  }
}

/** What a client says of a URL that it cannot read may have the password. */
const isReadable = (store: string): boolean => {
  try {
    decodeURIComponent(new URL(store).href)
    return true
  } catch {
    return false
  }
}

const inFolder = async (options: Options): Promise<Made> => {
  const { layer } = await import("./NodeSqlite.ts").catch(() => fail("needs node:sqlite, which this runtime lacks"))
  await makeFolder(options.store).catch((error) => {
    throw plainError(fromReason("create")(failed("write", options.store)(error)))
  })
  return inSql(options, layer({ filename: join(options.store, "tiktok.db") }))
}

/** Node's own recursion never ends where no folder can be made, such as below `/proc`. */
const makeFolder = async (folder: string): Promise<void> => {
  const make = () => mkdir(folder, { mode: 0o700 })
  try {
    await make()
  } catch (error) {
    const code = codeOf(error)
    const parent = dirname(folder)
    if (code === "EEXIST" && (await stat(folder)).isDirectory()) return
    if (code !== "ENOENT" || parent === folder) throw error
    await makeFolder(parent)
    await make()
  }
}

const codeOf = (error: unknown): unknown => error instanceof Error && "code" in error ? error.code : undefined

const inPostgres = async (options: Options): Promise<Made> => {
  const { layer } = await need<typeof PgClient>("@effect/sql-pg/PgClient", "@effect/sql-pg")
  return inSql(options, layer({ url: Redacted.make(options.store) }))
}

const inRedis = async (options: Options): Promise<Made> => {
  const { layer } = await need<typeof NodeRedis>("@effect/platform-node/NodeRedis", "@effect/platform-node redis")
  const { maxWait, prefix } = options
  return shared(options, RecordStore.layerRedis({ prefix }), Quota.layerRedis({ maxWait, prefix })).pipe(
    Layer.merge(Webhook.layerHubRedis({ prefix })),
    Layer.provide(opened(layer({ url: options.store })))
  )
}

const inSql = <E>(options: Options, client: Layer.Layer<SqlClient.SqlClient, E>): Made => {
  const { maxWait, prefix } = options
  return shared(options, RecordStore.layerSql({ prefix }), Quota.layerSql({ maxWait, prefix })).pipe(
    Layer.merge(Webhook.layerHubSql({ prefix })),
    Layer.provide(opened(client))
  )
}

const shared = <R>(
  { encryptionKey }: Options,
  records: Layer.Layer<RecordStore.RecordStore, TikTokError, R>,
  quota: Layer.Layer<Quota.Quota, TikTokError, R>
): Layer.Layer<Stores, TikTokError, R> => {
  const encryptionKeys = EncryptionKeys.parse(String(encryptionKey))
  if (encryptionKeys === undefined) throw invalid("create", "encryptionKey", EncryptionKeys.rule)
  const keys = { encryptionKeys }
  return Layer.mergeAll(TokenStore.layer(keys), TokenLock.layer(), Checkpoint.layer(keys)).pipe(
    Layer.provide(records),
    Layer.merge(quota)
  )
}

/** The client of a store, or why it cannot be opened. */
const opened = <A, E>(client: Layer.Layer<A, E>): Layer.Layer<A, TikTokError> =>
  client.pipe(
    Layer.catch((error) =>
      Layer.effectContext(
        Effect.fail(fromReason("create")(new StoreFailed({ action: "read", store: "store", detail: rootOf(error) })))
      )
    )
  )

/** The innermost message, or the code of an error that has no message. */
const rootOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error)
  const { cause } = error
  if (cause instanceof Error) return rootOf(cause)
  return error.message === "" && "code" in error ? String(error.code) : error.message
}

const need = async <A>(module: string, packages: string): Promise<A> =>
  await load<A>(module) ?? fail(`needs packages that are not installed: npm install ${packages}`)

const fail = (rule: string): never => {
  throw invalid("create", "store", rule)
}
