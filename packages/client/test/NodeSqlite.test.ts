import { assert, describe, it } from "@effect/vitest"
import { Context, DateTime, Deferred, Effect, Exit, Fiber, Layer, Stream } from "effect"
import { Quota } from "effect-tiktok"
import * as NodeSqlite from "effect-tiktok/NodeSqlite"
import { SqlClient } from "effect/sql"
import { execFile } from "node:child_process"
import { chmodSync, readdirSync, statSync, writeFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import { childEnvironment } from "../../../test/support/childEnvironment.ts"
import { folder } from "../../../test/support/servers.ts"
import { bytes, entry, open } from "../../../test/support/sqlRecords.ts"

const client = (options: NodeSqlite.Options) =>
  Effect.map(Layer.build(Layer.fresh(NodeSqlite.layer(options))), Context.get(SqlClient.SqlClient))

const file = Effect.map(folder, (directory) => `${directory}/test.db`)

const total = (sql: SqlClient.SqlClient) =>
  Effect.map(sql<{ readonly n: number }>`SELECT count(*) AS n FROM t`, ([row]) => row?.n)

describe("NodeSqlite", () => {
  it.effect("writes and reads every kind of value", () =>
    Effect.gen(function*() {
      const sql = yield* client({ filename: ":memory:" })
      const rows = yield* sql`SELECT ${null} AS a, ${undefined} AS b, ${true} AS c, ${1.5} AS d, ${"x\0"} AS e,
        ${bytes("z")} AS f, ${12n} AS g, ${DateTime.toDate(DateTime.makeUnsafe(0))} AS h`
      assert.deepEqual({ ...rows[0] }, {
        a: null,
        b: null,
        c: 1,
        d: 1.5,
        e: "x\0",
        f: bytes("z"),
        g: 12,
        h: "1970-01-01T00:00:00.000Z"
      })
      assert.deepStrictEqual(yield* sql`SELECT 1 AS a, 2 AS a`.values, [[1, 2]])
      assert.deepEqual(
        yield* Stream.runCollect(sql`SELECT 1 AS a UNION SELECT 2`.stream).pipe(Effect.map((rows) => rows.length)),
        2
      )
      const big = sql<{ readonly n: unknown }>`SELECT 9007199254740993 AS n`
      assert.strictEqual((yield* Effect.provideService(big, SqlClient.SafeIntegers, true))[0]?.n, 9007199254740993n)
      const wrong = yield* Effect.flip(sql`SELECT ${Symbol.iterator}`)
      assert.strictEqual(wrong._tag, "SqlError")
    }))

  it.effect("commits all of a transaction or nothing, and part of it with a savepoint", () =>
    Effect.gen(function*() {
      const sql = yield* client({ filename: ":memory:" })
      yield* sql`CREATE TABLE t (n INTEGER PRIMARY KEY)`
      const insert = (n: number) => sql`INSERT INTO t VALUES (${n})`
      assert.isTrue(Exit.isFailure(yield* Effect.exit(sql.withTransaction(Effect.andThen(insert(1), insert(1))))))
      assert.strictEqual(yield* total(sql), 0)
      yield* sql.withTransaction(
        Effect.andThen(insert(1), Effect.ignore(sql.withTransaction(Effect.andThen(insert(2), insert(1)))))
      )
      assert.strictEqual(yield* total(sql), 1)
      const { reason } = yield* Effect.flip(insert(1))
      assert.include(["UniqueViolation", "ConstraintError"], reason._tag)
    }))

  it.live("waits for another writer up to busyTimeout, without blocking the event loop", () =>
    Effect.gen(function*() {
      const filename = yield* file
      const [one, other] = yield* Effect.all([client({ filename }), client({ filename, busyTimeout: "200 millis" })])
      yield* one`CREATE TABLE t (n)`
      const writing = yield* Effect.forkChild(
        one.withTransaction(Effect.andThen(one`INSERT INTO t VALUES (1)`, Effect.sleep("100 millis")))
      )
      yield* Effect.sleep("20 millis")
      // The other writer sleeps on the same event loop. If that were blocked, this would never end.
      yield* other`INSERT INTO t VALUES (2)`
      yield* Fiber.join(writing)
      assert.strictEqual(yield* total(one), 2)
      const long = yield* Effect.forkChild(
        one.withTransaction(Effect.andThen(one`INSERT INTO t VALUES (3)`, Effect.never))
      )
      yield* Effect.sleep("20 millis")
      const { reason } = yield* Effect.flip(other`INSERT INTO t VALUES (4)`)
      assert.strictEqual(reason._tag, "LockTimeoutError")
      // A reader never waits for a writer.
      assert.strictEqual(yield* total(other), 2)
      yield* Fiber.interrupt(long)
      yield* other`INSERT INTO t VALUES (5)`
    }))

  it.effect("waits on the real clock, like other processes", () =>
    Effect.gen(function*() {
      const filename = yield* file
      const [one, other] = yield* Effect.all([client({ filename }), client({ filename })])
      yield* one`CREATE TABLE t (n)`
      const begun = yield* Deferred.make<void>()
      const end = yield* Deferred.make<void>()
      const writing = yield* Effect.forkChild(
        one.withTransaction(Effect.andThen(Deferred.succeed(begun, undefined), Deferred.await(end)))
      )
      yield* Deferred.await(begun)
      const waiting = yield* Effect.forkChild(other`INSERT INTO t VALUES (2)`, { startImmediately: true })
      yield* Deferred.succeed(end, undefined)
      yield* Fiber.join(writing)
      yield* Fiber.join(waiting)
    }))

  it.live("keeps its log ahead of the database, synced with each commit", () =>
    Effect.gen(function*() {
      const sql = yield* client({ filename: yield* file })
      assert.deepStrictEqual(yield* sql`PRAGMA journal_mode`.values, [["wal"]])
      assert.deepStrictEqual(yield* sql`PRAGMA synchronous`.values, [[2]])
    }))

  it.live.each(["000", "022", "077", "777"])("makes files for this user alone under the umask %s, without a warning", (
    umask
  ) =>
    Effect.gen(function*() {
      const directory = yield* folder
      const worker = fileURLToPath(new URL("../../../test/support/sqliteWorker.ts", import.meta.url))
      const env = { ...childEnvironment, UMASK: umask, FILE: `${directory}/test.db` }
      const { stderr, stdout } = yield* Effect.promise(() => promisify(execFile)(process.execPath, [worker], { env }))
      const modes: ReadonlyArray<string> = JSON.parse(stdout)
      assert.deepStrictEqual(modes, ["test.db 600", "test.db-shm 600", "test.db-wal 600"])
      if (!process.version.startsWith("v22.")) assert.strictEqual(stderr, "")
    }))

  it.live("keeps the mode of an existing file", () =>
    Effect.gen(function*() {
      const filename = yield* file
      writeFileSync(filename, "")
      chmodSync(filename, 0o640)
      const sql = yield* client({ filename })
      yield* sql`CREATE TABLE t (n)`
      assert.strictEqual(statSync(filename).mode & 0o777, 0o640)
    }))

  it.live("names the failure: no folder, no database, no space", () =>
    Effect.gen(function*() {
      const directory = yield* folder
      const missing = yield* Effect.flip(client({ filename: `${directory}/none/test.db` }))
      assert.strictEqual(missing._tag, "SqlError")
      assert.deepStrictEqual(readdirSync(directory), [])
      writeFileSync(`${directory}/text`, "not a database".repeat(100))
      const text = yield* Effect.flip(client({ filename: `${directory}/text` }))
      assert.include(String(text.reason.cause), "file is not a database")

      const { records, sql } = yield* open(Layer.orDie(NodeSqlite.layer({ filename: `${directory}/full.db` })))
      const [pages] = yield* sql<{ readonly page_count: number }>`PRAGMA page_count`
      yield* sql.unsafe(`PRAGMA max_page_count = ${pages?.page_count}`)
      const full = yield* Effect.flip(records.put("a", undefined, entry("1", { bytes: new Uint8Array(100_000) })))
      assert.include(full.detail, "database or disk is full")
      assert.isTrue(full.retryable)
      yield* sql`PRAGMA max_page_count = 100000`
      assert.isTrue(yield* records.put("a", undefined, entry("1")))
    }))

  it.effect("refuses records and limits at once inside a transaction of the caller, which could undo them", () =>
    Effect.gen(function*() {
      const { records, sql } = yield* open(Layer.orDie(NodeSqlite.layer({ filename: ":memory:" })))
      const quota = yield* Effect.provideService(Quota.makeSql(), SqlClient.SqlClient, sql)
      const error = yield* Effect.flip(sql.withTransaction(records.put("a", undefined, entry("1"))))
      assert(error._tag === "StoreFailed")
      assert.include(error.detail, "call it outside")
      const refused = yield* Effect.flip(sql.withTransaction(quota.nextSlot([])))
      assert(refused._tag === "TikTokError")
      assert.strictEqual(refused.reason._tag, "QuotaUnavailable")
    }))
})
