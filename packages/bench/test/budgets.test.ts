import { assert, describe, it } from "@effect/vitest"
import { judge } from "../src/budgets.ts"
import type { Measured, Row } from "../src/harness/Table.ts"

const measured = (name: string, rows: ReadonlyArray<Row>): Measured => ({
  table: { name, title: name, columns: [], compare: { as: "growth" }, measure: async () => rows },
  rows,
  seconds: 0
})

const row = (name: string, key: string, values: ReadonlyArray<number>): Row => ({
  name,
  samples: values.map((value) => ({ [key]: value }))
})

const outcomeOf = (what: string, tables: ReadonlyArray<Measured>) => judge(tables).find((one) => one.what === what)

describe("budgets", () => {
  const curl = "upload: time, of curl"
  const ring = "upload: time, of node:http with the same generator"

  it("are compared with ratios taken round by round", () => {
    const upload = measured("upload", [
      row("ours", "wall", [1, 2, 4]),
      row("node:http, the same generator", "wall", [1, 1, 4]),
      row("curl", "wall", [0.5, 1, 2])
    ])
    assert.deepInclude(outcomeOf(ring, [upload]), { measured: 1, isMet: true })
    assert.deepInclude(outcomeOf(curl, [upload]), { measured: 2, isMet: false })
  })

  it("have no result where a value was not measured", () => {
    const upload = measured("upload", [row("ours", "wall", [1]), { name: "curl", skipped: "curl is not installed" }])
    assert.deepInclude(outcomeOf(curl, [upload]), { measured: undefined, isMet: undefined })
    assert.isTrue(judge([]).every(({ isMet }) => isMet === undefined))
  })
})
