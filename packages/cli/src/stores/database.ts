import { Effect, Layer } from "effect"
import { RecordStore } from "effect-tiktok"
import { SqlClient } from "effect/sql"
import { CommandFailed, ExitCode } from "../exitCode.ts"
import { broken, secret } from "../settings/variables.ts"

/** The URL of the PostgreSQL that keeps logins, checkpoints, limits and the schedule, instead of the state folder. */
export const databaseUrl = Effect.gen(function*() {
  const given = yield* secret(variable)
  if (given === undefined) return undefined
  return /^postgres(ql)?:\/\//.test(given) && URL.canParse(given)
    ? given
    : yield* broken(variable, "must be a URL such as postgres://user:password@host/database")
})

/** Name of the variable with the URL. */
export const variable = "TIKTOK_DATABASE_URL"

/** A client of the database. Its module is loaded only where there is one. */
export const layerDatabase = Layer.unwrap(Effect.gen(function*() {
  const url = yield* databaseUrl
  if (url === undefined) return yield* broken(variable, "must be set")
  const { layerPostgres } = yield* Effect.promise(() => import("./postgres.ts"))
  return Layer.catchTag(
    layerPostgres(url),
    "SqlError",
    (error) => Layer.effect(SqlClient.SqlClient, Effect.fail(unreachable(error)))
  )
}))

/** The records of logins and publishes in the database. */
export const layerRecords = Layer.provide(RecordStore.layerSql(), layerDatabase)

const unreachable = ({ reason: { cause, message } }: { readonly reason: Error }) =>
  new CommandFailed({
    exitCode: ExitCode.Failed,
    reason: `the database of ${variable} does not answer: ${
      cause instanceof Error && cause.message !== "" ? cause.message : message
    }`,
    remedy: `Start PostgreSQL, or correct ${variable}. Without it, everything is kept in the state folder.`
  })
