import * as Arr from "effect/Array"
import * as Config from "effect/Config"
import { SourceError } from "effect/ConfigProvider"
import * as Effect from "effect/Effect"
import * as Base64 from "effect/encoding/Base64"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"

const variable = "TIKTOK_TOKEN_KEY"

/**
 * Reads keys from the configuration, the newest first. The error does not repeat
 * the value, which may be most of a key.
 *
 * @internal
 */
export const fromConfig: Config.Config<Arr.NonEmptyReadonlyArray<Redacted.Redacted<Uint8Array>>> = Config.Redacted(
  variable
).pipe(
  Config.mapEffect((text) => {
    const keys = parse(Redacted.value(text))
    return keys === undefined
      ? Effect.fail(new Config.ConfigError(new SourceError({ message: `${variable} ${rule}` })))
      : Effect.succeed(keys)
  })
)

/**
 * Reads keys from a text, the newest first.
 *
 * @internal
 */
export const parse = (text: string): Arr.NonEmptyReadonlyArray<Redacted.Redacted<Uint8Array>> | undefined => {
  const keys = text.split(",").map((key) => Base64.decode(key.trim()))
  return Arr.isReadonlyArrayNonEmpty(keys) && keys.every(isKey)
    ? Arr.map(keys, (key) => Redacted.make(key.success))
    : undefined
}

const isKey = <E>(key: Result.Result<Uint8Array, E>): key is Result.Success<Uint8Array, E> =>
  Result.isSuccess(key) && key.success.length === 32

/** @internal */
export const rule = "must be 32 bytes in Base64, or several such keys with commas between them, the newest first"
