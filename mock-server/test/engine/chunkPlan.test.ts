import { assert, describe, it } from "@effect/vitest"
import { Result, Schema } from "effect"
import { type ByteRange, checkPlan, chunkOf, type ChunkPlan, type PlanOptions } from "../../src/engine/chunkPlan.ts"

const MB = 1_000_000
const MiB = 1024 * 1024

const Size = Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 4 * 1024 * MiB }))
const ChunkSize = Schema.Int.check(Schema.isBetween({ minimum: 5 * MB, maximum: 64 * MiB }))

const tolerant: PlanOptions = { megabytes: "either", remainder: "either" }

const refusalOf = (plan: ChunkPlan, reading: PlanOptions = tolerant) =>
  Result.match(checkPlan(plan, reading), { onFailure: ({ _tag }) => _tag, onSuccess: () => "none" })

const whole = (size: number) => ({ size, chunkSize: size, chunkCount: 1 })

const rangesOf = (plan: ChunkPlan): ReadonlyArray<ByteRange> => {
  const ranges: Array<ByteRange> = []
  for (let next = chunkOf(plan, 0); next !== undefined; next = chunkOf(plan, next.last + 1)) ranges.push(next)
  return ranges
}

describe("chunkPlan", () => {
  it.prop(
    "takes the remainder in the last chunk or in one of its own",
    { size: Size, chunkSize: ChunkSize },
    ({ chunkSize, size }) => {
      for (const chunkCount of [Math.floor(size / chunkSize), Math.ceil(size / chunkSize)]) {
        if (chunkCount < 2) continue
        const plan = { size, chunkSize, chunkCount }
        assert.strictEqual(refusalOf(plan), "none")
        const ranges = rangesOf(plan)
        assert.strictEqual(ranges.length, chunkCount)
        assert.strictEqual(ranges.at(-1)?.last, size - 1)
        for (const { first, last } of ranges) assert.isAtMost(last - first + 1, 128 * MiB)
      }
    }
  )

  it.prop("refuses every other count", {
    size: Size,
    chunkSize: ChunkSize,
    off: Schema.Int.check(Schema.isBetween({ minimum: 2, maximum: 900 }))
  }, ({ chunkSize, off, size }) => {
    for (const chunkCount of [Math.floor(size / chunkSize) - off, Math.ceil(size / chunkSize) + off]) {
      if (chunkCount >= 2) assert.strictEqual(refusalOf({ size, chunkSize, chunkCount }), "BadChunkCount")
    }
  })

  it.prop(
    "takes a single chunk only when it is the whole video",
    { size: Size, chunkSize: ChunkSize },
    ({ chunkSize, size }) => {
      assert.strictEqual(
        refusalOf({ size, chunkSize: size, chunkCount: 1 }),
        size <= 64 * MiB ? "none" : "BadChunkSize"
      )
      if (chunkSize !== size) assert.strictEqual(refusalOf({ size, chunkSize, chunkCount: 1 }), "BadChunkSize")
    }
  )

  it("takes the borders of both unit systems and nothing beyond them", () => {
    assert.strictEqual(refusalOf({ size: 20 * MB, chunkSize: 5 * MB, chunkCount: 4 }), "none")
    assert.strictEqual(refusalOf({ size: 20 * MB, chunkSize: 5 * MB - 1, chunkCount: 4 }), "BadChunkSize")
    assert.strictEqual(refusalOf({ size: 256 * MiB, chunkSize: 64 * MiB, chunkCount: 4 }), "none")
    assert.strictEqual(refusalOf({ size: 256 * MiB, chunkSize: 64 * MiB + 1, chunkCount: 3 }), "BadChunkSize")
    assert.strictEqual(refusalOf({ size: 4_096 * MiB, chunkSize: 64 * MiB, chunkCount: 64 }), "none")
    assert.strictEqual(refusalOf({ size: 4_096 * MiB + 1, chunkSize: 64 * MiB, chunkCount: 64 }), "BadVideoSize")
  })

  it("takes the documented plans when the remainder is merged, and refuses a count that rounds up", () => {
    const merged: PlanOptions = { megabytes: "either", remainder: "merged" }
    const documented: ReadonlyArray<readonly [size: number, chunkSize: number, count: number, last: number]> = [
      [4_194_304, 4_194_304, 1, 4_194_304],
      [50_000_123, 10_000_000, 5, 10_000_123],
      [64_000_000, 64_000_000, 1, 64_000_000],
      [64_000_001, 10_000_000, 6, 14_000_001],
      [77_360_899, 10_000_000, 7, 17_360_899],
      [4_294_967_296, 10_000_000, 429, 14_967_296]
    ]
    for (const [size, chunkSize, chunkCount, lastChunk] of documented) {
      const plan = { size, chunkSize, chunkCount }
      assert.strictEqual(refusalOf(plan, merged), "none")
      const last = rangesOf(plan).at(-1)
      assert.strictEqual((last?.last ?? 0) - (last?.first ?? 0) + 1, lastChunk)
      if (chunkCount > 1) {
        assert.strictEqual(refusalOf({ ...plan, chunkCount: chunkCount + 1 }, merged), "BadChunkCount")
      }
    }
    assert.strictEqual(refusalOf({ size: 77_000_000, chunkSize: 64_000_000, chunkCount: 1 }, merged), "BadChunkSize")
  })

  it("holds to one unit system when told which", () => {
    assert.strictEqual(refusalOf(whole(64 * MiB), { ...tolerant, megabytes: "decimal" }), "BadChunkSize")
    assert.strictEqual(refusalOf(whole(64 * MiB), { ...tolerant, megabytes: "binary" }), "none")
    const small = { size: 20 * MB, chunkSize: 5 * MB, chunkCount: 4 }
    assert.strictEqual(refusalOf(small, { ...tolerant, megabytes: "decimal" }), "none")
    assert.strictEqual(refusalOf(small, { ...tolerant, megabytes: "binary" }), "BadChunkSize")
    const large = { size: 4_000 * MB + 1, chunkSize: 10 * MB, chunkCount: 400 }
    assert.strictEqual(refusalOf(large, { ...tolerant, megabytes: "decimal" }), "BadVideoSize")
    assert.strictEqual(refusalOf(large, { ...tolerant, megabytes: "binary" }), "none")
  })

  it("finds the chunk of a byte, wherever in it the byte is", () => {
    const plan = { size: 11 * MB, chunkSize: 5 * MB, chunkCount: 2 }
    const last = { index: 1, first: 5 * MB, last: 11 * MB - 1 }
    assert.deepStrictEqual(chunkOf(plan, 5 * MB - 1), { index: 0, first: 0, last: 5 * MB - 1 })
    for (const byte of [5 * MB, 10 * MB, 11 * MB - 1]) assert.deepStrictEqual(chunkOf(plan, byte), last)
    assert.isUndefined(chunkOf(plan, 11 * MB))
  })
})
