import { assert, describe, it } from "@effect/vitest"
import { makeFaults } from "../../src/engine/Faults.ts"

const reset = { kind: "reset" } as const
const request = { operation: "status", creator: "mara" }

/** How many of so many equal requests are hit, as a row of ones and zeros. */
const rowOf = (faults: ReturnType<typeof makeFaults>, length: number, now = 0) =>
  Array.from({ length }, () => faults.hit(request, now).length).join("")

/** The row of a rule that hits half of the requests. */
const rowWith = (seed: string) => {
  const faults = makeFaults()
  faults.add({ effect: reset, probability: 0.5, seed })
  return rowOf(faults, 200)
}

describe("Faults", () => {
  it("hits what matches operation and creator, and nothing else", () => {
    const faults = makeFaults()
    faults.add({ match: { operation: "status", creator: "mara" }, effect: reset })
    assert.strictEqual(faults.hit({ operation: "creator.info", creator: "mara" }, 0).length, 0)
    assert.strictEqual(faults.hit({ operation: "status", creator: "jonas" }, 0).length, 0)
    assert.strictEqual(faults.hit({ operation: "status", creator: undefined }, 0).length, 0)
    assert.strictEqual(faults.hit(request, 0).length, 1)
  })

  it("hits everything when nothing is asked to match", () => {
    const faults = makeFaults()
    faults.add({ effect: reset })
    assert.strictEqual(faults.hit({ operation: "authorize", creator: undefined }, 0).length, 1)
  })

  it("hits the n-th, the first n, and a number of times", () => {
    const nth = makeFaults()
    nth.add({ match: { nth: 3 }, effect: reset })
    assert.strictEqual(rowOf(nth, 5), "00100")
    const first = makeFaults()
    first.add({ match: { first: 2 }, effect: reset })
    assert.strictEqual(rowOf(first, 5), "11000")
    const times = makeFaults()
    times.add({ effect: reset, times: 1 })
    assert.strictEqual(rowOf(times, 5), "10000")
  })

  it("ends at its time", () => {
    const faults = makeFaults()
    faults.add({ effect: reset, until: 1_000 })
    assert.strictEqual(rowOf(faults, 1, 999) + rowOf(faults, 1, 1_000), "10")
  })

  it("hits a share that follows from the seed", () => {
    assert.strictEqual(rowWith("a"), rowWith("a"))
    assert.notStrictEqual(rowWith("a"), rowWith("b"))
    const hits = rowWith("a").replaceAll("0", "").length
    assert.isAtLeast(hits, 70)
    assert.isAtMost(hits, 130)
  })

  it("lets delays add to the first rule of another kind", () => {
    const faults = makeFaults()
    faults.add({ effect: { kind: "delay", millis: 1 } })
    const winner = faults.add({ effect: reset })
    const loser = faults.add({ effect: { kind: "html" } })
    assert.deepStrictEqual(faults.hit(request, 0).map(({ effect }) => effect.kind), ["delay", "reset"])
    assert.deepStrictEqual(
      faults.list().filter(({ hits }) => hits > 0).map(({ id }) => id).includes(loser),
      false
    )
    assert.isTrue(faults.remove(winner))
    assert.isFalse(faults.remove(winner))
    assert.deepStrictEqual(faults.hit(request, 0).map(({ effect }) => effect.kind), ["delay", "html"])
  })

  it("refuses a status, a count and a probability that cannot be", () => {
    const faults = makeFaults()
    assert.throws(() => faults.add({ effect: { kind: "status", status: 42 } }), /200 to 599/)
    assert.throws(() => faults.add({ effect: { kind: "break-body", after: -1 } }), /whole number of bytes/)
    assert.throws(() => faults.add({ effect: reset, probability: 2 }), /probability: must be from 0 to 1/)
  })
})
