import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import * as Schedule from "effect/Schedule"
import * as Stream from "effect/Stream"
import { fromReason, InvalidInput, type TikTokError } from "../../TikTokError.ts"

// Input is `unknown` here, because JavaScript programs, forms and files have no types.

/**
 * The rules that an input breaks, one error for each.
 *
 * @internal
 */
export type Violations = ReadonlyArray<InvalidInput>

/** Reports a violation unless the rule holds. @internal */
export const check = (holds: boolean, field: string, rule: string): Violations =>
  holds ? [] : [new InvalidInput({ field, rule })]

/**
 * Validates an input that may be left out.
 *
 * @internal
 */
export const optional =
  (validate: (field: string, input: unknown) => Violations) => (field: string, input: unknown): Violations =>
    input === undefined ? [] : validate(field, input)

/**
 * Fails with the first violation, if there is one.
 *
 * @internal
 */
export const orFail = (operation: string, [first]: Violations): Effect.Effect<void, TikTokError<InvalidInput>> =>
  first === undefined ? Effect.void : Effect.fail(fromReason(operation)(first))

/** @internal */
export const isObject = (input: unknown): input is Readonly<Record<string, unknown>> =>
  typeof input === "object" && input !== null

/**
 * Test runners run code in a separate global scope, where `instanceof Uint8Array` is false for the platform's arrays.
 *
 * @internal
 */
export const isBytes = (input: unknown): input is Uint8Array =>
  Object.prototype.toString.call(input) === "[object Uint8Array]"

/** @internal */
export const options = optional((field, input) => check(isObject(input), field, "must be an object"))

/**
 * A name of a record or creator. UTF-8 writes all lone surrogates as one character, so two such names could share a
 * record.
 *
 * @internal
 */
export const name = (field: string, input: unknown): Violations =>
  typeof input === "string"
    ? [
      ...check(input !== "", field, "must not be empty"),
      ...check(input.isWellFormed(), field, "must have no lone surrogates")
    ]
    : text(field, input)

/**
 * The effect, or a failure if a name breaks a rule.
 *
 * @internal
 */
export const ifNames = <A, E, R>(
  operation: string,
  field: string,
  names: ReadonlyArray<unknown>,
  effect: Effect.Effect<A, E, R>
): Effect.Effect<A, E | TikTokError<InvalidInput>, R> =>
  Effect.andThen(orFail(operation, names.flatMap((input) => name(field, input))), effect)

/** @internal */
export const text = (field: string, input: unknown): Violations =>
  check(typeof input === "string", field, "must be text")

/** @internal */
export const path = (field: string, input: unknown): Violations =>
  check(typeof input === "string" && /^[^\0]+$/.test(input), field, "must be text that is not empty and has no NUL")

/** @internal */
export const secret = (field: string, input: unknown): Violations => {
  const value = Redacted.isRedacted(input) ? Redacted.value(input) : undefined
  return typeof value === "string"
    ? check(value !== "", field, "must not be empty")
    : check(false, field, "must be Redacted text")
}

/** @internal */
export const schedule = (field: string, input: unknown): Violations =>
  check(Schedule.isSchedule(input), field, "must be a Schedule")

/** @internal */
export const stream = (field: string, input: unknown): Violations =>
  check(Stream.isStream(input), field, "must be a Stream")

/** @internal */
export const duration = (field: string, input: unknown): Violations =>
  Result.match(parseDuration(field, input), { onFailure: (violation) => [violation], onSuccess: () => [] })

/**
 * Reads a finite duration that is not negative.
 *
 * @internal
 */
export const parseDuration = (field: string, input: unknown): Result.Result<Duration.Duration, InvalidInput> => {
  const read = isDurationInput(input) ? Option.getOrUndefined(Duration.fromInput(input)) : undefined
  const millis = read === undefined ? -1 : Duration.toMillis(read)
  return read !== undefined && millis >= 0 && millis <= longest
    ? Result.succeed(read)
    : Result.fail(
      new InvalidInput({ field, rule: "must be a duration, such as \"5 minutes\", from 0 to 36500 days" })
    )
}

/**
 * Reads a duration of at least one millisecond, such as a lease or a pause.
 *
 * @internal
 */
export const parsePositiveDuration = (field: string, input: unknown): Result.Result<Duration.Duration, InvalidInput> =>
  Result.flatMap(
    parseDuration(field, input),
    (read) =>
      Duration.toMillis(read) >= 1
        ? Result.succeed(read)
        : Result.fail(new InvalidInput({ field, rule: "must be a millisecond or longer" }))
  )

/**
 * Reads a duration, or fails with an error of the operation.
 *
 * @internal
 */
export const readDuration = (
  operation: string,
  field: string,
  input: unknown
): Effect.Effect<Duration.Duration, TikTokError<InvalidInput>> =>
  Effect.mapError(Effect.fromResult(parseDuration(field, input)), fromReason(operation))

/**
 * Reads a duration of at least one millisecond, or fails with an error of the operation.
 *
 * @internal
 */
export const readPositiveDuration: typeof readDuration = (operation, field, input) =>
  Effect.mapError(Effect.fromResult(parsePositiveDuration(field, input)), fromReason(operation))

// A date cannot hold a time much further away.
const longest = Duration.toMillis(Duration.days(36_500))

// `Duration.fromInput` reads NaN as zero, and ignores units that it does not know.
const isDurationInput = (input: unknown): input is Duration.Input => {
  if (typeof input === "number") return isNumber(input)
  if (typeof input === "bigint" || typeof input === "string" || Duration.isDuration(input)) return true
  if (Array.isArray(input)) return input.length === 2 && input.every(isNumber)
  if (!isObject(input)) return false
  const parts = Object.entries(input)
  return parts.length > 0 && parts.every(([unit, value]) => units.has(unit) && isNumber(value))
}

const isNumber = (input: unknown): boolean => typeof input === "number" && !Number.isNaN(input)

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
