import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Option from "effect/Option"
import { PostId } from "../../Post.ts"

// A field that is not vital must not make a response unreadable. So each of these functions takes any value, and returns
// undefined when it cannot read it. TikTok writes a missing value as null, an empty text or no field.

/** The fields of an object, or no fields for any other value. @internal */
export const fieldsOf = (value: unknown): Readonly<Record<string, unknown>> => isObject(value) ? value : {}

/** @internal */
export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value)

/** Leaves out undefined fields. @internal */
export const present = <A extends object>(fields: A): Partial<A> => {
  const found: Partial<A> = {}
  for (const name in fields) {
    if (fields[name] !== undefined) found[name] = fields[name]
  }
  return found
}

/** A text, or a number as text. @internal */
export const textOf = (value: unknown): string | undefined => {
  if (typeof value === "string") return value === "" ? undefined : value
  return typeof value === "number" && Number.isFinite(value) ? String(value) : undefined
}

/** A text that must be a string, such as a token. @internal */
export const stringOf = (value: unknown): string | undefined =>
  typeof value === "string" && value !== "" ? value : undefined

/**
 * An id, which may arrive as a string or a number. A lone surrogate cannot be written in UTF-8, so it is not part of an
 * id.
 *
 * @internal
 */
export const idOf = (value: unknown): string | undefined =>
  typeof value === "string" ? value !== "" && value.isWellFormed() ? value : undefined : wholeNumberOf(value)

const wholeNumberOf = (value: unknown): string | undefined =>
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
 * A duration in seconds, above zero and up to a century. A longer one may not fit in a date.
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
 * Reads post ids in every known shape: a list or a scalar, numbers or strings, or the zero of an empty field.
 *
 * @internal
 */
export const idsOf = (values: ReadonlyArray<unknown>): ReadonlyArray<PostId> => {
  const ids = new Set<PostId>()
  for (const value of values.flat(2)) {
    const id = idOf(value)
    if (id !== undefined && id !== "0") ids.add(PostId.make(id))
  }
  return Array.from(ids)
}
