import { assert, describe, it } from "@effect/vitest"
import { Result, Schema } from "effect"
import { Contract } from "effect-tiktok"
import { runs } from "../../../test/support/runs.ts"
import * as ChunkPlan from "../src/internal/upload/chunkPlan.ts"

const between = (minimum: number, maximum: number) => Schema.Int.check(Schema.isBetween({ minimum, maximum }))
const largest = 4_294_967_296

/** Checks a plan against TikTok's published rules in both readings of "MB" (tiktok-live, section 5.1). */
const assertLegal = (plan: ChunkPlan.ChunkPlan): void => {
  const parts: Array<ChunkPlan.Chunk> = []
  for (let next = 0; next < plan.size; next = parts.at(-1)?.end ?? plan.size) parts.push(ChunkPlan.chunkOf(plan, next))
  assert.strictEqual(parts.length, plan.chunkCount)
  assert.isAtLeast(plan.chunkCount, 1)
  assert.isAtMost(plan.chunkCount, 1000)
  const last = parts.length - 1
  // One assertion for all parts, because a million would take seconds.
  const wrong = parts.filter(({ end, index, start }) => {
    const size = end - start
    return start !== (parts[index - 1]?.end ?? 0)
      || (index !== last && size !== plan.chunkSize)
      || size > (index === last ? 128_000_000 : 64_000_000)
      || (plan.chunkCount > 1 && size < 5_242_880)
  })
  assert.deepStrictEqual(wrong, [])
  assert.deepStrictEqual(parts.map(({ index }) => index), [...parts.keys()])
  assert.strictEqual(parts.at(-1)?.end, plan.size)
  assert.strictEqual(plan.chunkCount, Math.floor(plan.size / plan.chunkSize))
  if (plan.chunkCount === 1) {
    assert.strictEqual(plan.chunkSize, plan.size)
    assert.isAtMost(plan.size, 64_000_000)
  }
}

const ok = (size: number, chunkSize?: number) => Result.getOrThrow(Contract.catalog.upload.plan(size, chunkSize))

const refusal = (size: number, chunkSize?: number) => {
  const { field, rule } = Result.getOrThrow(Result.flip(Contract.catalog.upload.plan(size, chunkSize)))
  return `${field} ${rule}`
}

describe("chunkPlan", () => {
  it.prop(
    "covers every size without gap or overlap, legally in both unit systems",
    { size: between(1, largest) },
    ({ size }) => assertLegal(ok(size)),
    { arbitrary: { runs: runs(500) } }
  )

  it.prop(
    "is legal for every chunk size it does not refuse",
    { size: between(1, largest), chunkSize: between(5_242_880, 64_000_000) },
    ({ chunkSize, size }) => {
      const plan = Contract.catalog.upload.plan(size, chunkSize)
      if (Result.isSuccess(plan)) assertLegal(plan.success)
      // Refused only if one chunk would be too large.
      else assert.isTrue(size > 64_000_000 && size < 2 * chunkSize)
    },
    { arbitrary: { runs: runs(500) } }
  )

  // The table of tiktok-live, section 5.1.
  it.each([
    [4_194_304, 4_194_304, 1, 4_194_304],
    [64_000_000, 64_000_000, 1, 64_000_000],
    [64_000_001, 10_000_000, 6, 14_000_001],
    [77_360_899, 10_000_000, 7, 17_360_899],
    [4_294_967_296, 10_000_000, 429, 14_967_296]
  ])("plans %d bytes in chunks of %d, %d of them, the last of %d", (size, chunkSize, chunkCount, last) => {
    const plan = ok(size)
    assert.deepStrictEqual(plan, { size, chunkSize, chunkCount })
    const { end, index, start } = ChunkPlan.chunkOf(plan, size - 1)
    assert.strictEqual(index, chunkCount - 1)
    assert.strictEqual(end - start, last)
  })

  it("plans the catalog's own example", () => {
    assert.deepStrictEqual(ok(52_428_800, 5_242_880), { size: 52_428_800, chunkSize: 5_242_880, chunkCount: 10 })
  })

  it.each([
    [0, undefined, "media.size must be 1 to 4294967296 bytes, was 0"],
    [-1, undefined, "media.size must be 1 to 4294967296 bytes, was -1"],
    [1.5, undefined, "media.size must be 1 to 4294967296 bytes, was 1.5"],
    [largest + 1, undefined, "media.size must be 1 to 4294967296 bytes, was 4294967297"],
    [10, 0, "chunkSize must be a whole number of bytes from 5242880 to 64000000, was 0"],
    [10, Number.NaN, "chunkSize must be a whole number of bytes from 5242880 to 64000000, was NaN"],
    [10, 5_242_879, "chunkSize must be a whole number of bytes from 5242880 to 64000000, was 5242879"],
    [10, 1e12, "chunkSize must be a whole number of bytes from 5242880 to 64000000, was 1000000000000"],
    [
      77_000_000,
      64_000_000,
      "chunkSize must be at most half of 77000000 bytes, because more than 64000000 bytes cannot be one chunk"
    ]
  ])(
    "refuses size %s with chunk size %s",
    (size, chunkSize, said) => assert.strictEqual(refusal(size, chunkSize), said)
  )
})
