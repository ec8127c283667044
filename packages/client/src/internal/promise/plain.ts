import type { Brand } from "effect/Brand"
import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Redacted from "effect/Redacted"
import * as Library from "../../TikTokError.ts"
import { TikTokError } from "./error.ts"
import type { KeyInUse, Reason, StoreFailed } from "./reasons.ts"

/**
 * A value of the library without Effect: durations are milliseconds, times are `Date`, secrets and ids are strings, and
 * instances are plain objects.
 *
 * @internal
 */
export type Plain<A> = A extends Redacted.Redacted<infer Secret> ? Secret
  : A extends Brand<string> & string ? string
  : A extends string | number | boolean | null | undefined | void ? A
  : A extends Duration.Duration ? number
  : A extends DateTime.DateTime ? Date
  : A extends Library.TikTokError ? TikTokError
  : A extends Library.StoreFailed ? StoreFailed
  : A extends Library.KeyInUse ? KeyInUse
  : A extends Library.Reason ? Reason
  : A extends ReadonlyArray<infer Item> ? ReadonlyArray<Plain<Item>>
  : { readonly [Key in keyof A as A[Key] extends Method ? never : Key]: Plain<A[Key]> }

type Method = (...given: ReadonlyArray<never>) => unknown

/** @internal */
export function plain<A>(value: A): Plain<A>
export function plain(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value
  if (Redacted.isRedacted(value)) return Redacted.value(value)
  if (Duration.isDuration(value)) return Duration.toMillis(value)
  if (DateTime.isDateTime(value)) return new Date(value.epochMilliseconds)
  if (Array.isArray(value)) return value.map((item) => plain(item))
  if (value instanceof Library.TikTokError) return plainError(value)
  const isData = value instanceof Error ? fieldsOf(value) : () => true
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, field]) => isData(key) && field !== undefined ? [[key, plain(field)]] : [])
  )
}

/** @internal */
export const plainError = ({
  category,
  message,
  operation,
  publishId,
  reason,
  remedy,
  retryable,
  scope,
  unsaved
}: Library.TikTokError): TikTokError =>
  new TikTokError({
    operation,
    reason: renamed(plain(reason)),
    message: named(message),
    category,
    scope,
    retryable,
    remedy,
    publishId,
    unsaved: unsaved && plain(unsaved)
  })

/** The library's name of a field, as the promises name it. */
const named = (text: string): string => text.replace("media.path", "media.file")

const renamed = (reason: Reason): Reason => "field" in reason ? { ...reason, field: named(reason.field) } : reason

/** Instances of a reason also have what all instances share, such as the remedy. */
const fieldsOf = (reason: object) => {
  const { constructor } = reason
  const fields = "fields" in constructor ? Object(constructor.fields) : {}
  return (key: string): boolean => key === "_tag" || key in fields
}
