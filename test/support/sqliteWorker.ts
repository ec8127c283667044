/** A process that creates a database under a umask, and prints the modes of its files while it is open. */
import { Console, Effect } from "effect"
import * as NodeSqlite from "effect-tiktok/NodeSqlite"
import { SqlClient } from "effect/sql"
import { readdirSync, statSync } from "node:fs"
import { dirname, join } from "node:path"

const { FILE = "", UMASK = "" } = process.env
process.umask(Number.parseInt(UMASK, 8))

await Effect.gen(function*() {
  const sql = yield* SqlClient.SqlClient
  yield* sql`CREATE TABLE t (n)`
  const folder = dirname(FILE)
  const modes = readdirSync(folder).toSorted().map((name) =>
    `${name} ${(statSync(join(folder, name)).mode & 0o777).toString(8)}`
  )
  yield* Console.log(JSON.stringify(modes))
}).pipe(Effect.provide(NodeSqlite.layer({ filename: FILE })), Effect.runPromise)
