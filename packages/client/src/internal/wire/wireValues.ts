import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Option from "effect/Option"
import { PostId } from "../../Post.ts"

// What is not vital must not make an answer unreadable: each of these takes anything, and gives nothing for what it
// cannot read. Null, an empty text and a field that is not there are TikTok's ways to say that there is nothing.

/** The fields of an object; none of what is none. @internal */
export const fieldsOf = (value: unknown): Readonly<Record<string, unknown>> => isObject(value) ? value : {}

/** @internal */
export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value)

/** The fields of a record that there are. @internal */
export const present = <A extends object>(fields: A): A => {
  const found = { ...fields }
  for (const [key, value] of Object.entries(found)) {
    if (value === undefined) Reflect.deleteProperty(found, key)
  }
  return found
}

/** A text, or a number in its place. @internal */
export const textOf = (value: unknown): string | undefined => {
  if (typeof value === "string") return value === "" ? undefined : value
  return typeof value === "number" && Number.isFinite(value) ? String(value) : undefined
}

/** A text that is a text and nothing else, such as a token. @internal */
export const wordOf = (value: unknown): string | undefined =>
  typeof value === "string" && value !== "" ? value : undefined

/**
 * An identifier that may arrive as a string or as a bare number. Half a surrogate pair cannot be written in UTF-8, so
 * it names nothing.
 *
 * @internal
 */
export const idOf = (value: unknown): string | undefined =>
  typeof value === "string" ? value !== "" && value.isWellFormed() ? value : undefined : wholeOf(value)

const wholeOf = (value: unknown): string | undefined =>
  typeof value === "number" && value > 0 && Number.isSafeInteger(value) ? String(value) : undefined

/** @internal */
export const numberOf = (value: unknown): number | undefined => {
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value
  return typeof number === "number" && Number.isFinite(number) ? number : undefined
}

/** A whole number from zero up. @internal */
export const countOf = (value: unknown): number | undefined => {
  const number = numberOf(value)
  return number !== undefined && number >= 0 && Number.isSafeInteger(number) ? number : undefined
}

/** @internal */
export const flagOf = (value: unknown): boolean | undefined => flags.get(value)

const flags: ReadonlyMap<unknown, boolean> = new Map<unknown, boolean>([
  [true, true],
  ["true", true],
  [1, true],
  ["1", true],
  [false, false],
  ["false", false],
  [0, false],
  ["0", false]
])

/**
 * A time in seconds. Zero, less, and more than a century make no sense, and added to a date may make none.
 *
 * @internal
 */
export const secondsOf = (value: unknown): Duration.Duration | undefined => {
  const seconds = numberOf(value)
  return seconds !== undefined && seconds > 0 && seconds <= century ? Duration.seconds(seconds) : undefined
}

const century = Duration.toSeconds(Duration.days(36_525))

/** A moment in seconds since 1970, to the second. @internal */
export const timeOf = (value: unknown): DateTime.Utc | undefined => {
  const seconds = numberOf(value)
  return seconds === undefined || seconds < 0
    ? undefined
    : Option.getOrUndefined(DateTime.make(Math.trunc(seconds) * 1000))
}

/** The texts of a list. @internal */
export const textsOf = (value: unknown): ReadonlyArray<string> =>
  Array.isArray(value) ? value.flatMap((item) => textOf(item) ?? []) : []

/**
 * Reads ids of posts in any shape that was seen: a list or a scalar, numbers or strings, the zero of an empty field.
 *
 * @internal
 */
export const idsOf = (values: ReadonlyArray<unknown>): ReadonlyArray<PostId> => {
  const ids = new Set(values.flat(2).flatMap((id) => idOf(id) ?? []))
  ids.delete("0")
  return Array.from(ids, (id) => PostId.make(id))
}
