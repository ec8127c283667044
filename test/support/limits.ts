import { Duration } from "effect"
import type { Quota } from "effect-tiktok"

/** A limit whose name matches its bucket. */
export const limit = (key: string, most: number, window: Duration.Input = "1 minute"): Quota.Limit => ({
  name: key,
  key,
  limit: most,
  window: Duration.fromInputUnsafe(window)
})

export const minute = limit("minute", 37, "1 minute")
export const day = limit("day", 60, "1 day")

/** A limit of the whole app, which only TikTok can count. */
export const app: Quota.Limit = { ...limit("active creators", Infinity, "1 day"), scope: "app" }
