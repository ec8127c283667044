import * as Clock from "effect/Clock"
import * as Mac from "effect/crypto/Mac"
import * as SecureRandom from "effect/crypto/SecureRandom"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Hex from "effect/encoding/Hex"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import { InvalidInput, SignatureRejected } from "../../TikTokError.ts"

const layerMac = Layer.provide(Mac.layerWebCrypto, SecureRandom.layerWebCrypto)

/**
 * Creates the header that TikTok would send at `time`, in Unix seconds.
 *
 * @internal
 */
export const sign = Effect.fnUntraced(
  function*(
    clientSecret: Redacted.Redacted<string>,
    time: number,
    body: Uint8Array | string
  ): Effect.fn.Return<string, InvalidInput, Mac.Mac> {
    const mac = yield* Mac.Mac
    const key = yield* keyOf(clientSecret)
    const tag = yield* Effect.orDie(mac.sign(key, signed(String(time), body)))
    return `t=${time},s=${Hex.encode(tag)}`
  },
  Effect.provide(layerMac)
)

/**
 * Verifies a header against the body. Checks the signature before the time, because
 * the time of a forged header means nothing.
 *
 * @internal
 */
export const verify = Effect.fnUntraced(
  function*(
    clientSecret: Redacted.Redacted<string>,
    header: string | null | undefined,
    body: Uint8Array | string,
    tolerance: Duration.Duration
  ): Effect.fn.Return<void, InvalidInput | SignatureRejected, Mac.Mac> {
    const mac = yield* Mac.Mac
    const key = yield* keyOf(clientSecret)
    const { tag, time } = yield* Effect.fromResult(parse(header))
    const isGenuine = yield* Effect.orDie(mac.verify(key, tag, signed(time, body)))
    if (!isGenuine) {
      return yield* rejected("s", "must be the HMAC-SHA256, by the client secret, of the time and the raw body")
    }
    const age = (yield* Clock.currentTimeMillis) - Number(time) * 1000
    if (Math.abs(age) > Duration.toMillis(tolerance)) {
      const distance = `${Duration.format(Duration.millis(Math.abs(age)))} ${age > 0 ? "before" : "after"} it`
      return yield* rejected("t", `must be within ${Duration.format(tolerance)} of now, was ${distance}`)
    }
  },
  Effect.provide(layerMac)
)

const headerName = "TikTok-Signature"

const rejected = (part: "t" | "s", rule: string) => new SignatureRejected({ field: `${headerName}.${part}`, rule })

interface Signature {
  /** Unix seconds, with the digits that were signed. */
  readonly time: string
  readonly tag: Uint8Array
}

const unusable = (rule: string) => Result.fail(new SignatureRejected({ field: headerName, rule }))

const parse = (header: string | null | undefined): Result.Result<Signature, SignatureRejected> => {
  if (header === undefined || header === null || header === "") return unusable("is missing")
  const fields = header.split(",").map((field) => field.trim().split("="))
  const only = (name: string) => {
    const [first, ...more] = fields.filter(([key]) => key === name)
    return more.length === 0 ? first?.[1] : undefined
  }
  const time = only("t") ?? ""
  const tag = Hex.decode(only("s") ?? "")
  return !/^\d{1,12}$/.test(time) || Result.isFailure(tag) || tag.success.length !== 32
    ? unusable("must hold t=<unix seconds> and s=<64 hexadecimal digits>, each once")
    : Result.succeed({ time, tag: tag.success })
}

const keyOf = (clientSecret: Redacted.Redacted<string>): Effect.Effect<Mac.Key, InvalidInput> =>
  Effect.mapError(
    Mac.key(Mac.hmacSha256, encoder.encode(Redacted.value(clientSecret))),
    () => new InvalidInput({ field: "clientSecret", rule: "must not be empty" })
  )

const signed = (time: string, body: Uint8Array | string): Uint8Array => {
  const prefix = encoder.encode(`${time}.`)
  const bytes = typeof body === "string" ? encoder.encode(body) : body
  const all = new Uint8Array(prefix.length + bytes.length)
  all.set(prefix)
  all.set(bytes, prefix.length)
  return all
}

const encoder = new TextEncoder()
