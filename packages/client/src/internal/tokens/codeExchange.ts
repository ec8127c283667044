import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Semaphore from "effect/Semaphore"
import type { LoginGrant } from "../../Contract.ts"
import type { CreatorId } from "../../Post.ts"
import * as TikTokApi from "../../TikTokApi.ts"
import { type CallFailure, fromReason, LoginUnfinished, type TikTokError } from "../../TikTokError.ts"
import type { Tokens } from "../../TokenStore.ts"
import * as Retry from "../common/retry.ts"
import * as Redact from "../wire/redact.ts"
import { toTokens } from "./renewal.ts"
import type { TokenKeeper } from "./tokenKeeper.ts"

/** The part of a started login that the exchange needs. */
interface Authorization {
  readonly codeVerifier: Redacted.Redacted<string>
  readonly redirectUri: string
  readonly scopes: ReadonlyArray<string>
}

/** The result of an exchange. */
interface Exchanged {
  readonly tokens: Tokens
  readonly saved: boolean
}

/** Tokens of a login as they arrived. */
interface Received {
  readonly authorization: Authorization
  readonly code: Redacted.Redacted<string>
  readonly grant: LoginGrant
  readonly at: DateTime.Utc
}

/** Tokens whose creator is not yet known. */
interface Nameless extends Received {
  /** One caller at a time asks for the creator. */
  readonly turn: Semaphore.Semaphore
  exchanged: Exchanged | undefined
}

/**
 * Exchanges a code for tokens and stores them. A code works once: the call is never
 * repeated, and nothing may interrupt between its response and the store. Tokens of an
 * unknown creator stay in memory until the profile names the creator.
 *
 * @internal
 */
export const make = Effect.fnUntraced(function*(add: TokenKeeper["add"]) {
  const { app, call, contract } = yield* TikTokApi.TikTokApi
  const retry = yield* Retry.make
  const waiting = new Map<string, Nameless>()

  const keep = ({ at, authorization: { scopes }, grant }: Received, creator: CreatorId): Effect.Effect<Exchanged> => {
    const tokens = toTokens(grant, { creator, scopes }, at)
    return Effect.map(add(tokens), (saved) => ({ tokens, saved }))
  }

  const hold = (received: Received): Nameless => {
    // The profile call needs a valid access token.
    for (const [key, { at, grant }] of waiting) {
      if (Duration.isGreaterThan(DateTime.distance(at, received.at), grant.expiresIn)) waiting.delete(key)
    }
    const nameless = { ...received, turn: Semaphore.makeUnsafe(1), exchanged: undefined }
    waiting.set(keyOf(received), nameless)
    return nameless
  }

  const askCreator = (nameless: Nameless) => {
    const { authorization, code, grant } = nameless
    const secrets = () => Redact.secretsOf({ app, authorization, code, grant })
    return retry("reads")(call(contract.user.info, ["creator"], grant.accessToken)).pipe(
      Effect.mapError((error) => withoutProfile(Redact.error(error, secrets))),
      Effect.flatMap(({ creator }) =>
        creator === undefined ? Effect.fail(withoutCreator(nameless)) : Effect.succeed(creator)
      )
    )
  }

  const finish = (nameless: Nameless) =>
    nameless.turn.withPermits(1)(Effect.suspend(() =>
      nameless.exchanged === undefined
        ? Effect.flatMap(askCreator(nameless), (creator) =>
          keep(nameless, creator).pipe(
            Effect.tap((exchanged) =>
              Effect.sync(() => {
                nameless.exchanged = exchanged
                waiting.delete(keyOf(nameless))
              })
            ),
            Effect.uninterruptible
          ))
        : Effect.succeed(nameless.exchanged)
    ))

  const exchange = Effect.fnUntraced(function*(authorization: Authorization, code: Redacted.Redacted<string>) {
    const { codeVerifier, redirectUri } = authorization
    const grant = yield* call(contract.oauth.exchange, { app, code, redirectUri, codeVerifier })
    const received = { authorization, code, grant, at: yield* DateTime.now }
    if (grant.creator === undefined) return finish(hold(received))
    return Effect.succeed(yield* keep(received, grant.creator))
  }, Effect.uninterruptible)

  return (
    authorization: Authorization,
    code: Redacted.Redacted<string>
  ): Effect.Effect<Exchanged, TikTokError<CallFailure | LoginUnfinished>> =>
    Effect.suspend(() => {
      const nameless = waiting.get(keyOf({ authorization, code }))
      return nameless === undefined ? Effect.flatten(exchange(authorization, code)) : finish(nameless)
    })
})

// The verifier proves that the login is from this app. If TikTok is not asked again, it is checked here.
const keyOf = ({ authorization: { codeVerifier, redirectUri }, code }: Pick<Received, "authorization" | "code">) =>
  JSON.stringify([Redacted.value(code), Redacted.value(codeVerifier), redirectUri])

const withoutProfile = (error: TikTokError<CallFailure>) => {
  const { logId, message: detail, reason, retryAfter } = error
  const isTransient = Retry.isTransient(error)
  const because = reason._tag === "ScopeMissing" ? reason._tag : isTransient ? "ProfileUnavailable" : "ProfileUnusable"
  return unfinished({ because, detail, retryAfter, logId })
}

// TikTok may leave out fields that the scopes do not cover.
const withoutCreator = ({ authorization, grant }: Received) =>
  unfinished({
    because: (grant.scopes ?? authorization.scopes).includes("user.info.basic") ? "ProfileUnusable" : "ScopeMissing",
    detail: "the profile does not name the creator"
  })

const unfinished = (fields: ConstructorParameters<typeof LoginUnfinished>[0]) =>
  fromReason("Auth.exchange")(new LoginUnfinished(fields))
