import { assert, describe, it } from "@effect/vitest"
import { Table } from "../../src/engine/Table.ts"

const tableOf = () => {
  let changes = 0
  const table = new Table<number>(() => changes++)
  return { table, changes: () => changes }
}

describe("Table", () => {
  it("holds what a Map holds, in the same order", () => {
    const { table } = tableOf()
    const map = new Map<string, number>()
    // A generator of Lehmer's, so that each run does the same.
    let state = 1
    const random = (below: number) => {
      state = state * 48_271 % 2_147_483_647
      return state % below
    }
    for (let step = 0; step < 20_000; step++) {
      const key = `key/${random(5_000)}`
      if (random(200) === 0) assert.strictEqual(table.delete(key), map.delete(key))
      else {
        table.set(key, step)
        map.set(key, step)
      }
      const other = `key/${random(5_000)}`
      assert.strictEqual(table.get(other), map.get(other))
      assert.strictEqual(table.has(other), map.has(other))
    }
    assert.strictEqual(table.size, map.size)
    assert.deepStrictEqual([...table], [...map])
    assert.deepStrictEqual([...table.keys()], [...map.keys()])
    assert.deepStrictEqual([...table.values()], [...map.values()])
  })

  it("tells apart what is alike", () => {
    const { table } = tableOf()
    const keys = ["", "a", "b", "ab", "ba", "a\u0000", "\u0000a", "ö", "o\u0308", "__proto__", "constructor"]
    for (const [index, key] of keys.entries()) table.set(key, index)
    assert.deepStrictEqual(keys.map((key) => table.get(key)), [...keys.keys()])
    assert.isUndefined(table.get("toString"))
  })

  it("tells of rows that come, change and go, and of nothing else", () => {
    const { changes, table } = tableOf()
    table.set("a", 1).set("a", 2)
    assert.strictEqual(changes(), 2)
    table.get("a")
    table.delete("b")
    assert.strictEqual(changes(), 2)
    table.delete("a")
    table.clear()
    assert.strictEqual(changes(), 4)
    assert.strictEqual(table.size, 0)
  })

  it("shows a row that changes while the rows are looked at, and one that comes", () => {
    const { table } = tableOf()
    table.set("a", 1).set("b", 2)
    const seen: Array<number> = []
    for (const value of table.values()) {
      seen.push(value)
      if (value === 1) table.set("b", 3).set("c", 4)
    }
    assert.deepStrictEqual(seen, [1, 3, 4])
  })
})
