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
  | "happening"
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
}

/** Ids of a scenario that stay the same however often they are drawn. */
export type FixedIds = Partial<Readonly<Record<IdKind, string>>>

/**
 * Draws ids from a seed. The counters are the caller's, so that they travel with its state, and so is what is fixed, since
 * the scenario can be switched.
 */
export const makeIds = (seed: string, counters: Map<string, number>, fixedIds: () => FixedIds | undefined): Ids => {
  const keys = new Map<IdKind, Int32Array>()
  const keyOf = (kind: IdKind) => {
    const known = keys.get(kind)
    if (known !== undefined) return known
    const key = makeKey(`${seed}/${kind}`)
    keys.set(kind, key)
    return key
  }
  /** Draws an id as text, from as many random words as are asked for. */
  const draw = (kind: IdKind, words: number, write: (word: number) => string) => {
    const count = (counters.get(kind) ?? 0) + 1
    counters.set(kind, count)
    const key = keyOf(kind)
    let text = ""
    for (let index = 0; index < words; index++) text += write(wordOf(key, count, index))
    return text
  }
  const digits: Ids["digits"] = (kind, length) =>
    fixedIds()?.[kind] ?? draw(kind, Math.ceil(length / DIGITS), toDigits).slice(-length)
  const hex = (kind: IdKind, length: number) => draw(kind, Math.ceil(length / HEX_DIGITS), toHex).slice(0, length)
  return {
    digits,
    code: () => fixedIds()?.code ?? `${hex("code", 40)}*0!5`,
    hex: (kind, length) => fixedIds()?.[kind] ?? hex(kind, length),
    postId: () => `7${digits("post", 18)}`
  }
}

// How many digits of an id one word of 32 bits gives.
const DIGITS = 9
const HEX_DIGITS = 8

// To look pieces of an id up takes a fraction of the time that it takes to write numbers.
const triplets = Array.from({ length: 1_000 }, (_, index) => String(index).padStart(3, "0"))
const octets = Array.from({ length: 256 }, (_, index) => index.toString(16).padStart(2, "0"))

const toDigits = (word: number) => triplet(word >>> 22) + triplet(word >>> 12) + triplet(word >>> 2)

/** Three digits from the lowest ten bits. */
const triplet = (bits: number) => triplets[((bits & 0x3FF) * 1_000) >>> 10] ?? ""

const toHex = (word: number) => octet(word >>> 24) + octet(word >>> 16) + octet(word >>> 8) + octet(word)

const octet = (bits: number) => octets[bits & 0xFF] ?? ""

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
