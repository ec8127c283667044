import { assert, describe, it } from "@effect/vitest"
import { Result, Schema } from "effect"
import { type ByteRange, checkPlan, chunkAt, type ChunkPlan } from "../../src/engine/chunkPlan.ts"

const MB = 1_000_000
const MiB = 1024 * 1024

const Size = Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 4 * 1024 * MiB }))
const ChunkSize = Schema.Int.check(Schema.isBetween({ minimum: 5 * MB, maximum: 64 * MiB }))

const refusalOf = (plan: ChunkPlan) =>
  Result.match(checkPlan(plan), { onFailure: ({ _tag }) => _tag, onSuccess: () => "none" })

const rangesOf = (plan: ChunkPlan): ReadonlyArray<ByteRange> => {
  const ranges: Array<ByteRange> = []
  for (let next = chunkAt(plan, 0); next !== undefined; next = chunkAt(plan, next.last + 1)) ranges.push(next)
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

  it("knows no chunk that begins between two chunks or behind the last", () => {
    const plan = { size: 11 * MB, chunkSize: 5 * MB, chunkCount: 2 }
    assert.deepStrictEqual(chunkAt(plan, 5 * MB), { first: 5 * MB, last: 11 * MB - 1 })
    assert.isUndefined(chunkAt(plan, 1))
    assert.isUndefined(chunkAt(plan, 10 * MB))
  })
})
