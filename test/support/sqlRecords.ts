import { Context, Effect, Layer, type Scope } from "effect"
import { RecordStore } from "effect-tiktok"
import * as NodeSqlite from "effect-tiktok/NodeSqlite"
import { SqlClient } from "effect/sql"
import { folder, layerPostgres, postgresDatabase, postgresServer } from "./servers.ts"

type Client = Layer.Layer<SqlClient.SqlClient>

/** A SQL client for each process of a test. */
export type Database = Effect.Effect<Client, never, Scope.Scope>

const postgres: Database = Effect.map(postgresDatabase, layerPostgres)

const sqlite: Database = Effect.map(
  folder,
  (directory) => Layer.orDie(NodeSqlite.layer({ filename: `${directory}/records.db` }))
)

export const databases: ReadonlyArray<
  { readonly name: string; readonly isThere: boolean; readonly database: Database }
> = [
  { name: "PostgreSQL", isThere: postgresServer.isThere, database: postgres },
  { name: "SQLite", isThere: true, database: sqlite }
]

export const open = (client: Client, options?: RecordStore.SqlOptions) =>
  Layer.build(RecordStore.layerSql(options).pipe(Layer.provideMerge(Layer.fresh(client)))).pipe(
    Effect.map((context) => ({
      records: Context.get(context, RecordStore.RecordStore),
      sql: Context.get(context, SqlClient.SqlClient)
    }))
  )

export const bytes = (text: string) => new TextEncoder().encode(text)

export const entry = (version: string, rest: Partial<RecordStore.Entry> = {}): RecordStore.Entry => ({
  version,
  bytes: bytes(version),
  isOpen: true,
  changedAt: 1000,
  ...rest
})
