import { createHash } from "node:crypto"

/** Numbers that a text determines. */
export interface Random {
  /** From 0 up to 1. */
  readonly next: () => number
  /** A whole number from `min` to `max`, both included. */
  readonly between: (min: number, max: number) => number
  readonly chance: (probability: number) => boolean
  /** One of the items. Throws a `RangeError` if there is none. */
  readonly pick: <A>(items: ReadonlyArray<A>) => A
}

/** Makes the generator of a seed (sfc32). Another seed gives numbers that have nothing to do with these. */
export const makeRandom = (seed: string): Random => {
  const digest = createHash("sha256").update(seed).digest()
  let a = digest.readInt32LE(0)
  let b = digest.readInt32LE(4)
  let c = digest.readInt32LE(8)
  let counter = digest.readInt32LE(12)
  const next = () => {
    const sum = (((a + b) | 0) + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (((c << 21) | (c >>> 11)) + sum) | 0
    return (sum >>> 0) / 2 ** 32
  }
  const between = (min: number, max: number) => min + Math.floor(next() * (max - min + 1))
  return {
    next,
    between,
    chance: (probability) => next() < probability,
    pick: (items) => {
      const item = items[between(0, items.length - 1)]
      if (item === undefined) throw new RangeError("items: must not be empty")
      return item
    }
  }
}
