import type { TikTokError } from "effect-tiktok/TikTokError"
import * as Duration from "effect/Duration"
import type { Problem, Waits } from "../ScheduledPost.ts"

/**
 * What the scheduler does after an attempt that failed.
 *
 * @internal
 */
export type Verdict =
  /** The creator has to log in. */
  | { readonly _tag: "Login"; readonly problem: Problem }
  /** TikTok refuses every creator of the app. */
  | { readonly _tag: "PauseApp"; readonly after: number; readonly because: string }
  /** Again, after some milliseconds. */
  | { readonly _tag: "Later"; readonly after: number; readonly waits: Waits }
  /** Only a person can help. */
  | { readonly _tag: "Person"; readonly problem: Problem }

/** @internal */
export const judge = (error: TikTokError, attempts: number): Verdict => {
  const { reason } = error
  const wait = error.retryAfter === undefined ? undefined : Duration.toMillis(error.retryAfter)
  if (isOfApp(error)) {
    return { _tag: "PauseApp", after: wait ?? appPause[reason._tag] ?? minute, because: error.message }
  }
  if (error.category === "login") return { _tag: "Login", problem: problemOf(error) }
  if (!error.retryable) return { _tag: "Person", problem: problemOf(error) }
  if (reason._tag === "PostCapReached" || reason._tag === "DraftsFull") {
    return { _tag: "Later", after: wait ?? limitPause, waits: { for: "DailyLimit", because: error.message } }
  }
  return { _tag: "Later", after: wait ?? backoff(attempts), waits: { for: "Retry", because: error.message } }
}

/** @internal */
export const problemOf = ({ message, reason, remedy }: TikTokError): Problem => ({
  reason: reason._tag,
  ..."field" in reason ? { field: reason.field } : {},
  rule: "rule" in reason ? reason.rule : message,
  remedy
})

/** Half a minute, then twice as long each time, up to ten minutes. @internal */
export const backoff = (attempts: number): number => Math.min(minute / 2 * 2 ** Math.max(0, attempts - 1), 10 * minute)

const isOfApp = ({ reason }: TikTokError): boolean =>
  reason._tag === "ActiveUserCapReached" || reason._tag === "ClientRejected" ||
  reason._tag === "QuotaExhausted" && reason.scope === "app"

const minute = 60_000

/** TikTok does not say when the limits of a day have room again. */
const limitPause = 60 * minute

const appPause: { readonly [Tag in string]?: number } = {
  ActiveUserCapReached: 60 * minute,
  ClientRejected: 5 * minute
}
