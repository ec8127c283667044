import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type * as Post from "../../Post.ts"
import * as Monotonic from "../common/monotonic.ts"
import type { PublishRecord } from "./publishRecord.ts"

/**
 * When the status of an upload is certain to count its last byte, which an earlier run may have sent.
 *
 * @internal
 */
export interface LastByte {
  /** Remembers when this process first resumed an upload whose last byte may have arrived. */
  readonly remember: (publishId: Post.PublishId) => Effect.Effect<void>
  /**
   * Notes that TikTok has refused the URL as expired. The checkpoint holds the time since then, while the upload is
   * finishing.
   */
  readonly noteExpired: (record: PublishRecord, publishId: Post.PublishId) => Effect.Effect<void>
  /**
   * The time on the monotonic clock from when the status counts every byte that has arrived. TikTok takes none once it
   * has refused the URL as expired, or when this process has known the upload for longer than the URL's lifetime.
   */
  readonly decidedAt: (publishId: Post.PublishId) => Effect.Effect<number>
  /**
   * Whether the URL was refused as expired an hour ago or more. A status that counts no bytes then tells nothing new.
   */
  readonly isUndecidable: (publishId: Post.PublishId) => Effect.Effect<boolean>
}

/**
 * The time of day cannot decide this, because clocks are set. What counts is time that processes have seen pass: the
 * checkpoint holds how much has passed at least since TikTok refused the URL. A process adds what passes while it runs.
 *
 * @internal
 */
export const make = (): LastByte => {
  /** When this process first resumed the upload. */
  const resumed = new Map<Post.PublishId, number>()
  /** The latest time at which TikTok can first have refused the URL. It is before this process started if an earlier one counted. */
  const expired = new Map<Post.PublishId, number>()

  const remember: LastByte["remember"] = (publishId) =>
    Effect.map(Monotonic.now, (now) => {
      for (const times of [resumed, expired]) {
        for (const [other, since] of times) if (now - since > rememberFor) times.delete(other)
      }
      if (!resumed.has(publishId)) resumed.set(publishId, now)
    })

  const noteExpired: LastByte["noteExpired"] = (record, publishId) =>
    Clock.clockWith((clock) => {
      const stored = record.found?.publishId === publishId ? record.found.expiredFor : undefined
      const now = Monotonic.nowUnsafe(clock)
      const since = Math.min(expired.get(publishId) ?? now, now - Duration.toMillis(stored ?? Duration.zero))
      expired.set(publishId, since)
      const passed = () => Duration.millis(Monotonic.nowUnsafe(clock) - since)
      return record.keepStored((current) =>
        current.phase === "Finishing" && current.publishId === publishId ? { expiredFor: passed() } : undefined
      )
    })

  const decidedAt: LastByte["decidedAt"] = (publishId) =>
    Effect.map(Monotonic.now, (now) => {
      const since = expired.get(publishId) ?? (resumed.get(publishId) ?? now) + urlLifetime
      return since + statusLag
    })

  const isUndecidable: LastByte["isUndecidable"] = (publishId) =>
    Effect.map(Monotonic.now, (now) => now - (expired.get(publishId) ?? now) >= longestProcessing)

  return { remember, noteExpired, decidedAt, isUndecidable }
}

/** After this many milliseconds without an outcome, a person has to check. */
const longestProcessing = 3_600_000

/** Milliseconds after which the status counts every byte that has arrived. */
const statusLag = 600_000

/** Lifetime of an upload URL in milliseconds (tiktok-live, section 4.3). */
const urlLifetime = 3_600_000

/** Milliseconds to remember an upload: longer than every pause of recovery and every wait that starts there. */
const rememberFor = 86_400_000
