import * as DateTime from "effect/DateTime"
import * as Equal from "effect/Equal"
import type * as Redacted from "effect/Redacted"
import type { CreatorId } from "../../Post.ts"
import type { Tokens } from "../../TokenStore.ts"

/** @internal */
export type AccessToken = Redacted.Redacted<string>

/**
 * A change of a creator that the store does not have yet.
 *
 * @internal
 */
export interface Waiting {
  readonly creator: CreatorId
  /** Absent after a revocation. Then the store must remove the tokens. */
  readonly tokens: Tokens | undefined
  /** Older tokens that the store may hold. `undefined` stands for no record. */
  older: ReadonlyArray<AccessToken | undefined>
  /** Set after a login. Stored tokens that expire at this time or before are of an earlier login, and are overwritten. */
  olderUntil: DateTime.Utc | undefined
  /** Who writes it: the holder of the lock, or the caller that added it. No other may write then. */
  writer: "Lock" | "Self" | undefined
  /** Whether the holder of the lock has written it. Valid once the lock is released. */
  isWritten: boolean
  /** Whether a warning was logged. */
  isReported: boolean
}

/**
 * Compares the tokens in the store with the waiting ones. Older tokens are
 * overwritten. Newer tokens win.
 *
 * @internal
 */
export const compare = (waiting: Waiting, found: Tokens | undefined): "Same" | "Older" | "Newer" => {
  const { older, olderUntil, tokens } = waiting
  if (tokens !== undefined && found?.isSameAs(tokens) === true) return "Same"
  if (older.some((token) => Equal.equals(token, found?.accessToken))) return "Older"
  if (olderUntil === undefined) return "Newer"
  // The order of logins is not known, but the tokens of a later one expire later.
  return found === undefined || !DateTime.isGreaterThan(found.expiresAt, olderUntil) ? "Older" : "Newer"
}

/** @internal */
export type Next = Pick<Waiting, "tokens" | "older" | "olderUntil">

/**
 * The waiting change after a refresh, or nothing after a login or revocation in the
 * meantime.
 *
 * @internal
 */
export const afterRefresh = (waiting: Waiting | undefined, previous: Tokens, tokens: Tokens): Next | undefined => {
  const older = [previous.accessToken]
  if (waiting === undefined) return { tokens, older, olderUntil: undefined }
  const isOvertaken = waiting.tokens === undefined
    ? compare(waiting, previous) === "Older"
    : !waiting.tokens.isSameAs(previous)
  return isOvertaken
    ? undefined
    : { tokens, older: bounded([...waiting.older, ...older]), olderUntil: waiting.olderUntil }
}

/**
 * The waiting change after a login. There may be other logins since the store was read.
 *
 * @internal
 */
export const afterLogin = (waiting: Waiting | undefined, tokens: Tokens): Next => ({
  tokens,
  older: waiting === undefined ? [] : bounded([...waiting.older, waiting.tokens?.accessToken]),
  olderUntil: tokens.expiresAt
})

/** @internal */
export const afterRevocation = (waiting: Waiting | undefined, dead: ReadonlyArray<AccessToken>): Next => {
  const known = waiting === undefined ? [] : [...waiting.older, waiting.tokens?.accessToken]
  const older = [...known.filter((token) => token !== undefined), ...dead]
  return { tokens: undefined, older: bounded(older), olderUntil: waiting?.olderUntil }
}

// The first is what the store last held. The others may have reached it despite a failure.
const bounded = <A>(older: ReadonlyArray<A>): ReadonlyArray<A> =>
  older.length > 9 ? [...older.slice(0, 1), ...older.slice(-8)] : older
