import type * as NodeRedis from "@effect/platform-node/NodeRedis"
import type * as PgClient from "@effect/sql-pg/PgClient"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import type * as SqlClient from "effect/sql/SqlClient"
import type { SqlError } from "effect/sql/SqlError"
import { mkdir, stat } from "node:fs/promises"
import { dirname, join } from "node:path"
import * as Checkpoint from "../Checkpoint.ts"
import { invalid } from "../internal/promise/inputs.ts"
import type { Options } from "../internal/promise/options.ts"
import * as EncryptionKeys from "../internal/records/encryptionKeysConfig.ts"
import { prefixRule } from "../internal/records/sqlTables.ts"
import { failed } from "../internal/records/storeFailed.ts"
import * as Redact from "../internal/wire/redact.ts"
import * as Quota from "../Quota.ts"
import * as RecordStore from "../RecordStore.ts"
import type { Stores } from "../TikTok.ts"
import { fromReason, InvalidInput, StoreFailed, TikTokError } from "../TikTokError.ts"
import * as TokenLock from "../TokenLock.ts"
import * as TokenStore from "../TokenStore.ts"
import { load } from "./nodePackages.ts"
import { parseStore, type StoreAddress } from "./storeAddress.ts"

/**
 * Stores in a folder, Redis or PostgreSQL. A folder has one SQLite database, which
 * also counts the limits of all processes of the host. Throws for an unusable option,
 * and opens or makes nothing before it is built.
 *
 * @internal
 */
export const layer = ({ encryptionKey, maxWait, prefix, store }: Options): Layer.Layer<Stores, TikTokError> => {
  const address = parseStore(store)
  const encryptionKeys = EncryptionKeys.parse(String(encryptionKey))
  if (encryptionKeys === undefined) throw invalid("create", "encryptionKey", EncryptionKeys.rule)
  const brokenRule = address.kind === "Redis" ? undefined : prefixRule(dialects[address.kind], prefix)
  if (brokenRule !== undefined) throw invalid("create", "prefix", brokenRule)

  const shared = <R>(
    records: Layer.Layer<RecordStore.RecordStore, TikTokError, R>,
    quota: Layer.Layer<Quota.Quota, TikTokError, R>
  ) =>
    Layer.mergeAll(TokenStore.layer({ encryptionKeys }), TokenLock.layer(), Checkpoint.layer({ encryptionKeys })).pipe(
      Layer.provide(records),
      Layer.merge(quota)
    )
  const opened = <E>(stores: Layer.Layer<Stores, E>): Layer.Layer<Stores, TikTokError> =>
    Layer.catchCause(stores, (cause) => Layer.effectContext(failure(address, cause)))
  return address.kind === "Redis"
    ? opened(
      Layer.provide(shared(RecordStore.layerRedis({ prefix }), Quota.layerRedis({ maxWait, prefix })), redis(address))
    )
    : opened(Layer.provide(shared(RecordStore.layerSql({ prefix }), Quota.layerSql({ maxWait, prefix })), sql(address)))
}

const dialects = { Folder: "sqlite", PostgreSQL: "pg" } as const

// -----------------------------------------------------------------------------
// clients
// -----------------------------------------------------------------------------

const redis = ({ place }: StoreAddress) =>
  Layer.unwrap(Effect.map(
    need(() => load<typeof NodeRedis>("@effect/platform-node/NodeRedis"), packages("@effect/platform-node redis")),
    ({ layer, NodeRedis }) =>
      Layer.provideMerge(Layer.effectDiscard(Effect.flatMap(NodeRedis, ending)), layer({ url: place }))
  ))

/** The client's own end waits for every command, so without its server it would wait for ever. */
const ending = ({ client }: NodeRedis.NodeRedis["Service"]) =>
  Effect.addFinalizer(() =>
    Effect.promise(async () => client.isReady && client.close()).pipe(
      Effect.timeout("5 seconds"),
      Effect.ignoreCause,
      Effect.andThen(Effect.sync(() => client.isOpen && client.destroy()))
    )
  )

const sql = (
  { kind, place }: StoreAddress
): Layer.Layer<SqlClient.SqlClient, SqlError | StoreFailed | TikTokError> =>
  kind === "Folder" ? sqlite(place) : Layer.unwrap(Effect.map(
    need(() => load<typeof PgClient>("@effect/sql-pg/PgClient"), packages("@effect/sql-pg")),
    ({ layer }) => layer({ url: Redacted.make(place) })
  ))

const sqlite = (folder: string) =>
  Layer.unwrap(
    need(() => import("./NodeSqlite.ts").catch(() => undefined), "needs node:sqlite, which this runtime lacks").pipe(
      Effect.tap(Effect.tryPromise({ try: () => makeFolder(folder), catch: notMade })),
      Effect.map(({ layer }) => layer({ filename: join(folder, "tiktok.db") }))
    )
  )

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

const notMade = (error: unknown): StoreFailed =>
  error instanceof Error ? failed("write")(error) : new StoreFailed({ action: "write", detail: String(error) })

const need = <A>(find: () => Promise<A | undefined>, rule: string): Effect.Effect<A, TikTokError<InvalidInput>> =>
  Effect.flatMap(Effect.promise(find), (found) =>
    found === undefined
      ? Effect.fail(fromReason("create")(new InvalidInput({ field: "store", rule })))
      : Effect.succeed(found))

const packages = (names: string): string => `needs packages that are not installed: npm install ${names}`

// -----------------------------------------------------------------------------
// failures
// -----------------------------------------------------------------------------

/** Why a store cannot be opened. A client may also throw, and repeat the URL with its password. */
const failure = ({ name, place }: StoreAddress, cause: Cause.Cause<unknown>): Effect.Effect<never, TikTokError> => {
  if (Cause.hasInterruptsOnly(cause)) return Effect.interrupt
  const error = Cause.squash(cause)
  if (error instanceof TikTokError && error.reason._tag === "InvalidInput") return Effect.fail(error)
  const reason = error instanceof TikTokError ? error.reason : error
  const { action, detail } = reason instanceof StoreFailed
    ? reason
    : { action: "read", detail: rootOf(reason) } as const
  return Effect.fail(
    fromReason("create")(new StoreFailed({ action, detail: Redact.text(secretsIn(place), detail), store: name }))
  )
}

const secretsIn = (place: string): ReadonlyArray<string> => {
  const url = URL.parse(place)
  return url === null ? [] : [place, url.password, decodeURIComponent(url.password)]
}

/** The innermost message, or the code of an error that has no message. */
const rootOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error)
  const { cause } = error
  if (cause instanceof Error) return rootOf(cause)
  return error.message === "" && "code" in error ? String(error.code) : error.message
}
