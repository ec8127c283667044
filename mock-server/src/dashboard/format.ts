import { DAY, MINUTE, SECOND } from "../engine/time.ts"

const HOUR = 60 * MINUTE

/** A number of bytes in decimal units. */
export const bytes = (count: number): string => {
  if (count < 1_000) return `${count} B`
  const power = count < 1e6 ? 1 : count < 1e9 ? 2 : 3
  const amount = count / 1_000 ** power
  return `${amount.toFixed(amount < 10 ? 2 : amount < 100 ? 1 : 0)} ${["B", "kB", "MB", "GB"][power]}`
}

/** A number with thousands separators. */
export const count = (amount: number): string => amount.toLocaleString("en-GB")

/** A number and its noun. The noun gets an s for every number but 1. */
export const counted = (amount: number, noun: string): string => `${count(amount)} ${noun}${amount === 1 ? "" : "s"}`

/** A duration in its two largest units. */
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
export const clockTime = (millis: number): string => timeFormat.format(clamped(millis))

/** Date in UTC. */
export const date = (millis: number): string => dateFormat.format(clamped(millis))

/** A time in ISO 8601. */
export const isoTime = (millis: number): string => new Date(clamped(millis)).toISOString()

// The expiry of a token can exceed the range of a `Date`.
const clamped = (millis: number): number => Math.max(-MAX_DATE, Math.min(millis, MAX_DATE))

const MAX_DATE = 8.64e15
