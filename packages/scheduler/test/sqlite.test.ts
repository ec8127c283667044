import { assert, describe, it } from "@effect/vitest"
import { Effect, Exit, Layer, Scope } from "effect"
import { Scheduler } from "effect-tiktok-scheduler"
import * as NodeSqlite from "effect-tiktok/NodeSqlite"
import { SqlClient } from "effect/sql"
import { inFixture } from "../../../test/support/fixture.ts"
import { folder } from "../../../test/support/servers.ts"
import { after, published, pulled, world } from "./support/world.ts"

const openFile = (filename: string, options?: Scheduler.Options) =>
  Effect.gen(function*() {
    const scope = yield* Scope.fork(yield* Effect.scope)
    const context = yield* Layer.buildWithScope(Layer.fresh(Scheduler.layerSqlite({ ...options, filename })), scope)
    return {
      scheduler: yield* Effect.provideContext(Scheduler.Scheduler, context),
      stop: Scope.close(scope, Exit.void)
    }
  })

describe("a scheduler in a file", () => {
  it.effect("goes on after a restart, also with a post that was being published", () =>
    inFixture(world({ mock: { lifecycle: { mode: "after", millis: 60_000 } } }), function*(fixture) {
      const filename = `${yield* folder}/posts.db`
      const first = yield* openFile(filename)
      const posts = []
      for (const key of ["a", "b", "c"]) {
        posts.push(yield* first.scheduler.schedule(fixture.creator, pulled(key), { key, at: yield* after("1 hour") }))
      }
      yield* Effect.sleep("1 hour")
      yield* Effect.sleep("20 seconds")
      yield* first.stop
      assert.strictEqual(fixture.mock.control.posts().length, 1)
      yield* Effect.sleep("2 hours")
      assert.strictEqual(fixture.mock.control.posts().length, 1)
      const second = yield* openFile(filename)
      yield* Effect.sleep("10 minutes")
      for (const { id } of posts) assert.strictEqual((yield* second.scheduler.get(id)).state, "Published")
      assert.deepStrictEqual(published(fixture), ["a", "b", "c"])
      yield* second.stop
    }))

  it.effect("publishes what another process schedules", () =>
    inFixture(world(), function*(fixture) {
      const filename = `${yield* folder}/posts.db`
      const { stop } = yield* openFile(filename)
      yield* Effect.gen(function*() {
        const { get, schedule } = yield* Scheduler.Scheduler
        const { id } = yield* schedule(fixture.creator, pulled("a"), { key: "a", at: yield* after("1 minute") })
        yield* Effect.sleep("2 minutes")
        assert.strictEqual((yield* get(id)).state, "Published")
      }).pipe(Effect.provide(Scheduler.layerSqliteClient({ filename })))
      yield* stop
    }))

  it.effect("is refused when its tables are newer than the program", () =>
    inFixture(world(), function*() {
      const filename = `${yield* folder}/posts.db`
      const { stop } = yield* openFile(filename)
      yield* stop
      yield* Effect.flatMap(
        SqlClient.SqlClient,
        (sql) => sql`INSERT INTO tiktok_scheduler_migrations (migration_id, name) VALUES (99, 'tables')`
      ).pipe(Effect.provide(NodeSqlite.layer({ filename })))
      const { reason } = yield* Effect.flip(openFile(filename))
      assert.deepInclude(reason, { _tag: "SchemaTooNew", field: "schema", found: 99, known: 2 })
    }))

  it.effect("is refused when the file cannot be one", () =>
    inFixture(world(), function*() {
      const directory = yield* folder
      const cases = [[`${directory}/none/posts.db`, "StoreFailed"], ["", "InvalidInput"], [
        directory,
        "StoreFailed"
      ]] as const
      for (const [filename, tag] of cases) {
        assert.strictEqual((yield* Effect.flip(openFile(filename))).reason._tag, tag, filename)
      }
    }))
})
