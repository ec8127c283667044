import { Duration } from "effect"
import type { Quota } from "effect-tiktok"

/** What the processes of a test share: a window short enough to pass a few times, and one that remembers every slot. */
export const sharedLimits = [
  { name: "short", key: "short", limit: 12, window: Duration.millis(400) },
  { name: "long", key: "long", limit: 80, window: Duration.hours(1) }
] as const satisfies ReadonlyArray<Quota.Limit>
