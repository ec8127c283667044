import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { paths, transports } from "../support.ts"
import { ask, call, type Untyped } from "./support.ts"

for (const [transport, connect] of transports) {
  describe(`POST /_mock/journal/expect ${transport}`, () => {
    const begun = Effect.gen(function*() {
      const world = yield* connect()
      const expect = (body?: unknown, prefix = "") => ask(world, "POST", `${prefix}/_mock/journal/expect`, body)
      return { world, expect }
    })

    it.effect("answers with what fits when it holds, and claims it", () =>
      Effect.gen(function*() {
        const { expect, world } = yield* begun
        yield* world.get(paths.creator)
        yield* world.get(paths.creator)
        yield* world.get("/nowhere")
        const ids = world.mock.journal.find({ operation: "creator.info" }).map(({ id }) => id)
        assert.lengthOf(ids, 2)
        const held = [
          [{ operation: "creator.info", status: 200, times: 2 }, ids],
          [{ operation: "creator.info", atLeast: 1 }, ids],
          [{ operation: "creator.info", atLeast: 0 }, ids],
          [{ operation: "video.init", times: 0 }, []],
          [{ code: "rate_limit_exceeded", never: true }, []]
        ] as const
        for (const [body, fitting] of held) {
          const told = yield* expect(body)
          assert.strictEqual(told.status, 200, JSON.stringify(told.body))
          assert.deepStrictEqual(told.body, { count: fitting.length, ids: fitting })
        }
        assert.deepStrictEqual(world.mock.journal.unclaimed().map(({ path }) => path), ["/nowhere"])
        const { entries } = yield* call(world, "GET /_mock/journal/unclaimed")
        assert.deepStrictEqual(entries.map(({ path }: Untyped) => path), ["/nowhere"])
        const { body } = yield* expect({ times: 3 })
        assert.strictEqual(body.count, 3)
      }))

    it.effect("says what memory says when it does not hold, and claims nothing", () =>
      Effect.gen(function*() {
        const { expect, world } = yield* begun
        const none = yield* expect({ atLeast: 1 })
        assert.strictEqual(none.status, 409)
        assert.strictEqual(
          none.body.detail,
          "expected 1 or more of any request, but the journal has 0\n  there was no request at all"
        )
        yield* world.get(paths.creator)
        const filter = { operation: "creator.info", status: 401 }
        const { journal } = world.mock
        const broken = [
          [{ ...filter, times: 1 }, () => journal.expect(filter).times(1)],
          [{ ...filter, atLeast: 2 }, () => journal.expect(filter).atLeast(2)],
          [{ operation: "creator.info", times: 2 }, () => journal.expect({ operation: "creator.info" }).times(2)],
          [{ method: "GET", never: true }, () => journal.expect({ method: "GET" }).never()]
        ] as const
        for (const [body, inMemory] of broken) {
          const told = yield* expect(body)
          assert.strictEqual(told.status, 409)
          assert.strictEqual(told.headers.get("content-type"), "application/problem+json")
          assert.strictEqual(told.body.title, "The journal does not match the assertion")
          assert.throws(inMemory, told.body.detail)
        }
        const { body } = yield* expect({ ...filter, times: 1 })
        assert.match(
          body.detail,
          /^expected 1 of operation creator\.info, status 401, but the journal has 0\n.*status is 200, not 401$/
        )
        assert.lengthOf(journal.unclaimed(), 1)
      }))

    it.effect("finds requests in their order, with others between them", () =>
      Effect.gen(function*() {
        const { expect, world } = yield* begun
        const { journal } = world.mock
        yield* world.get(paths.creator)
        yield* world.get("/nowhere")
        yield* world.get(paths.creator)
        yield* world.post(paths.video, {})
        const [first, , second, init] = journal.entries().map(({ id }) => id)
        const held = yield* expect({
          inOrder: [{ operation: "creator.info" }, { operation: "video.init", status: 400 }]
        })
        assert.deepStrictEqual(held.body, { count: 2, ids: [first, init] })
        assert.deepStrictEqual(
          journal.unclaimed().map(({ id }) => id),
          journal.entries().slice(1, 3).map(({ id }) => id)
        )
        const both = yield* expect({ status: 200, inOrder: [{ method: "GET" }, { operation: "creator.info" }] })
        assert.deepStrictEqual(both.body, { count: 2, ids: [first, second] })
        const turned = [{ operation: "video.init" }, { operation: "creator.info" }]
        const broken = yield* expect({ inOrder: turned })
        assert.strictEqual(broken.status, 409)
        assert.match(
          broken.body.detail,
          new RegExp(`^expected operation creator.info after ${init}, but the journal has none\\n`)
        )
        assert.throws(() => journal.expectInOrder(turned), broken.body.detail)
        assert.throws(() => journal.expectInOrder([{ status: 500 }]), /^expected status 500, but the journal has none/)
      }))

    const wrong: ReadonlyArray<readonly [body: unknown, detail: RegExp, fields: ReadonlyArray<string>]> = [
      [undefined, /^times, atLeast, never or inOrder: one of them must be given$/, [
        "times",
        "atLeast",
        "never",
        "inOrder"
      ]],
      [{ times: 1, inOrder: [{}] }, /only one can be given, not times and inOrder/, ["times", "inOrder"]],
      [{ inOrder: [] }, /^inOrder: /, ["inOrder"]],
      [{ times: 1, never: true }, /only one can be given, not times and never/, ["times", "never"]],
      [{ times: 1, atLeast: 0 }, /only one can be given, not times and atLeast/, ["times", "atLeast"]],
      [{ times: -1 }, /^times: must be/, ["times"]],
      [{ times: 1.5 }, /^times: must be/, ["times"]],
      [{ atLeast: "1" }, /^atLeast: must be/, ["atLeast"]],
      [{ never: false }, /^never: must be true/, ["never"]],
      [{ times: 1, status: "200" }, /^status: must be/, ["status"]],
      [{ times: 1, colour: "red" }, /^colour: is not a known field/, ["colour"]],
      [[], /^body: must be/, ["body"]]
    ]
    it.effect("names the field when it cannot tell what is expected", () =>
      Effect.gen(function*() {
        const { expect } = yield* begun
        for (const [body, detail, fields] of wrong) {
          const told = yield* expect(body)
          assert.strictEqual(told.status, 400, JSON.stringify(body))
          assert.match(told.body.detail, detail)
          const errors: ReadonlyArray<{ readonly field: string }> = told.body.errors
          assert.deepStrictEqual(errors.map(({ field }) => field), fields)
        }
      }))

    it.effect("asks the journal of the tenant whose prefix it has", () =>
      Effect.gen(function*() {
        const { expect, world } = yield* begun
        yield* world.get("/t/one/nowhere")
        const told = yield* expect({ operation: "unknown", times: 1 }, "/t/one")
        assert.deepStrictEqual(told.body, {
          count: 1,
          ids: world.mock.tenant("one").journal.entries().map(({ id }) => id)
        })
        assert.strictEqual((yield* expect({ never: true })).status, 200)
        assert.strictEqual((yield* expect({ never: true }, "/t/one")).status, 409)
        assert.strictEqual((yield* expect({ times: 1 }, "/t/two")).status, 409)
      }))
  })
}
