import type * as FileSystem from "effect/FileSystem"
import * as Formatter from "effect/Formatter"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import type * as HttpClient from "effect/http/HttpClient"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as ManagedRuntime from "effect/ManagedRuntime"
import * as Redacted from "effect/Redacted"
import * as References from "effect/References"
import * as Contract from "../../Contract.ts"
import * as Hooks from "../../Hooks.ts"
import * as RetryPolicy from "../../RetryPolicy.ts"
import * as LibraryTikTok from "../../TikTok.ts"
import * as TikTokApi from "../../TikTokApi.ts"
import * as LibraryError from "../../TikTokError.ts"
import * as Webhook from "../../Webhook.ts"
import * as Validate from "../common/validate.ts"
import * as Inputs from "./inputs.ts"
import type { LogLine, Options } from "./options.ts"
import { plainError } from "./plain.ts"
import * as Runner from "./runner.ts"
import * as Services from "./services.ts"
import type { TikTok } from "./serviceTypes.ts"

/**
 * What a runtime has beside `fetch`.
 *
 * @internal
 */
export interface Platform {
  /** Whether it reads files. */
  readonly hasFiles: boolean
  readonly fileSystem: Layer.Layer<FileSystem.FileSystem>
  /** Its fastest HTTP client, and how uploads use it. */
  readonly http: () => Promise<Layer.Layer<HttpClient.HttpClient>>
  /** The client over a `fetch` of the caller, where there is a faster one than `FetchHttpClient`. */
  readonly over?: (fetch: typeof globalThis.fetch) => Layer.Layer<HttpClient.HttpClient> | undefined
  /** Stores that outlive the process, and a hub that reaches the others. */
  readonly stores: (options: Options) => Layer.Layer<LibraryTikTok.Stores | Webhook.Hub, LibraryError.TikTokError>
}

/** @internal */
export const createOn = (platform: Platform) => async (options: Options): Promise<TikTok> => {
  check(options)
  const { fetch } = options
  const http = fetch === undefined
    ? await platform.http()
    : platform.over?.(fetch) ??
      Layer.provide(FetchHttpClient.layer, Layer.succeed(FetchHttpClient.Fetch, fetch))
  const runtime = ManagedRuntime.make(
    services(platform, options).pipe(
      Layer.provide([http, platform.fileSystem, retrying(options.retries), hooking(options.hooks)]),
      Layer.provideMerge(logging(options.log))
    )
  )
  try {
    const context = await runtime.context()
    const runner = Runner.make(runtime)
    return Services.make({ context, runner, clientSecret: options.clientSecret, hasFiles: platform.hasFiles })
  } catch (error) {
    await runtime.dispose()
    throw error instanceof LibraryError.TikTokError ? plainError(error) : error
  }
}

const services = (platform: Platform, options: Options) => {
  const { maxWait, store, tokens = [] } = options
  const api = { ...options, contract: Contract[options.contract], clientSecret: Redacted.make(options.clientSecret) }
  const quota = { maxWait }
  if (store !== "memory") {
    // Nothing is opened or made for options that are unusable.
    const checked = Layer.provide(platform.stores(options), Layer.effectDiscard(TikTokApi.make(api)))
    return Layer.provideMerge(LibraryTikTok.layer(api), checked)
  }
  const own = tokens.map((one) => Inputs.tokens("create", one))
  return Layer.merge(LibraryTikTok.layerMemory({ ...api, quota, tokens: own }), Webhook.layerHub)
}

const retrying = (retries: number | undefined): Layer.Layer<never> => {
  if (retries === undefined) return Layer.empty
  const policy = RetryPolicy.upTo(retries)
  return Layer.succeed(RetryPolicy.RetryPolicy, { reads: policy, inits: policy, chunks: policy })
}

const hooking = (hooks: Options["hooks"]): Layer.Layer<never> => {
  if (hooks === undefined) return Layer.empty
  const { onRequest, onResponse, onRetry, onWait } = hooks
  return Hooks.layer({
    onRequest: onRequest && ((event) => Inputs.promised(() => onRequest(event))),
    onResponse: onResponse && ((event) => Inputs.promised(() => onResponse(event))),
    onRetry: onRetry && ((event) => Inputs.promised(() => onRetry(event))),
    onWait: onWait && ((event) => Inputs.promised(() => onWait(event)))
  })
}

/** The library is silent unless it is given a log. */
const logging = (log: ((line: LogLine) => void) | undefined) =>
  Logger.layer(
    log === undefined ? [] : [
      Logger.make(({ cause, date, fiber, logLevel, message }) =>
        void quietly(() =>
          log({
            level: logLevel,
            message: [message].flat().map(textOf).join(" "),
            at: date,
            annotations: fiber.getRef(References.CurrentLogAnnotations),
            error: cause.reasons.length === 0 ? undefined : Runner.thrownOf(cause)
          })
        )
      )
    ]
  )

/** What a log throws or rejects with must not reach the operation. */
const quietly = async (log: () => unknown): Promise<void> => {
  try {
    await log()
  } catch {
    // There is nowhere to report it.
  }
}

const textOf = (part: unknown): string => typeof part === "string" ? part : Formatter.format(part)

const check = (options: Options): void => {
  if (!Validate.isObject(options)) throw Inputs.invalid("create", "options", "must be an object")
  const { clientSecret, contract, fetch, hooks, log, maxWait, prefix, retries, store, timeout, tokens, uploadHosts } =
    options
  const rules = [
    [contracts.includes(contract), "contract", `must be ${contracts.join(" or ")}`],
    [typeof clientSecret === "string", "clientSecret", "must be text"],
    [tokens === undefined || Array.isArray(tokens), "tokens", "must be a list"],
    [tokens === undefined || store === "memory", "tokens", "must be left out, since this store keeps them"],
    [typeof store === "string" && store !== "", "store", "must be memory, a folder, or a URL of Redis or PostgreSQL"],
    [
      retries === undefined || Number.isSafeInteger(retries) && retries >= 0,
      "retries",
      "must be 0 or a whole number above"
    ],
    [prefix === undefined || typeof prefix === "string", "prefix", "must be text"],
    [uploadHosts === undefined || Array.isArray(uploadHosts), "uploadHosts", "must be a list"],
    [fetch === undefined || typeof fetch === "function", "fetch", "must be a function"],
    [hooks === undefined || Validate.isObject(hooks), "hooks", "must be an object"],
    [log === undefined || typeof log === "function", "log", "must be a function"]
  ] as const
  for (const [holds, field, rule] of rules) if (!holds) throw Inputs.invalid("create", field, rule)
  for (const name of ["onRequest", "onResponse", "onRetry", "onWait"] as const) {
    Inputs.callback("create", `hooks.${name}`, hooks?.[name])
  }
  Inputs.optionalMillis("create", "timeout", timeout)
  Inputs.optionalMillis("create", "maxWait", maxWait, 0)
}
const contracts: ReadonlyArray<unknown> = ["catalog", "live"] as const satisfies ReadonlyArray<Options["contract"]>
