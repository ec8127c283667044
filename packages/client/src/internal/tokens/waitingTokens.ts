import * as DateTime from "effect/DateTime"
import * as Equal from "effect/Equal"
import type * as Redacted from "effect/Redacted"
import type { CreatorId } from "../../Post.ts"
import type { Tokens } from "../../TokenStore.ts"

/** @internal */
export type AccessToken = Redacted.Redacted<string>

/**
 * What the store has yet to be told of a creator.
 *
 * @internal
 */
export interface Waiting {
  readonly creator: CreatorId
  /** Absent after a withdrawal: then the store has to forget the creator. */
  readonly tokens: Tokens | undefined
  /** What the store may hold that is older. `undefined` stands for no record. */
  older: ReadonlyArray<AccessToken | undefined>
  /** After a login that went over what was never read: what ends by then is older as well. */
  olderUntil: DateTime.Utc | undefined
  /** Who is about to write it, so that no other does: the holder of the lock, or the caller that put it here. */
  tendedBy: "Lock" | "Self" | undefined
  /** Whether the holder of the lock has written it. It counts once the lock is let go. */
  isWritten: boolean
  /** Whether a warning was logged. */
  isTold: boolean
}

/**
 * What the store holds, beside what waits: the same, something older to write
 * over, or something newer that wins.
 *
 * @internal
 */
export const compare = (waiting: Waiting, found: Tokens | undefined): "Same" | "Older" | "Newer" => {
  const { older, olderUntil, tokens } = waiting
  if (tokens !== undefined && found?.isSameAs(tokens) === true) return "Same"
  if (older.some((token) => Equal.equals(token, found?.accessToken))) return "Older"
  if (olderUntil === undefined) return "Newer"
  // Which login came first is not known, but a later one ends later.
  return found === undefined || !DateTime.isGreaterThan(found.expiresAt, olderUntil) ? "Older" : "Newer"
}

/** @internal */
export type Next = Pick<Waiting, "tokens" | "older" | "olderUntil">

/**
 * What waits after a refresh, or nothing when a login or a withdrawal has come
 * in between.
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
 * What waits after a login. Others may have logged in since the store was read.
 *
 * @internal
 */
export const afterLogin = (waiting: Waiting | undefined, tokens: Tokens): Next => ({
  tokens,
  older: waiting === undefined ? [] : bounded([...waiting.older, waiting.tokens?.accessToken]),
  olderUntil: tokens.expiresAt
})

/** @internal */
export const afterWithdrawal = (waiting: Waiting | undefined, dead: ReadonlyArray<AccessToken>): Next => {
  const known = waiting === undefined ? [] : [...waiting.older, waiting.tokens?.accessToken]
  const older = [...known.filter((token) => token !== undefined), ...dead]
  return { tokens: undefined, older: bounded(older), olderUntil: waiting?.olderUntil }
}

// What the store held at last, and what may have reached it since although it said otherwise.
const bounded = <A>(older: ReadonlyArray<A>): ReadonlyArray<A> =>
  older.length > 9 ? [...older.slice(0, 1), ...older.slice(-8)] : older
