import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import * as Schedule from "effect/Schedule"
import * as Stream from "effect/Stream"
import { fromReason, InvalidInput, type TikTokError } from "../../TikTokError.ts"

// What a caller gave is `unknown` here: programs in JavaScript, and values out of forms and files, have no types.

/**
 * The rules that a value breaks.
 *
 * @internal
 */
export type Broken = ReadonlyArray<InvalidInput>

/** @internal */
export const unless = (holds: boolean, field: string, rule: string): Broken =>
  holds ? [] : [new InvalidInput({ field, rule })]

/**
 * Looks at what was given; undefined stands for the default.
 *
 * @internal
 */
export const optional = (check: (field: string, given: unknown) => Broken) => (field: string, given: unknown): Broken =>
  given === undefined ? [] : check(field, given)

/**
 * Fails with the first rule that is broken.
 *
 * @internal
 */
export const refuse = (operation: string, [first]: Broken): Effect.Effect<void, TikTokError<InvalidInput>> =>
  first === undefined ? Effect.void : Effect.fail(fromReason(operation)(first))

/** @internal */
export const isObject = (given: unknown): given is Readonly<Record<string, unknown>> =>
  typeof given === "object" && given !== null

/**
 * Test runners give programs a global scope of their own, where `instanceof` knows none of the platform's objects.
 *
 * @internal
 */
export const isBytes = (given: unknown): given is Uint8Array =>
  Object.prototype.toString.call(given) === "[object Uint8Array]"

/** @internal */
export const ofOptions = optional((field, given) => unless(isObject(given), field, "must be an object"))

/**
 * Names of records and creators. No store can write half of a surrogate pair.
 *
 * @internal
 */
export const ofName = (field: string, given: unknown): Broken =>
  typeof given === "string"
    ? [
      ...unless(given !== "", field, "must not be empty"),
      ...unless(given.isWellFormed(), field, "must have no lone surrogates")
    ]
    : ofText(field, given)

/** @internal */
export const ofText = (field: string, given: unknown): Broken =>
  unless(typeof given === "string", field, "must be text")

/** @internal */
export const ofPath = (field: string, given: unknown): Broken =>
  unless(typeof given === "string" && /^[^\0]+$/.test(given), field, "must be text that is not empty and has no NUL")

/** @internal */
export const ofSecret = (field: string, given: unknown): Broken => {
  const value = Redacted.isRedacted(given) ? Redacted.value(given) : undefined
  return typeof value === "string"
    ? unless(value !== "", field, "must not be empty")
    : unless(false, field, "must be Redacted text")
}

/** @internal */
export const ofSchedule = (field: string, given: unknown): Broken =>
  unless(Schedule.isSchedule(given), field, "must be a Schedule")

/** @internal */
export const ofStream = (field: string, given: unknown): Broken =>
  unless(Stream.isStream(given), field, "must be a Stream")

/** @internal */
export const ofDuration = (field: string, given: unknown): Broken =>
  Result.match(duration(field, given), { onFailure: (broken) => [broken], onSuccess: () => [] })

/**
 * Reads a duration that has an end and does not run backwards.
 *
 * @internal
 */
export const duration = (field: string, given: unknown): Result.Result<Duration.Duration, InvalidInput> => {
  const read = isDurationInput(given) ? Option.getOrUndefined(Duration.fromInput(given)) : undefined
  const millis = read === undefined ? -1 : Duration.toMillis(read)
  return read !== undefined && millis >= 0 && millis <= longest
    ? Result.succeed(read)
    : Result.fail(
      new InvalidInput({ field, rule: "must be a duration, such as \"5 minutes\", from 0 to 36500 days" })
    )
}

/**
 * The same, a millisecond or longer: a lease or a pause that is over at once is none.
 *
 * @internal
 */
export const lasting = (field: string, given: unknown): Result.Result<Duration.Duration, InvalidInput> =>
  Result.flatMap(
    duration(field, given),
    (read) =>
      Duration.toMillis(read) >= 1
        ? Result.succeed(read)
        : Result.fail(new InvalidInput({ field, rule: "must be a millisecond or longer" }))
  )

/**
 * Reads a duration for an operation, which fails when it is none.
 *
 * @internal
 */
export const readDuration = (
  operation: string,
  field: string,
  given: unknown
): Effect.Effect<Duration.Duration, TikTokError<InvalidInput>> =>
  Effect.mapError(Effect.fromResult(duration(field, given)), fromReason(operation))

/**
 * The same for a duration that is no moment.
 *
 * @internal
 */
export const readLasting: typeof readDuration = (operation, field, given) =>
  Effect.mapError(Effect.fromResult(lasting(field, given)), fromReason(operation))

// A time to come that is further away may be none that a date can hold.
const longest = Duration.toMillis(Duration.days(36_500))

// `Duration.fromInput` takes what is no number for zero, and an object for the units that it knows of it.
const isDurationInput = (given: unknown): given is Duration.Input => {
  if (typeof given === "number") return isNumber(given)
  if (typeof given === "bigint" || typeof given === "string" || Duration.isDuration(given)) return true
  if (Array.isArray(given)) return given.length === 2 && given.every(isNumber)
  if (!isObject(given)) return false
  const parts = Object.entries(given)
  return parts.length > 0 && parts.every(([unit, value]) => units.has(unit) && isNumber(value))
}

const isNumber = (given: unknown): boolean => typeof given === "number" && !Number.isNaN(given)

const units: ReadonlySet<string> = new Set([
  "weeks",
  "days",
  "hours",
  "minutes",
  "seconds",
  "milliseconds",
  "microseconds",
  "nanoseconds"
])
