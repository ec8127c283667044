import { Duration } from "effect"
import type { Quota } from "effect-tiktok"

/** A limit that is called as it is counted. */
export const limit = (key: string, most: number, window: Duration.Input = "1 minute"): Quota.Limit => ({
  name: key,
  key,
  limit: most,
  window: Duration.fromInputUnsafe(window)
})

export const minute = limit("minute", 37, "1 minute")
export const day = limit("day", 60, "1 day")

/** One that TikTok alone can count, of the whole app. */
export const app: Quota.Limit = { ...limit("active creators", Infinity, "1 day"), scope: "app" }
