import { DAY, MINUTE, SECOND } from "../engine/Rules.ts"

const HOUR = 60 * MINUTE

/** A number of bytes in decimal units, as TikTok's documents write them. */
export const bytes = (count: number): string => {
  if (count < 1_000) return `${count} B`
  const power = count < 1e6 ? 1 : count < 1e9 ? 2 : 3
  const amount = count / 1_000 ** power
  return `${amount.toFixed(amount < 10 ? 2 : amount < 100 ? 1 : 0)} ${["B", "kB", "MB", "GB"][power]}`
}

/** A number with thousands parted. */
export const count = (amount: number): string => amount.toLocaleString("en-GB")

/** A number and its noun, which takes an s for all but one. */
export const counted = (amount: number, noun: string): string => `${count(amount)} ${noun}${amount === 1 ? "" : "s"}`

/** A length of time in its two largest units. */
export const span = (millis: number): string => {
  const length = Math.max(0, millis)
  if (length < SECOND) return `${Math.round(length)} ms`
  if (length < MINUTE) return `${Number((length / SECOND).toFixed(1))} s`
  if (length < HOUR) return pair(length, MINUTE, "min", SECOND, "s")
  return length < DAY ? pair(length, HOUR, "h", MINUTE, "min") : pair(length, DAY, "d", HOUR, "h")
}

const pair = (length: number, large: number, largeUnit: string, small: number, smallUnit: string) => {
  const rest = Math.floor((length % large) / small)
  return `${Math.floor(length / large)} ${largeUnit}${rest === 0 ? "" : ` ${rest} ${smallUnit}`}`
}

const timeFormat = new Intl.DateTimeFormat("en-GB", { timeStyle: "medium", timeZone: "UTC" })
const dateFormat = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeZone: "UTC" })

/** Time of day in UTC, to the second. */
export const clockTime = (millis: number): string => timeFormat.format(dated(millis))

/** Date in UTC. */
export const date = (millis: number): string => dateFormat.format(dated(millis))

/** A moment as ISO 8601. */
export const isoTime = (millis: number): string => new Date(dated(millis)).toISOString()

// Tokens may be given longer lives than a `Date` can tell the end of: it is shown as the last moment there is.
const dated = (millis: number): number => Math.max(-LAST, Math.min(millis, LAST))

const LAST = 8.64e15
