/**
 * The one door to TikTok's HTTP API: base URL, bearer token, time limit and the
 * chosen contract meet here and nowhere else.
 *
 * @since 0.1.0
 */
import * as Context from "effect/Context"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as HttpBody from "effect/http/HttpBody"
import * as HttpClient from "effect/http/HttpClient"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import * as Given from "./internal/common/given.ts"
import { withSpan } from "./internal/common/span.ts"
import * as UploadHosts from "./internal/upload/uploadHosts.ts"
import * as Connections from "./internal/wire/connections.ts"
import * as KnownSecrets from "./internal/wire/knownSecrets.ts"
import * as QuietClient from "./internal/wire/quietClient.ts"
import * as Redact from "./internal/wire/redact.ts"
import { send } from "./internal/wire/send.ts"
import * as Wiring from "./internal/wire/wiring.ts"
import type { App, Contract, Operation } from "./model/contract.ts"
import type * as Post from "./Post.ts"
import {
  type CallFailure,
  fromReason,
  InvalidInput,
  type MalformedAnswer,
  type TikTokError,
  Unsupported
} from "./TikTokError.ts"

// -----------------------------------------------------------------------------
// models
// -----------------------------------------------------------------------------

/**
 * How the API is reached.
 *
 * @category options
 * @since 0.1.0
 */
export interface Options {
  /** What is spoken on the wire. There is no default. */
  readonly contract: Contract
  readonly clientKey: string
  readonly clientSecret: Redacted.Redacted<string>
  /**
   * One origin for the API and the authorize page, such as a mock server's.
   *
   * @default TikTok's own hosts
   */
  readonly baseUrl?: string | URL | undefined
  /**
   * How long one call may take, uploads of chunks excepted.
   *
   * @default "30 seconds"
   */
  readonly timeout?: Duration.Input | undefined
  /**
   * Where else an upload may go: host names such as `uploads.example.com`, which
   * cover what is below them over https, and whole origins such as
   * `http://10.0.0.5:8080`. TikTok names the address in its answer, and any other
   * is refused before a byte leaves.
   *
   * @default at or below `tiktokapis.com` over https, and the base URL's host
   */
  readonly uploadHosts?: ReadonlyArray<string> | undefined
  /**
   * How many requests to one host are under way at once, and how many media are open for an upload. The others wait
   * their turn, which the time limit does not count.
   *
   * @default 128
   */
  readonly maxConnections?: number | undefined
}

// -----------------------------------------------------------------------------
// service
// -----------------------------------------------------------------------------

/**
 * Performs single operations. Retries, limits and token refresh are the
 * business of the services above it.
 *
 * **Example** (A token of the app)
 *
 * ```ts
 * import { Effect } from "effect"
 * import { TikTokApi } from "effect-tiktok"
 *
 * export const appToken = Effect.gen(function*() {
 *   const { app, call, contract, supported } = yield* TikTokApi.TikTokApi
 *   return yield* call(yield* supported("app token", contract.oauth.clientToken), app)
 * })
 * ```
 *
 * @category services
 * @since 0.1.0
 */
export class TikTokApi extends Context.Service<TikTokApi, {
  readonly contract: Contract
  readonly app: App
  /** Origin of the authorize page. */
  readonly authorizeOrigin: string
  /** What no error repeats of what a server says. */
  readonly secrets: KnownSecrets.KnownSecrets
  /** Refuses an upload URL of a foreign host, without the secrets of the creator whose upload it is. */
  readonly checkUploadUrl: (
    uploadUrl: Redacted.Redacted<string>,
    creator?: Post.CreatorId
  ) => Result.Result<void, MalformedAnswer>
  /** Runs an effect that uses what has a name, such as a host, once fewer than `maxConnections` others use it. */
  readonly within: (name: string) => <A, E, R>(self: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R>
  /** Sends one operation and decodes its answer. */
  readonly call: <I, A>(
    operation: Operation<I, A>,
    input: I,
    accessToken?: Redacted.Redacted<string>
  ) => Effect.Effect<A, TikTokError<CallFailure>>
  /** Gives an operation, or fails when the contract has none. */
  readonly supported: <O>(feature: string, operation: O | undefined) => Effect.Effect<O, TikTokError<Unsupported>>
}>()("effect-tiktok/TikTokApi") {}

// -----------------------------------------------------------------------------
// constructor
// -----------------------------------------------------------------------------

/**
 * Creates the service on top of the current `HttpClient`. Fails with
 * `InvalidInput` when an option is unusable, or this runtime does not have what
 * the client is made of.
 *
 * **Example** (Another layer around the service)
 *
 * ```ts
 * import { Layer } from "effect"
 * import { TikTokApi } from "effect-tiktok"
 *
 * export const layer = (options: TikTokApi.Options) => Layer.effect(TikTokApi.TikTokApi, TikTokApi.make(options))
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = Effect.fnUntraced(function*(
  options: Options
): Effect.fn.Return<TikTokApi["Service"], TikTokError<InvalidInput>, HttpClient.HttpClient> {
  const anyClient = yield* HttpClient.HttpClient
  yield* Given.refuse("TikTokApi.make", ofOptions(options))
  yield* Wiring.check("TikTokApi.make", anyClient, "Bytes")
  const client = yield* QuietClient.make(anyClient)
  const { maxConnections = 128 } = options
  const timeout = yield* Given.readDuration("TikTokApi.make", "timeout", options.timeout ?? "30 seconds")
  const origin = originOf(options.baseUrl)
  if (origin === undefined) {
    return yield* unusable("baseUrl", "must be an http or https URL without query, fragment or credentials")
  }
  const isUploadUrl = yield* Effect.mapError(
    Effect.fromResult(UploadHosts.make(origin.api, options.uploadHosts)),
    fromReason("TikTokApi.make")
  )
  if (!Number.isSafeInteger(maxConnections) || maxConnections < 1) {
    return yield* unusable("maxConnections", "must be a whole number of at least 1")
  }
  const { within } = Connections.make(maxConnections)
  const sending = { timeout, most: 8 * 1024 * 1024, address: "baseUrl", connection: within(new URL(origin.api).origin) }

  const known = KnownSecrets.make(options.clientSecret)

  const checkUploadUrl: TikTokApi["Service"]["checkUploadUrl"] = (uploadUrl, creator) =>
    Result.mapError(isUploadUrl(uploadUrl), (reason) => Redact.malformed(reason, () => known.of(creator)))

  const call: TikTokApi["Service"]["call"] = (operation, input, accessToken) => {
    const { form, json, method, path, query } = operation.encode(input)
    const body = json === undefined ? undefined : HttpBody.jsonUnsafe(json, jsonType)
    let request = HttpClientRequest.make(method)(origin.api + path, {
      headers: accessToken === undefined
        ? accept
        : { ...accept, authorization: `Bearer ${Redacted.value(accessToken)}` },
      urlParams: query,
      body
    })
    if (form !== undefined) request = HttpClientRequest.bodyUrlParams(request, form)
    const secrets = () => {
      const own = Redact.secretsOf({ token: accessToken, input })
      return [...new Set([...known.of(undefined), ...own, ...own.flatMap(known.of)])]
    }
    return send(client, request, sending).pipe(
      Effect.mapError((reason) => Redact.unanswered(reason, secrets)),
      Effect.flatMap((answer) => Effect.fromResult(Redact.decoded(operation.decode(answer, input), secrets))),
      Effect.mapError(fromReason(operation.name)),
      withSpan(`TikTokApi.${operation.name}`)
    )
  }

  const supported: TikTokApi["Service"]["supported"] = (feature, operation) =>
    operation === undefined
      ? Effect.fail(fromReason(feature)(new Unsupported({ feature, contract: options.contract.name })))
      : Effect.succeed(operation)

  return TikTokApi.of({
    contract: options.contract,
    app: { clientKey: options.clientKey, clientSecret: options.clientSecret },
    authorizeOrigin: origin.authorize,
    secrets: known,
    checkUploadUrl,
    within,
    call,
    supported
  })
})

// -----------------------------------------------------------------------------
// layers
// -----------------------------------------------------------------------------

/**
 * Provides the service.
 *
 * **Example** (Against a mock server)
 *
 * ```ts
 * import { Redacted } from "effect"
 * import { Contract, TikTokApi } from "effect-tiktok"
 *
 * export const layer = TikTokApi.layer({
 *   contract: Contract.live,
 *   baseUrl: "http://localhost:8787",
 *   clientKey: "mock-client-key",
 *   clientSecret: Redacted.make("mock-client-secret")
 * })
 * ```
 *
 * @category layers
 * @since 0.1.0
 */
export const layer = (options: Options): Layer.Layer<TikTokApi, TikTokError<InvalidInput>, HttpClient.HttpClient> =>
  Layer.effect(TikTokApi, make(options))

// -----------------------------------------------------------------------------
// internal
// -----------------------------------------------------------------------------

// What is not compressed cannot be compressed in a way that this platform does not read.
const accept = { "accept": "application/json", "accept-encoding": "identity" }

const jsonType = "application/json; charset=UTF-8"

const unusable = (field: string, rule: string) =>
  Effect.fail(fromReason("TikTokApi.make")(new InvalidInput({ field, rule })))

const ofOptions = (options: unknown): Given.Broken => {
  if (!Given.isObject(options)) return Given.unless(false, "options", "must be an object")
  const { clientKey, clientSecret, contract } = options
  return [
    ...Given.unless(
      Given.isObject(contract) && typeof contract["name"] === "string",
      "contract",
      "must be Contract.catalog, Contract.live or one like them"
    ),
    ...Given.ofName("clientKey", clientKey),
    ...Given.ofSecret("clientSecret", clientSecret)
  ]
}

const originOf = (
  baseUrl: string | URL | undefined
): { readonly api: string; readonly authorize: string } | undefined => {
  if (baseUrl === undefined) return { api: "https://open.tiktokapis.com", authorize: "https://www.tiktok.com" }
  const parsed = Result.try(() => new URL(baseUrl))
  if (Result.isFailure(parsed)) return undefined
  const { hash, origin, password, pathname, protocol, search, username } = parsed.success
  const plain = hash === "" && search === "" && username === "" && password === ""
  if (!plain || (protocol !== "http:" && protocol !== "https:")) return undefined
  // A path is kept: the mock serves tenants below one.
  const base = origin + pathname.replace(/\/+$/, "")
  return { api: base, authorize: base }
}
