/**
 * The one service that calls TikTok's HTTP API. It alone knows the base URL, the
 * bearer token, the time limit and the contract.
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
import * as Hooks from "./Hooks.ts"
import { withSpan } from "./internal/common/span.ts"
import * as Validate from "./internal/common/validate.ts"
import * as ApiInternals from "./internal/wire/apiInternals.ts"
import { checkHttpClient } from "./internal/wire/checkHttpClient.ts"
import * as Connections from "./internal/wire/connections.ts"
import * as KnownSecrets from "./internal/wire/knownSecrets.ts"
import * as Redact from "./internal/wire/redact.ts"
import * as ReportToHooks from "./internal/wire/reportToHooks.ts"
import { send } from "./internal/wire/send.ts"
import * as UntracedClient from "./internal/wire/untracedClient.ts"
import * as UploadHosts from "./internal/wire/uploadHosts.ts"
import type { App, Contract, Operation } from "./model/contract.ts"
import { type CallFailure, fromReason, InvalidInput, type TikTokError } from "./TikTokError.ts"

// -----------------------------------------------------------------------------
// models
// -----------------------------------------------------------------------------

/**
 * How to reach the API.
 *
 * @category options
 * @since 0.1.0
 */
export interface Options {
  /** The API on the wire. There is no default. */
  readonly contract: Contract
  /** Client key of the app, from TikTok's developer portal. */
  readonly clientKey: string
  /** Client secret of the app. */
  readonly clientSecret: Redacted.Redacted<string>
  /**
   * One origin for the API and the authorize page, such as a mock server's.
   *
   * @default TikTok's own hosts
   */
  readonly baseUrl?: string | URL | undefined
  /**
   * How long one call may take. Uploads of chunks have their own limits.
   *
   * @default "30 seconds"
   */
  readonly timeout?: Duration.Input | undefined
  /**
   * More places where an upload may go: host names such as `uploads.example.com`,
   * which include their subdomains over https, and whole origins such as
   * `http://10.0.0.5:8080`. TikTok's response names the upload URL. The library
   * refuses any other host before it sends a byte.
   *
   * @default at or below `tiktokapis.com` over https, and the base URL's host
   */
  readonly uploadHosts?: ReadonlyArray<string> | undefined
  /**
   * How many requests to one host run at once, and how many media are open for an upload. The others wait their turn.
   * The time limit does not count that wait.
   *
   * @default 128
   */
  readonly maxConnections?: number | undefined
}

// -----------------------------------------------------------------------------
// service
// -----------------------------------------------------------------------------

/**
 * Performs single operations. The services above it retry, keep limits and
 * refresh tokens.
 *
 * **Example** (A single call with an access token)
 *
 * ```ts
 * import { Effect, type Redacted } from "effect"
 * import { TikTokApi } from "effect-tiktok"
 *
 * export const nameOf = (accessToken: Redacted.Redacted<string>) =>
 *   TikTokApi.TikTokApi.use(({ call, contract }) =>
 *     Effect.map(call(contract.user.info, ["displayName"], accessToken), ({ displayName }) => displayName)
 *   )
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
  /** Sends one operation and decodes its response. */
  readonly call: <I, A>(
    operation: Operation<I, A>,
    input: I,
    accessToken?: Redacted.Redacted<string>
  ) => Effect.Effect<A, TikTokError<CallFailure>>
  /** @internal */
  readonly [ApiInternals.key]?: ApiInternals.ApiInternals | undefined
}>()("effect-tiktok/TikTokApi") {}

// -----------------------------------------------------------------------------
// constructor
// -----------------------------------------------------------------------------

/**
 * Creates the service on top of the current `HttpClient`. Fails with
 * `InvalidInput` when an option is unusable, or this runtime lacks what the client
 * needs.
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
  const hooks = yield* Hooks.Hooks
  yield* Validate.orFail("TikTokApi.make", [...ofOptions(options), ...ofHooks(hooks)])
  yield* checkHttpClient("TikTokApi.make", anyClient, "Bytes")
  const client = yield* UntracedClient.make(anyClient)
  const { maxConnections = 128 } = options
  const timeout = yield* Validate.readDuration("TikTokApi.make", "timeout", options.timeout ?? "30 seconds")
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
  const sending = {
    timeout,
    maxBytes: 8 * 1024 * 1024,
    urlField: "baseUrl",
    connection: within(new URL(origin.api).origin)
  }

  const known = KnownSecrets.make(options.clientSecret)

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
    return ReportToHooks.request(
      hooks,
      () => ({ operation: operation.name, url: origin.api, secrets }),
      (watch) =>
        send(client, request, watch === undefined ? sending : { ...sending, onSend: watch.sent }).pipe(
          Effect.mapError((reason) => Redact.sendFailure(reason, secrets)),
          Effect.flatMap((response) => {
            watch?.answered(response)
            return Effect.fromResult(Redact.response(operation.decode(response, input), secrets))
          }),
          Effect.mapError(fromReason(operation.name))
        )
    ).pipe(withSpan(`TikTokApi.${operation.name}`))
  }

  return TikTokApi.of({
    contract: options.contract,
    app: { clientKey: options.clientKey, clientSecret: options.clientSecret },
    authorizeOrigin: origin.authorize,
    call,
    [ApiInternals.key]: ApiInternals.make(known, isUploadUrl, within)
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

// Some platforms cannot read every compression.
const accept = { "accept": "application/json", "accept-encoding": "identity" }

const jsonType = "application/json; charset=UTF-8"

const unusable = (field: string, rule: string) =>
  Effect.fail(fromReason("TikTokApi.make")(new InvalidInput({ field, rule })))

const ofOptions = (options: unknown): Validate.Violations => {
  if (!Validate.isObject(options)) return Validate.check(false, "options", "must be an object")
  const { clientKey, clientSecret, contract } = options
  return [
    ...Validate.check(
      Validate.isObject(contract) && typeof contract["name"] === "string",
      "contract",
      "must be Contract.catalog, Contract.live or one like them"
    ),
    ...Validate.name("clientKey", clientKey),
    ...Validate.secret("clientSecret", clientSecret)
  ]
}

const ofHooks = (hooks: unknown): Validate.Violations => {
  if (!Validate.isObject(hooks)) return Validate.check(false, "hooks", "must be an object")
  return ["onRequest", "onResponse", "onRetry", "onWait"].flatMap((name) =>
    Validate.check(
      hooks[name] === undefined || typeof hooks[name] === "function",
      `hooks.${name}`,
      "must be a function"
    )
  )
}

const originOf = (
  baseUrl: string | URL | undefined
): { readonly api: string; readonly authorize: string } | undefined => {
  if (baseUrl === undefined) return { api: ApiInternals.productionOrigin, authorize: "https://www.tiktok.com" }
  const parsed = Result.try(() => new URL(baseUrl))
  if (Result.isFailure(parsed)) return undefined
  const { hash, origin, password, pathname, protocol, search, username } = parsed.success
  const plain = hash === "" && search === "" && username === "" && password === ""
  if (!plain || (protocol !== "http:" && protocol !== "https:")) return undefined
  // The mock serves tenants below a path.
  const base = origin + pathname.replace(/\/+$/, "")
  return { api: base, authorize: base }
}
