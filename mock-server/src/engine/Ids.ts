import { createHash } from "node:crypto"

/** The kinds of ids. A scenario can fix the id of a kind. */
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

/** Ids that look random but depend only on the seed: the n-th id of a kind is always the same. */
export interface Ids {
  readonly digits: (kind: IdKind, length: number) => string
  readonly hex: (kind: IdKind, length: number) => string
  /** An authorization code. Like TikTok's, it contains `*` and `!`, so a client must decode the callback URL. */
  readonly code: () => string
  /** Nineteen digits that start with 7: above 2^53, like TikTok's. */
  readonly postId: () => string
  /** Whether the scenario fixes the id of a kind. */
  readonly isFixed: (kind: IdKind) => boolean
}

/** Numbers of issued ids, by kind. */
type Counters = Pick<Map<string, number>, "get" | "set">

/** Ids that a scenario fixes. */
export type FixedIds = Partial<Readonly<Record<IdKind, string>>>

/** Makes ids from the current seed. The counters are part of the state, and the fixed ids are part of the scenario. */
export const makeIds = (seed: () => string, counters: Counters, fixedIds: () => FixedIds | undefined): Ids => {
  const next = (kind: IdKind): Buffer => {
    const count = (counters.get(kind) ?? 0) + 1
    counters.set(kind, count)
    return createHash("sha256").update(`${seed()}/${kind}/${count}`).digest()
  }
  const nextDigits = (kind: IdKind, length: number) => writeDigits(next(kind)).slice(-length)
  const nextHex = (kind: IdKind, length: number) => next(kind).toString("hex", 0, length / 2)
  return {
    digits: (kind, length) => fixedIds()?.[kind] ?? nextDigits(kind, length),
    hex: (kind, length) => fixedIds()?.[kind] ?? nextHex(kind, length),
    code: () => fixedIds()?.code ?? `${nextHex("code", 40)}*0!5`,
    postId: () => `7${fixedIds()?.post ?? nextDigits("post", 18)}`,
    isFixed: (kind) => fixedIds()?.[kind] !== undefined
  }
}

/** The last 32 decimal digits of the first 16 bytes. */
const writeDigits = (hash: Buffer): string => {
  const number = hash.readBigUInt64BE(0) << 64n | hash.readBigUInt64BE(8)
  return number.toString().padStart(MAX_DIGITS, "0").slice(-MAX_DIGITS)
}

const MAX_DIGITS = 32

const ID_LENGTH = 19

/** An id of nineteen digits that depends only on a text. */
export const digitsOf = (text: string): string =>
  `7${BigInt(`0x${createHash("sha256").update(text).digest("hex")}`).toString().slice(1, ID_LENGTH)}`
