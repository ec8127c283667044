import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Option from "effect/Option"

/**
 * `Retry-After` is a number of seconds or a date (RFC 9110, section 10.2.3). A
 * date is measured from the answer's own `Date`, so no clock of ours is needed.
 *
 * @internal
 */
export const parse = (headers: Readonly<Record<string, string | undefined>>): Duration.Duration | undefined => {
  const value = headers["retry-after"]?.trim()
  if (value === undefined || value === "") return undefined
  if (/^\d+$/.test(value)) return Duration.seconds(Number(value))
  const until = DateTime.make(value)
  const now = DateTime.make(headers["date"] ?? "")
  return Option.isSome(until) && Option.isSome(now)
    ? Duration.max(Duration.zero, DateTime.distance(now.value, until.value))
    : undefined
}
