import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { Reactivity } from "effect/reactivity"
import { SqlClient, Statement } from "effect/sql"
import { bytes, databases, entry, open } from "../../../test/support/sqlRecords.ts"

for (const { database, isThere, name } of databases) {
  describe.skipIf(!isThere)(`RecordStore in ${name}`, () => {
    it.live("lists by prefix, state and time", () =>
      Effect.gen(function*() {
        const { records } = yield* open(yield* database)
        for (let at = 1; at <= 5; at++) {
          yield* records.put(`a/open-${at}`, undefined, entry("1", { changedAt: at }))
          yield* records.put(`a/closed-${at}`, undefined, entry("1", { changedAt: at, isOpen: false }))
          yield* records.put(`b/${at}`, undefined, entry("1", { changedAt: at }))
        }
        const list = records.list
        assert.lengthOf(yield* list({ prefix: "a/", isOpen: true }), 5)
        assert.deepStrictEqual(yield* list({ prefix: "a/", isOpen: true, since: 4 }), ["a/open-4", "a/open-5"])
        assert.deepStrictEqual(yield* list({ prefix: "a/", isOpen: false, before: 2 }), ["a/closed-1"])
        assert.deepStrictEqual(yield* list({ prefix: "b/", isOpen: true, since: 2, before: 3 }), ["b/2"])
        assert.deepStrictEqual(yield* list({ prefix: "%", isOpen: true }), [])
        yield* records.put("a/open-4", "1", entry("2", { isOpen: false, changedAt: 9 }))
        assert.deepStrictEqual(yield* list({ prefix: "a/", isOpen: true, since: 4 }), ["a/open-5"])
        assert.deepStrictEqual(yield* list({ prefix: "a/", isOpen: false, since: 9 }), ["a/open-4"])
      }))

    it.live("finds the open records with an index", () =>
      Effect.gen(function*() {
        const { records, sql } = yield* open(yield* database)
        yield* records.put("a/open", undefined, entry("1"))
        const series = sql.onDialectOrElse({
          pg: () => sql.literal("generate_series(1, 5000) AS n"),
          orElse: () =>
            sql.literal(
              "(WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < 5000) SELECT n FROM s)"
            )
        })
        yield* sql`INSERT INTO effect_tiktok_records (id, label, name, version, body, is_open, changed_at)
          SELECT n, '', ${bytes("a/")}, '1', ${bytes("")}, 0, n FROM ${series}`
        yield* sql`ANALYZE effect_tiktok_records`
        const explain = sql.onDialectOrElse({ pg: () => "EXPLAIN", orElse: () => "EXPLAIN QUERY PLAN" })
        const plans: Array<unknown> = []
        yield* records.list({ prefix: "a/", isOpen: true, since: 5 }).pipe(
          Effect.provideService(Statement.CurrentTransformer, (statement) =>
            Effect.map(sql.unsafe(`${explain} ${statement.compile()[0]}`, statement.compile()[1]), (plan) => {
              plans.push(plan)
              return statement
            }).pipe(Effect.orDie, Effect.provideService(Statement.CurrentTransformer, undefined)))
        )
        assert.include(JSON.stringify(plans), "effect_tiktok_records_open")
      }))

    it.live("uses one statement for each command", () =>
      Effect.gen(function*() {
        const { records } = yield* open(yield* database)
        let statements = 0
        const counting: Statement.Transformer = (statement) => Effect.sync(() => (statements++, statement))
        const counted = <A, E>(command: Effect.Effect<A, E>) =>
          Effect.suspend(() => {
            statements = 0
            return Effect.map(
              Effect.provideService(command, Statement.CurrentTransformer, counting),
              () => statements
            )
          })
        assert.strictEqual(yield* counted(records.put("a", undefined, entry("1"))), 1)
        assert.strictEqual(yield* counted(records.put("a", "1", entry("2"))), 1)
        assert.strictEqual(yield* counted(records.put("a", "1", entry("late"))), 1)
        assert.strictEqual(yield* counted(records.get("a")), 1)
        assert.strictEqual(yield* counted(records.list({ prefix: "a", isOpen: true })), 1)
        assert.strictEqual(yield* counted(records.remove("a", "2")), 1)
      }))

    it.live("creates the tables once with eight processes", () =>
      Effect.gen(function*() {
        const client = yield* database
        const stores = yield* Effect.all(Array.from({ length: 8 }, () => open(client)), { concurrency: "unbounded" })
        for (const [index, { records }] of stores.entries()) {
          assert.strictEqual(yield* records.put("a", undefined, entry(String(index))), index === 0)
        }
        assert.lengthOf(yield* stores[0]!.sql`SELECT migration_id FROM effect_tiktok_migrations`, 1)
      }))

    it.live("refuses tables that are newer than the program", () =>
      Effect.gen(function*() {
        const client = yield* database
        const { sql } = yield* open(client)
        yield* sql`INSERT INTO effect_tiktok_migrations (migration_id, name) VALUES (7, 'later')`
        const error = yield* Effect.flip(open(client))
        assert(error.reason._tag === "StoreFailed")
        assert.include(error.message, "version 7, and this program knows 1")
        assert.isFalse(error.retryable)
      }))

    it.live("keeps prefixes apart", () =>
      Effect.gen(function*() {
        const client = yield* database
        const [one, other] = yield* Effect.all([open(client, { prefix: "One_" }), open(client, { prefix: "other_" })])
        yield* one.records.put("a", undefined, entry("1"))
        assert.isUndefined(yield* other.records.get("a"))
        assert.lengthOf(yield* one.sql`SELECT * FROM ${one.sql("One_records")}`, 1)
      }))

    it.effect.each(["", "a-b", "a b", "a\"b", "1a", "a.b.c", "x".repeat(41), "\0"])(
      "refuses the prefix %j",
      (prefix) =>
        Effect.gen(function*() {
          const { reason } = yield* Effect.flip(open(yield* database, { prefix }))
          assert(reason._tag === "InvalidInput")
          assert.strictEqual(reason.field, "prefix")
        })
    )
  })
}

describe("RecordStore.layerSql", () => {
  it.effect("refuses an unknown database before it sends anything", () =>
    Effect.gen(function*() {
      const compiler = Statement.makeCompiler({
        dialect: "mysql",
        placeholder: () => "?",
        onIdentifier: (name) => name,
        onRecordUpdate: () => ["", []],
        onCustom: () => ["", []]
      })
      const client = SqlClient.make({ acquirer: Effect.die("asked"), compiler, driver: "mysql", spanAttributes: [] })
      const layer = Layer.provide(Layer.effect(SqlClient.SqlClient, client), Reactivity.layer)
      const { reason } = yield* Effect.flip(open(layer))
      assert(reason._tag === "InvalidInput")
      assert.strictEqual(`${reason.field} ${reason.rule}`, "SqlClient must be of PostgreSQL or SQLite")
    }))
})
