import { createHash } from "node:crypto"

/** What an id names; a scenario may fix the id of a kind. */
type IdKind =
  | "code"
  | "accessToken"
  | "refreshToken"
  | "publish"
  | "upload"
  | "uploadToken"
  | "post"
  | "webhookEvent"
  | "log"
  | "creator"

/** Ids that look random and follow from the seed: the n-th of a kind is always the same. */
export interface Ids {
  readonly digits: (kind: IdKind, length: number) => string
  readonly hex: (kind: IdKind, length: number) => string
  /** A code of the consent page. TikTok's contain `*` and `!`, so that a client must decode the callback's address. */
  readonly code: () => string
  /** Nineteen digits, the first of them a 7: above 2^53, as TikTok's are. */
  readonly postId: () => string
  /** Whether the scenario has fixed the id of a kind. */
  readonly isFixed: (kind: IdKind) => boolean
}

/** How many ids of each kind were drawn. */
type Counters = Pick<Map<string, number>, "get"> & { readonly set: (kind: string, count: number) => unknown }

/** Ids of a scenario that stay the same however often they are drawn. */
export type FixedIds = Partial<Readonly<Record<IdKind, string>>>

/**
 * Draws ids from a seed. The counters are the caller's, so that they travel with its state, and so is what is fixed, since
 * the scenario can be switched.
 */
export const makeIds = (seed: string, counters: Counters, fixedIds: () => FixedIds | undefined): Ids => {
  const keys = new Map<IdKind, Int32Array>()
  const keyOf = (kind: IdKind) => {
    const known = keys.get(kind)
    if (known !== undefined) return known
    const key = makeKey(`${seed}/${kind}`)
    keys.set(kind, key)
    return key
  }
  const next = (kind: IdKind) => {
    const count = (counters.get(kind) ?? 0) + 1
    counters.set(kind, count)
    return count
  }
  const digits: Ids["digits"] = (kind, length) => fixedIds()?.[kind] ?? writeDigits(keyOf(kind), next(kind), length)
  const hex = (kind: IdKind, length: number) => writeHex(keyOf(kind), next(kind), length)
  return {
    digits,
    code: () => fixedIds()?.code ?? `${hex("code", 40)}*0!5`,
    hex: (kind, length) => fixedIds()?.[kind] ?? hex(kind, length),
    postId: () => {
      const fixed = fixedIds()?.post
      return fixed === undefined ? writeDigits(keyOf("post"), next("post"), 18, "7") : `7${fixed}`
    },
    isFixed: (kind) => fixedIds()?.[kind] !== undefined
  }
}

// Ids are written here first: to put strings together from pieces would cost more than all else.
const written = Buffer.alloc(64)

// How many decimal digits of an id a word gives.
const DIGITS = 8

/** Digits behind others, if any: two strings that are put together stay two for as long as the post is there. */
const writeDigits = (key: Int32Array, count: number, length: number, lead = ""): string => {
  const start = lead === "" ? 0 : written.write(lead, "latin1")
  for (let at = 0; at < length; at += DIGITS) {
    // As a fraction of 28 bits, whose digits come out one by one.
    let fraction = wordOf(key, count, at / DIGITS) >>> 4
    for (let index = start + at; index < start + at + DIGITS; index++) {
      const product = Math.imul(fraction, 10)
      written[index] = ZERO + (product >>> 28)
      fraction = product & 0x0FFFFFFF
    }
  }
  return written.toString("latin1", 0, start + length)
}

const ZERO = 48

const writeHex = (key: Int32Array, count: number, length: number): string => {
  for (let at = 0; at < length / 2; at += 4) written.writeInt32LE(wordOf(key, count, at / 4), at)
  return written.toString("hex", 0, length / 2)
}

/** Eight words that follow from a text. A hash is too slow for each id: a request draws several. */
const makeKey = (text: string): Int32Array => {
  const bytes = createHash("sha256").update(text).digest()
  return Int32Array.from({ length: bytes.length / 4 }, (_, index) => bytes.readInt32LE(index * 4))
}

/** The random word at a place of the n-th id. Two ids differ in every word, since each step can be undone. */
const wordOf = (key: Int32Array, count: number, place: number): number => {
  const first = key[place % key.length] ?? 0
  const second = key[(place + 3) % key.length] ?? 0
  return mix(mix(count ^ first) ^ second)
}

/** Murmur3's finalizer: one bit more or less in a word turns over half of the bits that come out. */
const mix = (word: number): number => {
  let mixed = word
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85EBCA6B)
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xC2B2AE35)
  return mixed ^ (mixed >>> 16)
}
