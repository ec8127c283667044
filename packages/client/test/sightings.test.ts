import { assert, describe, it } from "@effect/vitest"
import * as Sightings from "../src/internal/claims/sightings.ts"

describe("sightings of claims", () => {
  it("remember since when a version was seen", () => {
    const sightings = Sightings.make()
    assert.strictEqual(sightings.note("a", "1", 10n), 10n)
    assert.strictEqual(sightings.note("a", "1", 20n), 10n)
    assert.strictEqual(sightings.note("a", "2", 30n), 30n)
    sightings.forget("a")
    assert.strictEqual(sightings.note("a", "2", 40n), 40n)
  })

  it("are limited to the claims that were seen last", () => {
    const sightings = Sightings.make(2)
    for (const name of ["a", "b", "a", "c"]) sightings.note(name, "1", 10n)
    assert.deepStrictEqual(["a", "c", "b"].map((name) => sightings.note(name, "1", 20n)), [10n, 10n, 20n])
  })
})
