import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import * as LosslessJson from "../src/internal/wire/losslessJson.ts"

const digit = Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 9 }))

describe("losslessJson", () => {
  it.prop(
    "keeps every digit of integers beyond 2^53",
    { lead: Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 9 })), rest: Schema.Array(digit) },
    ({ lead, rest }) => {
      const id = `${lead}${rest.join("")}`.padEnd(17, "7")
      assert.deepStrictEqual(LosslessJson.parse(`{"data":{"ids":[${id}],"nested":{"id":-${id}}}}`), {
        data: { ids: [id], nested: { id: `-${id}` } }
      })
    }
  )

  it.prop("parses everything else as JSON.parse does", [Schema.Json], ([value]) => {
    const text = JSON.stringify(value)
    if (!/\d{16}/.test(text)) assert.deepStrictEqual(LosslessJson.parse(text), JSON.parse(text))
  })

  it("leaves safe integers, fractions and long digits inside strings alone", () => {
    assert.deepStrictEqual(
      LosslessJson.parse("{\"a\":9007199254740991,\"b\":0.1234567890123456,\"c\":\"7284629384759284729\"}"),
      { a: 9007199254740991, b: 0.1234567890123456, c: "7284629384759284729" }
    )
  })
})
