import * as Clock from "effect/Clock"
import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type * as Post from "../../Post.ts"
import * as Monotonic from "../common/monotonic.ts"
import type { PublishRecord } from "./publishRecord.ts"

/**
 * When the status of an upload is certain to count its last byte, which may have arrived while its response was lost.
 *
 * @internal
 */
export interface LastByte {
  /** Remembers since when processes know that the last byte may have arrived. */
  readonly remember: (record: PublishRecord, publishId: Post.PublishId) => Effect.Effect<void>
  /**
   * Notes that the rest cannot be sent, and whether TikTok has refused the URL as expired. From now on the checkpoint keeps
   * the time, while the upload is finishing.
   */
  readonly noteStuck: (record: PublishRecord, publishId: Post.PublishId, isExpired: boolean) => Effect.Effect<void>
  /**
   * Milliseconds until the status counts every byte that has arrived, zero or less from then on. TikTok takes no byte once
   * it has refused the URL as expired. Without a refusal, when processes have known of it for longer than the URL lives.
   */
  readonly undecidedFor: (record: PublishRecord, publishId: Post.PublishId) => Effect.Effect<number>
  /** Whether TikTok has taken no byte for an hour. A status that counts no bytes then tells nothing new. */
  readonly isUndecidable: (record: PublishRecord, publishId: Post.PublishId) => Effect.Effect<boolean>
  /** Whether the upload has been stuck for a day by the time of day. Enough to ask a person, but not to upload again. */
  readonly isOld: (record: PublishRecord) => Effect.Effect<boolean>
}

/** Readings of the monotonic clock. They lie before the start of this process if an earlier one has stored time. */
interface Times {
  readonly known: number
  /** The latest time at which TikTok can first have refused the URL. */
  readonly expired: number | undefined
}

/**
 * The time of day cannot decide this, because clocks are set. What counts is time that processes have seen pass: the
 * checkpoint holds how much has passed at least. A process adds what passes while it runs.
 *
 * @internal
 */
export const make = (): LastByte => {
  const uploads = new Map<Post.PublishId, Times>()

  const timesOf = (record: PublishRecord, publishId: Post.PublishId, now: number): Times => {
    const before = uploads.get(publishId)
    const found = record.found?.publishId === publishId ? record.found : undefined
    const { knownFor = Duration.zero, expiredFor } = found ?? {}
    const expired = Math.min(
      before?.expired ?? Infinity,
      expiredFor === undefined ? Infinity : now - Duration.toMillis(expiredFor)
    )
    return {
      known: Math.min(before?.known ?? now, now - Duration.toMillis(knownFor)),
      expired: expired === Infinity ? undefined : expired
    }
  }

  const note = (record: PublishRecord, publishId: Post.PublishId, isExpired: boolean, now: number): Times => {
    const { expired = isExpired ? now : undefined, known } = timesOf(record, publishId, now)
    for (const [other, { known }] of uploads) if (now - known > rememberFor) uploads.delete(other)
    const times = { known, expired }
    uploads.set(publishId, times)
    return times
  }

  /** From when TikTok takes no byte. */
  const closedAt = (record: PublishRecord, publishId: Post.PublishId, now: number): number => {
    const { expired, known } = timesOf(record, publishId, now)
    return expired ?? known + lifetimeOf(record)
  }

  const remember: LastByte["remember"] = (record, publishId) =>
    Effect.map(Monotonic.now, (now) => void note(record, publishId, false, now))

  const noteStuck: LastByte["noteStuck"] = (record, publishId, isExpired) =>
    Clock.clockWith((clock) => {
      const { expired, known } = note(record, publishId, isExpired, Monotonic.nowUnsafe(clock))
      const stuckAt = DateTime.makeUnsafe(clock.currentTimeMillisUnsafe())
      const since = (time: number) => Duration.millis(Monotonic.nowUnsafe(clock) - time)
      return record.keepStored((current) =>
        current.phase === "Finishing" && current.publishId === publishId
          ? {
            knownFor: since(known),
            expiredFor: expired === undefined ? undefined : since(expired),
            stuckAt: current.stuckAt ?? stuckAt
          }
          : undefined
      )
    })

  const undecidedFor: LastByte["undecidedFor"] = (record, publishId) =>
    Effect.map(Monotonic.now, (now) => closedAt(record, publishId, now) + statusLag - now)

  const isUndecidable: LastByte["isUndecidable"] = (record, publishId) =>
    Effect.map(Monotonic.now, (now) => now - closedAt(record, publishId, now) >= longestProcessing)

  return { remember, noteStuck, undecidedFor, isUndecidable, isOld }
}

const isOld: LastByte["isOld"] = ({ found }) =>
  found?.stuckAt === undefined
    ? Effect.succeed(false)
    // A clock that was set back is no reason to wait for longer.
    : Effect.map(distanceTo(found.stuckAt), (millis) => Math.abs(millis) >= day)

/** Lifetime of the upload URL in milliseconds, or longer: at least the documented one (tiktok-live, section 4.3). */
const lifetimeOf = ({ startedAt, uploadEndsAt }: PublishRecord): number => {
  const endsAt = uploadEndsAt()
  return Math.max(hour, endsAt === undefined ? 0 : Duration.toMillis(DateTime.distance(startedAt, endsAt)))
}

const distanceTo = (time: DateTime.Utc): Effect.Effect<number> =>
  Effect.map(DateTime.now, (now) => now.epochMilliseconds - time.epochMilliseconds)

const hour = 3_600_000
const day = 24 * hour

/** After this many milliseconds without an outcome, a person has to check. */
const longestProcessing = hour

/** Milliseconds after which the status counts every byte that has arrived. */
const statusLag = 600_000

/** Milliseconds to remember an upload: longer than every pause of recovery and every wait that starts there. */
const rememberFor = day
