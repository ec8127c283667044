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
  const draw = (kind: IdKind) => {
    const count = (counters.get(kind) ?? 0) + 1
    counters.set(kind, count)
    return createHash("sha256").update(`${seed}/${kind}/${count}`).digest("hex")
  }
  const digits: Ids["digits"] = (kind, length) =>
    fixedIds()?.[kind] ?? BigInt(`0x${draw(kind)}`).toString().padStart(length, "0").slice(-length)
  return {
    digits,
    code: () => fixedIds()?.code ?? `${draw("code").slice(0, 40)}*0!5`,
    hex: (kind, length) => fixedIds()?.[kind] ?? draw(kind).slice(0, length),
    postId: () => `7${digits("post", 18)}`
  }
}
