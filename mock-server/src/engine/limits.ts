import * as Result from "effect/Result"
import type { Dialect, PostKind } from "./Dialect.ts"
import type { AccessToken } from "./OAuth.ts"
import { Refusal, type RefusalOf } from "./Refusal.ts"
import { DAY, MINUTE } from "./Rules.ts"
import { seen, waitFor } from "./slidingWindow.ts"
import type { World } from "./World.ts"

/**
 * Counts a post against the minute of its token and the day of its creator. Both are asked before either counts, so that
 * a refusal by one leaves no trace in the other.
 */
export const countAgainstLimits = (world: World, dialect: Dialect, token: AccessToken, kind: PostKind): Result.Result<
  void,
  RefusalOf<"TooManyInits" | "TooManyVideos">
> => {
  const { windows } = world.state
  const now = world.clock.now()
  const { initsPerMinute, videosPerDay } = world.rules.limits
  const minute = { key: `init/${dialect.initGroup(kind)}/${token.token}`, limit: initsPerMinute, window: MINUTE }
  const day = { key: dayKey(token.openId), limit: videosPerDay, window: DAY }
  const rules = (dialect.countsAgainstDay(kind) ? [minute, day] : [minute]).filter(({ limit }) => limit !== Infinity)
  for (const rule of rules) {
    const waitMillis = waitFor(windows.get(rule.key) ?? [], now, rule)
    if (waitMillis > 0) {
      const detail = { limit: rule.limit, waitMillis }
      return Result.fail(rule === minute ? Refusal.TooManyInits(detail) : Refusal.TooManyVideos(detail))
    }
  }
  for (const { key, window } of rules) windows.set(key, [...seen(windows.get(key) ?? [], now, window), now])
  return Result.succeed(undefined)
}

/** Key of the window that holds a creator's videos of the day. */
export const dayKey = (openId: string): string => `day/${openId}`
