import { InvalidInput } from "effect-tiktok/TikTokError"
import * as DateTime from "effect/DateTime"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import type { At } from "../model/options.ts"

/**
 * The time that a caller means, in milliseconds since 1970.
 *
 * @internal
 */
export const read = (at: At, now: number): Result.Result<number, InvalidInput> =>
  Result.flatMap(instantOf(at), (time) =>
    time >= now - tolerance
      ? Result.succeed(time)
      : refuse("at", `must not be in the past, was ${DateTime.formatIso(DateTime.makeUnsafe(time))}`))

// Callers say "now" a moment before it arrives, and clocks differ.
const tolerance = 60_000

const instantOf = (at: At): Result.Result<number, InvalidInput> => {
  if (DateTime.isDateTime(at)) return Result.succeed(at.epochMilliseconds)
  if (typeof at !== "object" || at === null || typeof at.local !== "string" || typeof at.timeZone !== "string") {
    return refuse("at", "must be a DateTime, or a local time with its time zone")
  }
  if (!wallClock.test(at.local) || !isOfCalendar(at.local)) {
    return refuse("at.local", "must be a date and a time, such as 2026-12-24T18:00")
  }
  if (Option.isNone(DateTime.zoneMakeNamed(at.timeZone))) {
    return refuse("at.timeZone", "must be an IANA time zone, such as Europe/Berlin")
  }
  const zoned = DateTime.makeZoned(`${at.local}Z`, { timeZone: at.timeZone, adjustForTimeZone: true })
  return Option.match(zoned, {
    onNone: () => refuse("at.local", `must be a time of ${at.timeZone}`),
    onSome: ({ epochMilliseconds }) => Result.succeed(epochMilliseconds)
  })
}

/** JavaScript reads February 30 as March 2. */
const isOfCalendar = (local: string): boolean =>
  Option.match(DateTime.make(`${local}Z`), {
    onNone: () => false,
    onSome: (time) => DateTime.formatIso(time).startsWith(local.slice(0, 16))
  })

const refuse = (field: string, rule: string) => Result.fail(new InvalidInput({ field, rule }))

const wallClock = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?$/
