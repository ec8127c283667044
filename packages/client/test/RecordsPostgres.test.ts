import { assert, describe, it } from "@effect/vitest"
import { Duration, Effect, Exit, Fiber } from "effect"
import { Quota, type TikTokError } from "effect-tiktok"
import { SqlClient } from "effect/sql"
import { hasOwnPostgres, ownPostgres } from "../../../test/support/ownPostgres.ts"
import { layerPostgres, postgresDatabase, postgresServer } from "../../../test/support/servers.ts"
import { bytes, entry, open } from "../../../test/support/sqlRecords.ts"

const failureOf = (error: TikTokError.StoreFailed) => {
  assert.isTrue(error.retryable, error.message)
  return error.detail
}

const upper = (text: string) => text.toUpperCase()

describe.skipIf(!postgresServer.isThere)("RecordStore in PostgreSQL, for the application around it,", () => {
  it.live("keeps a write inside a transaction that rolls back", () =>
    Effect.gen(function*() {
      const { records, sql } = yield* open(layerPostgres(yield* postgresDatabase))
      const exit = yield* Effect.exit(sql.withTransaction(Effect.andThen(
        records.put("a", undefined, entry("1")),
        Effect.fail("no")
      )))
      assert.isTrue(Exit.isFailure(exit))
      assert.strictEqual((yield* records.get("a"))?.version, "1")
    }))

  it.live(
    "fails within five seconds if a transaction of the caller has the only connection",
    () =>
      Effect.gen(function*() {
        const { records, sql } = yield* open(layerPostgres(yield* postgresDatabase, { maxConnections: 1 }))
        const error = yield* Effect.flip(sql.withTransaction(records.put("a", undefined, entry("1"))))
        assert(error._tag === "StoreFailed")
        assert.include(failureOf(error), "no response in time")
      }),
    10_000
  )

  it.live("replaces each version once if transactions are serializable by default", () =>
    Effect.gen(function*() {
      const strict = { startupParameters: { default_transaction_isolation: "serializable" } }
      const client = layerPostgres(yield* postgresDatabase, strict)
      const { records } = yield* open(client)
      yield* records.put("a", undefined, entry("0"))
      for (let turn = 0; turn < 10; turn++) {
        const done = yield* Effect.all(
          Array.from(
            { length: 8 },
            (_, who) => records.put("a", `${turn}`, entry(who === 0 ? `${turn + 1}` : `${turn}.${who}`))
          ),
          { concurrency: "unbounded" }
        )
        assert.lengthOf(done.filter(Boolean), 1)
        const version = (yield* records.get("a"))?.version ?? ""
        if (version !== `${turn + 1}`) yield* records.put("a", version, entry(`${turn + 1}`))
      }
    }))

  it.live("keeps our names for tables and columns if the application transforms its own", () =>
    Effect.gen(function*() {
      const shouting = { transformQueryNames: upper, transformResultNames: upper }
      const { records } = yield* open(layerPostgres(yield* postgresDatabase, shouting))
      yield* records.put("a/b", undefined, entry("1"))
      assert.deepStrictEqual(yield* records.get("a/b"), { version: "1", bytes: bytes("1") })
      assert.deepStrictEqual(yield* records.list({ prefix: "a/", isOpen: true }), ["a/b"])
    }))

  it.live.each([["off", "on"], ["local", "local"], ["remote_apply", "remote_apply"]] as const)(
    "waits for the disk with each write if synchronous_commit is %s",
    ([given, expected]) =>
      Effect.gen(function*() {
        const settings = { startupParameters: { synchronous_commit: given } }
        const { records, sql } = yield* open(layerPostgres(yield* postgresDatabase, settings))
        yield* sql`CREATE TABLE seen (setting text)`
        yield* sql.unsafe(`CREATE FUNCTION see() RETURNS trigger LANGUAGE plpgsql AS $$
          BEGIN INSERT INTO seen VALUES (TG_OP || ' ' || current_setting('synchronous_commit')); RETURN NULL; END $$`)
        yield* sql.unsafe(`CREATE TRIGGER see AFTER INSERT OR UPDATE OR DELETE ON effect_tiktok_records
          FOR EACH ROW EXECUTE FUNCTION see()`)
        yield* records.put("a", undefined, entry("1"))
        yield* records.put("a", "1", entry("2"))
        yield* records.remove("a", "2")
        const seen = yield* sql`SELECT setting FROM seen`.values
        assert.deepStrictEqual(seen.flat(), ["INSERT", "UPDATE", "DELETE"].map((write) => `${write} ${expected}`))
        assert.deepStrictEqual(yield* sql`SHOW synchronous_commit`.values, [[given]])
      })
  )

  it.live("keeps its tables in the schema of the prefix", () =>
    Effect.gen(function*() {
      const client = layerPostgres(yield* postgresDatabase)
      const missing = yield* Effect.flip(open(client, { prefix: "tiktok.tk_" }))
      assert.include(missing.message, "schema \"tiktok\" does not exist")
      yield* Effect.provide(Effect.flatMap(SqlClient.SqlClient, (sql) => sql`CREATE SCHEMA tiktok`), client)
      const { records, sql } = yield* open(client, { prefix: "tiktok.tk_" })
      yield* records.put("a", undefined, entry("1"))
      assert.lengthOf(yield* sql`SELECT * FROM tiktok.tk_records`, 1)
      yield* open(client, { prefix: "tiktok.tk_" })
    }))

  it.live("needs no right to create tables that exist", () =>
    Effect.gen(function*() {
      const url = new URL(yield* postgresDatabase)
      const { sql } = yield* open(layerPostgres(url.href))
      const role = `effect_tiktok_${url.pathname.slice(-12)}`
      yield* Effect.acquireRelease(
        sql`CREATE ROLE ${sql(role)} LOGIN`,
        () => Effect.orDie(Effect.andThen(sql`DROP OWNED BY ${sql(role)}`, sql`DROP ROLE ${sql(role)}`))
      )
      yield* sql`REVOKE CREATE ON SCHEMA public FROM PUBLIC`
      yield* sql`GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO ${sql(role)}`
      url.username = role
      const { records } = yield* open(layerPostgres(url.href))
      assert.isTrue(yield* records.put("a", undefined, entry("1")))
      const error = yield* Effect.flip(open(layerPostgres(url.href), { prefix: "others_" }))
      assert.include(error.message, "permission denied for schema public")
    }))

  it.live("names the failure of a server: read-only, disk full, no connection left", () =>
    Effect.gen(function*() {
      const url = yield* postgresDatabase
      const { records, sql } = yield* open(layerPostgres(url))
      const standby = { startupParameters: { default_transaction_read_only: "on" } }
      const readOnly = yield* open(layerPostgres(url, standby))
      assert.include(
        failureOf(yield* Effect.flip(readOnly.records.put("a", undefined, entry("1")))),
        "cannot execute INSERT in a read-only transaction (25006)"
      )
      yield* sql.unsafe(`CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = '53100'; END $$`)
      yield* sql.unsafe("CREATE TRIGGER full_disk BEFORE INSERT ON effect_tiktok_records EXECUTE FUNCTION full_disk()")
      assert.include(
        failureOf(yield* Effect.flip(records.put("a", undefined, entry("1")))),
        "No space left on device (53100)"
      )
      const name = new URL(url).pathname.slice(1)
      const limited = `role_${name}`
      yield* Effect.acquireRelease(
        sql`CREATE ROLE ${sql(limited)} LOGIN CONNECTION LIMIT 0`,
        () => Effect.orDie(sql`DROP ROLE ${sql(limited)}`)
      )
      const theirs = new URL(url)
      theirs.username = limited
      const { reason } = yield* Effect.flip(open(layerPostgres(theirs.href)))
      assert(reason._tag === "StoreFailed")
      assert.include(failureOf(reason), "too many connections for role")
    }))
})

const limit: Quota.Limit = { name: "init", key: "init", limit: 100, window: Duration.minutes(1) }

describe.skipIf(!hasOwnPostgres)("RecordStore in a PostgreSQL", () => {
  it.live("that is stopped, started, paused and resumed fails each time, and recovers", () =>
    Effect.gen(function*() {
      const server = yield* ownPostgres
      const client = layerPostgres(server.url)
      const { records, sql } = yield* open(client)
      const quota = yield* Effect.provideService(Quota.makeSql(), SqlClient.SqlClient, sql)
      yield* records.put("a", undefined, entry("1"))
      yield* quota.take([limit])

      yield* server.stop
      for (let time = 0; time < 3; time++) {
        assert.include(failureOf(yield* Effect.flip(records.put("a", "1", entry("2")))), "SQL: ")
        assert.strictEqual((yield* Effect.flip(quota.take([limit]))).reason._tag, "QuotaUnavailable")
      }
      yield* server.start
      assert.isTrue(yield* records.put("a", "1", entry("2")))
      yield* quota.take([limit])

      yield* server.freeze
      const [answers, millis] = yield* Effect.timed(Effect.all([
        Effect.flip(records.put("a", "2", entry("3"))),
        Effect.flip(records.get("a")),
        Effect.flip(quota.take([limit]))
      ], { concurrency: "unbounded" })).pipe(
        Effect.map(([duration, answers]) => [answers, Duration.toMillis(duration)] as const)
      )
      assert.include(failureOf(answers[0]), "no response in time")
      assert.isBelow(millis, 6000)
      yield* server.wake

      // The write may have arrived meanwhile. The next write checks the version.
      const version = (yield* records.get("a"))?.version ?? ""
      assert.include(["2", "3"], version)
      assert.isTrue(yield* records.put("a", version, entry("4")))
      const late = yield* Effect.forkChild(records.put("a", "2", entry("late")))
      assert.isFalse(yield* Fiber.join(late))
      yield* quota.take([limit])
    }))
})
