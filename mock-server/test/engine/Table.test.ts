import { assert, describe, it } from "@effect/vitest"
import { Table } from "../../src/engine/Table.ts"

describe("Table", () => {
  it("reports each set, delete and clear, and nothing else", () => {
    let changes = 0
    const table = new Table<number>(() => changes++)
    table.set("a", 1).set("a", 2)
    assert.strictEqual(changes, 2)
    assert.strictEqual(table.get("a"), 2)
    assert.isFalse(table.delete("b"))
    assert.strictEqual(changes, 2)
    assert.isTrue(table.delete("a"))
    assert.strictEqual(changes, 3)
    table.clear()
    assert.strictEqual(changes, 4)
    assert.strictEqual(table.size, 0)
  })
})
