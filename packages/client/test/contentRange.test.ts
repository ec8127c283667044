import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import * as ContentRange from "../src/internal/wire/contentRange.ts"

const positive = Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 4_294_967_296 }))

describe("contentRange", () => {
  it.prop("reads back what it writes", { a: positive, b: positive, c: positive }, ({ a, b, c }) => {
    const [start = 0, end = 0, size = 0] = [a, b, c].toSorted((x, y) => x - y)
    if (start === end) return
    assert.deepStrictEqual(ContentRange.parse(ContentRange.format({ start, end, size })), { start, end, size })
  })

  // Catalog, section 4.
  it.each([
    ["bytes 0-5242879/52428800", 0, 5_242_880],
    ["bytes 5242880-10485759/52428800", 5_242_880, 10_485_760],
    ["bytes 47185920-52428799/52428800", 47_185_920, 52_428_800]
  ])("writes %s as the catalog does", (text, start, end) => {
    assert.strictEqual(ContentRange.format({ start, end, size: 52_428_800 }), text)
  })

  it.each(["", "bytes", "bytes 5-4/10", "bytes 0-10/10", "bytes */10", "bytes a-b/c", "items 0-1/2", "bytes 0-1/*"])(
    "refuses %j",
    (text) => assert.isUndefined(ContentRange.parse(text))
  )
})

describe("a progress header", () => {
  it.each<readonly [string, ReadonlyArray<number>]>([
    ["bytes 0-40/100", [40, 41]],
    ["bytes 0-0/100", [0, 1]],
    ["bytes 0-99/100", [99, 100]],
    // The last index cannot be the size.
    ["bytes 0-100/100", [100]],
    ["bytes 0-101/100", []],
    ["bytes */100", [0]],
    ["Bytes */100", [0]],
    ["BYTES 0-40/100", [40, 41]],
    ["bytes */99", []],
    // Of another file, or no progress from the start.
    ["bytes 0-40/99", []],
    ["bytes 1-40/100", []],
    ["bytes 0-40/*", []],
    ["0-40/100", []],
    ["", []]
  ])("%s means %j of 100 bytes", (value, counts) => {
    assert.deepStrictEqual(ContentRange.received(value, 100), counts)
  })
})
