import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Option from "effect/Option"

/**
 * Reads `Retry-After`: a number of seconds or a date (RFC 9110, section 10.2.3). Gateways also send decimal seconds.
 * Anything else counts as missing. A date is measured from the response's own `Date`, so the local clock does not matter.
 *
 * @internal
 */
export const parse = (headers: Readonly<Record<string, string | undefined>>): Duration.Duration | undefined => {
  const value = headers["retry-after"]?.trim() ?? ""
  if (/^\d+(?:\.\d+)?$/.test(value)) return Duration.min(Duration.seconds(Number(value)), maxWait)
  const now = dateOf(headers["date"]?.trim() ?? "")
  const until = now === undefined ? undefined : dateOf(value, now)
  return now === undefined || until === undefined
    ? undefined
    : Duration.clamp(DateTime.distance(now, until), { minimum: Duration.zero, maximum: maxWait })
}

// Without a bound, the end of the wait may not be a valid date.
const maxWait = Duration.days(366)

/** Reads the three forms of an HTTP date (RFC 9110, section 5.6.7). `now` decides the century of a two-digit year. */
const dateOf = (text: string, now?: DateTime.Utc): DateTime.Utc | undefined => {
  const found = imfFixdate.exec(text) ?? rfc850.exec(text) ?? asctime.exec(text)
  const { day = "", month = "", time = "", year = "" } = found?.groups ?? {}
  const number = months.indexOf(month) + 1
  if (number === 0) return undefined
  const at = (year: number) =>
    Option.getOrUndefined(
      DateTime.make(`${padded(year, 4)}-${padded(number, 2)}-${day.trim().padStart(2, "0")}T${time}Z`).pipe(
        // `Date` reads February 31 as a day of March.
        Option.filter((date) => DateTime.getPart(date, "day") === Number(day))
      )
    )
  if (year.length === 4) return at(Number(year))
  const thisYear = now === undefined ? 2000 : DateTime.getPart(now, "year")
  // More than 50 years ahead means the past (RFC 9110, section 5.6.7).
  const inThisCentury = thisYear - thisYear % 100 + Number(year)
  return at(inThisCentury > thisYear + 50 ? inThisCentury - 100 : inThisCentury)
}

const padded = (number: number, length: number): string => String(number).padStart(length, "0")

const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
const time = String.raw`(?<time>\d\d:\d\d:\d\d)`
const imfFixdate = new RegExp(
  String.raw`^[A-Z][a-z]{2}, (?<day>\d\d) (?<month>[A-Z][a-z]{2}) (?<year>\d{4}) ${time} GMT$`
)
const rfc850 = new RegExp(String.raw`^[A-Z][a-z]+day, (?<day>\d\d)-(?<month>[A-Z][a-z]{2})-(?<year>\d\d) ${time} GMT$`)
const asctime = new RegExp(String.raw`^[A-Z][a-z]{2} (?<month>[A-Z][a-z]{2}) (?<day>[ \d]\d) ${time} (?<year>\d{4})$`)
