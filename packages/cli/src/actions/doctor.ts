import { DateTime, Duration, Effect, FileSystem, Path, Redacted } from "effect"
import { Auth, Creator, Quota, TikTokApi, TikTokError, TokenStore } from "effect-tiktok"
import { HttpClient } from "effect/http"
import { createServer } from "node:net"
import manifest from "../../package.json" with { type: "json" }
import { CommandFailed, ExitCode, ofFailure } from "../exitCode.ts"
import { nameOf } from "../output/accountLines.ts"
import { sentenceOf } from "../output/failureSentence.ts"
import { currentCreator, isTokenInVariable, layerSession } from "../session.ts"
import { atTarget, CurrentTarget } from "../settings/connection.ts"
import { proxies, proxyHost } from "../settings/proxies.ts"
import { statePath } from "../settings/stateFolder.ts"
import { secret } from "../settings/variables.ts"
import { people } from "../stores/keptLogin.ts"
import { type Event, namesOf } from "./account.ts"
import { pending, quotaLeft } from "./posts.ts"

type Finding = Event<"Diagnosed">["findings"][number]

/** What to check besides the defaults. */
export interface DoctorOptions {
  /** Scopes that the login should have. */
  readonly scopes: ReadonlyArray<string>
  /** Address that a login returns to. */
  readonly redirectUri: string
  /** Media whose addresses should be verified for the app. Each starts a draft, which is canceled at once. */
  readonly urls: ReadonlyArray<string>
}

/** Checks everything that a publish needs. Posts nothing, except drafts of `urls`. Never fails. */
export const diagnose = Effect.fnUntraced(function*(options: DoctorOptions) {
  const target = yield* CurrentTarget
  const local = yield* Effect.all([guarded(versions), guarded(keys), guarded(store), guarded(proxy)])
  /** A check of the server, whose failures name its address. */
  const named = <E, R>(check: Effect.Effect<ReadonlyArray<Finding>, E, R>) => guarded(atTarget(target)(check))
  const reach = yield* guarded(reachable)
  const redirect = yield* guarded(redirectAddress(options.redirectUri))
  const isReachable = reach.every(({ severity }) => severity !== "Problem")
  const remote = isReachable
    ? yield* guarded(
      Effect.all([
        named(app),
        named(loginPage(options)),
        named(login(options.scopes)),
        named(mayPost),
        Effect.map(Effect.forEach(options.urls, (url) => named(address(url))), (found) => found.flat()),
        named(limits),
        named(unfinished)
      ]).pipe(Effect.map((found) => found.flat()), Effect.provide(layerSession(true)))
    )
    : []
  const found: Event<"Diagnosed"> = { _tag: "Diagnosed", findings: [...local.flat(), ...reach, ...redirect, ...remote] }
  return found
})

/** The exit code of findings: that of the first problem. */
export const exitCodeOf = ({ findings }: Event<"Diagnosed">): number => {
  const first = findings.find(({ severity }) => severity === "Problem")
  return first === undefined ? ExitCode.Success : codes[first.check] ?? ExitCode.Usage
}

/** By the check. All others are about this machine and its variables. */
const codes: { readonly [check: string]: number } = {
  login: ExitCode.Auth,
  app: ExitCode.Auth,
  scopes: ExitCode.Auth,
  creator: ExitCode.Refused,
  address: ExitCode.Refused,
  server: ExitCode.Failed,
  limits: ExitCode.Failed
}

/** One check that has not failed, or its failure as a problem. */
const guarded = <E, R>(check: Effect.Effect<ReadonlyArray<Finding>, E, R>) =>
  check.pipe(
    Effect.catch((error) => Effect.succeed([problemOf("login", error)])),
    Effect.catchDefect((defect) => Effect.succeed([problemOf("doctor", defect)]))
  )

/** A failure as a problem with its remedy. */
const problemOf = (check: string, error: unknown): Finding => {
  if (error instanceof CommandFailed) return problem(check, error.reason, error.remedy)
  return TikTokError.isTikTokError(error)
    ? problem(check, sentenceOf(error) ?? error.message, error.remedy)
    : problem(check, `this check failed (${ofFailure(error)}): ${String(error)}`)
}

const good = (check: string, sentence: string): Finding => ({ check, severity: "Good", sentence })
const note = (check: string, sentence: string, remedy?: string): Finding => ({
  check,
  severity: "Note",
  sentence,
  ...(remedy === undefined ? {} : { remedy })
})
const problem = (check: string, sentence: string, remedy?: string): Finding => ({
  ...note(check, sentence, remedy),
  severity: "Problem"
})

// -----------------------------------------------------------------------------
// this machine
// -----------------------------------------------------------------------------

const versions = Effect.sync(() => [
  good("versions", `tiktok ${manifest.version}, Node ${process.versions.node}, ${process.platform} ${process.arch}`)
])

const keys = Effect.gen(function*() {
  const { clientKey, clientSecret, profile } = yield* CurrentTarget
  const tokenKey = yield* secret("TIKTOK_TOKEN_KEY")
  // A token in a variable publishes without them until it expires.
  const missing = (yield* isTokenInVariable) ? note : problem
  return [
    clientKey === undefined
      ? missing(
        "keys",
        "the client key of the app is not known",
        "Set TIKTOK_CLIENT_KEY. Logins and refreshes need it."
      )
      : good("keys", `client key ${clientKey}, profile ${profile}`),
    clientSecret === undefined
      ? missing(
        "keys",
        "the client secret of the app is not known",
        "Set TIKTOK_CLIENT_SECRET, or --client-secret-file. Logins and refreshes need it."
      )
      : good("keys", `client secret with ${Redacted.value(clientSecret).length} characters`),
    good(
      "keys",
      tokenKey === undefined
        ? "tokens are encrypted with a key of this command"
        : "tokens are encrypted with TIKTOK_TOKEN_KEY"
    )
  ]
})

const store = Effect.gen(function*() {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const folder = yield* statePath
  if (!(yield* fs.exists(folder))) return [note("files", `${folder} does not exist yet`, "`tiktok login` makes it.")]
  const names = yield* fs.readDirectory(folder, { recursive: true })
  const open = yield* Effect.filter([".", ...names], (name) =>
    fs.stat(path.join(folder, name)).pipe(
      Effect.map(({ mode }) => process.platform !== "win32" && (mode & 0o077) !== 0),
      Effect.orElseSucceed(() => false)
    ))
  const file = path.join(folder, ".doctor")
  const isWritable = yield* Effect.isSuccess(
    Effect.andThen(fs.writeFileString(file, "", { flag: "w" }), fs.remove(file, { force: true }))
  )
  return [
    open.length === 0
      ? good("files", `${folder}, ${names.length} files that only this user may read`)
      : problem(
        "files",
        `other users may read ${open[0]} and ${open.length - 1} more in ${folder}`,
        `chmod -R go= "${folder}"`
      ),
    ...(isWritable ? [] : [problem("files", `${folder} cannot be written to`, "Check its owner and the free space.")]),
    ...((yield* people).length === 0 ? [note("files", "no creator has logged in here", "Run `tiktok login`.")] : [])
  ]
})

const proxy = Effect.gen(function*() {
  const { except, http, https } = yield* proxies
  const { baseUrl } = yield* CurrentTarget
  const used = baseUrl?.startsWith("http:") === true ? http : https
  if (used === undefined) return [good("proxy", "none (HTTPS_PROXY is not set)")]
  const url = URL.parse(used)
  if (url === null || !/^https?:$/.test(url.protocol)) {
    return [problem("proxy", "HTTPS_PROXY is no http or https URL", "Write it like http://proxy.example:3128.")]
  }
  return [note("proxy", `${proxyHost(used)}${except === undefined ? "" : `, except for ${except}`}`)]
})

// -----------------------------------------------------------------------------
// the server
// -----------------------------------------------------------------------------

const reachable = Effect.gen(function*() {
  const { baseUrl, contract } = yield* CurrentTarget
  const client = yield* HttpClient.HttpClient
  const origin = (baseUrl ?? "https://open.tiktokapis.com").replace(/\/$/, "")
  const before = yield* DateTime.now
  const response = yield* Effect.option(
    Effect.timeout(client.get(`${origin}/v2/user/info/?fields=open_id`), "15 seconds")
  )
  const name = baseUrl === undefined ? "TikTok" : origin
  if (response._tag === "None") {
    return [
      problem(
        "server",
        `${name} does not answer`,
        baseUrl === undefined
          ? "Check the network, and set HTTPS_PROXY if this one needs a proxy."
          : "Start it, or correct --base-url (or TIKTOK_BASE_URL)."
      )
    ]
  }
  const date = response.value.headers["date"]
  const theirs = date === undefined ? Number.NaN : Date.parse(date)
  const after = yield* DateTime.now
  // The header has whole seconds, and was written between the two times.
  const skew = Math.round((theirs - (before.epochMilliseconds + after.epochMilliseconds) / 2) / 1000)
  return [
    good("server", `${name} answers`),
    good("api", contract.name),
    Number.isNaN(skew)
      ? note("clock", "the server does not say its time")
      : Math.abs(skew) <= 60
      ? good("clock", `within ${Math.max(1, Math.abs(skew))} s of the server`)
      : problem(
        "clock",
        `this machine is ${Math.abs(skew)} s ${skew > 0 ? "behind" : "ahead"}`,
        "Set the clock. Tokens look expired, and webhooks are refused after five minutes."
      )
  ]
})

const redirectAddress = Effect.fnUntraced(function*(redirectUri: string) {
  const { port } = new URL(redirectUri)
  const isFree = yield* Effect.callback<boolean>((resume) => {
    const server = createServer()
    server.once("error", () => resume(Effect.succeed(false)))
    server.listen(Number(port), "127.0.0.1", () => server.close(() => resume(Effect.succeed(true))))
  })
  return [
    isFree
      ? note(
        "redirect",
        `logins return to ${redirectUri}`,
        "Register exactly this address for the app, under Login Kit, Desktop."
      )
      : problem(
        "redirect",
        `port ${port} of ${redirectUri} is taken`,
        "Free it, or choose another with --port that is registered."
      )
  ]
})

const app = Effect.gen(function*() {
  const { clientKey, clientSecret } = yield* CurrentTarget
  if (clientKey === undefined || clientSecret === undefined) return []
  const auth = yield* Auth.Auth
  return yield* auth.clientToken.pipe(
    Effect.as([good("app", "TikTok accepts the client key and secret")]),
    Effect.catchReason(
      "TikTokError",
      "Unsupported",
      () => Effect.succeed([note("app", "this API has no call that checks the client key and secret")])
    ),
    Effect.catch((error) => Effect.succeed([problemOf("app", error)]))
  )
})

/** TikTok shows a wrong key or address to the person who logs in; a server that says so in the status is asked. */
const loginPage = Effect.fnUntraced(function*({ redirectUri, scopes }: DoctorOptions) {
  const { clientKey } = yield* CurrentTarget
  if (clientKey === undefined) return []
  const auth = yield* Auth.Auth
  const client = yield* HttpClient.HttpClient
  const { url } = yield* auth.authorize({ redirectUri, scopes })
  const page = yield* Effect.option(Effect.timeout(client.get(url), "15 seconds"))
  if (page._tag === "None") return [note("redirect", "the login page does not answer", "Open it in a browser.")]
  return page.value.status < 400 ? [] : [
    problem(
      "redirect",
      `the login page refuses the client key, the redirect address or a scope (HTTP ${page.value.status})`,
      `Compare ${redirectUri} and ${scopes.join(",")} with the app in the developer portal.`
    )
  ]
})

// -----------------------------------------------------------------------------
// the creator
// -----------------------------------------------------------------------------

const login = (wanted: ReadonlyArray<string>) =>
  Effect.gen(function*() {
    const creator = yield* currentCreator
    const auth = yield* Auth.Auth
    const token = yield* Effect.result(auth.accessToken(creator))
    if (token._tag === "Failure") return [problemOf("login", token.failure)]
    const valid = yield* Effect.result(Creator.Creator.use(({ profile }) => profile(creator, ["creator"])))
    if (
      valid._tag === "Failure" && valid.failure.category === "login" && valid.failure.reason._tag !== "ScopeMissing"
    ) {
      return [problemOf("login", valid.failure)]
    }
    const who = good("login", nameOf({ creator, ...yield* namesOf(creator) }))
    if (yield* isTokenInVariable) {
      return [who, note("scopes", "the scopes of a token in TIKTOK_ACCESS_TOKEN are not known")]
    }
    const tokens = yield* TokenStore.TokenStore.use((store) => store.get(creator))
    const granted = tokens?.scopes ?? []
    const missing = wanted.filter((scope) => !granted.includes(scope))
    const until = tokens?.refreshExpiresAt
    const days = until === undefined
      ? undefined
      : Math.floor((until.epochMilliseconds - (yield* DateTime.now).epochMilliseconds) / 86_400_000)
    return [
      who,
      days !== undefined && days < 14
        ? note("login", `it ends in ${days} days`, "Run `tiktok login` before that.")
        : good("login", days === undefined ? "TikTok does not say when it ends" : `it lasts ${days} more days`),
      missing.length === 0
        ? good("scopes", `granted: ${granted.join(", ")}`)
        : problem(
          "scopes",
          `not granted: ${missing.join(", ")}`,
          `Run \`tiktok login --scopes ${wanted.join(",")}\`, and let the creator tick all of them.`
        )
    ]
  })

const mayPost = Effect.gen(function*() {
  const creator = yield* currentCreator
  const { info } = yield* Creator.Creator
  return yield* info(creator).pipe(
    Effect.map(({ maxVideoDuration, privacyLevels }): ReadonlyArray<Finding> => [
      good(
        "creator",
        `may post as ${privacyLevels.join(", ")}${
          maxVideoDuration === undefined ? "" : `, at most ${Math.round(Duration.toSeconds(maxVideoDuration))} s`
        }`
      ),
      privacyLevels.length === 1 && privacyLevels[0] === "SELF_ONLY"
        ? note("audit", "only SELF_ONLY is offered: the app is not audited, or the account is private", audit)
        : note("audit", "cannot be seen from here: an app that is not audited may be offered every level", audit)
    ]),
    Effect.catchReason(
      "TikTokError",
      "Unsupported",
      () => Effect.succeed([note("creator", "this API does not say what the creator may post")])
    ),
    Effect.catchReason(
      "TikTokError",
      "ScopeMissing",
      () => Effect.succeed([note("creator", "what the creator may post needs the scope video.publish")])
    ),
    Effect.catch((error) => Effect.succeed([problemOf("creator", error)]))
  )
})

const audit = "Until TikTok has audited the app, it publishes only private posts, of at most five creators a day."

const address = Effect.fnUntraced(function*(url: string) {
  const creator = yield* currentCreator
  const auth = yield* Auth.Auth
  const { app, call, contract } = yield* TikTokApi.TikTokApi
  const { take } = yield* Quota.Quota
  yield* take(contract.limits("inbox.init", creator, app.clientKey))
  const started = yield* Effect.result(
    auth.withToken(creator, (token) => call(contract.posts.videoDraft, { source: { _tag: "Pull", url } }, token))
  )
  if (started._tag === "Failure") return [problemOf("address", started.failure)]
  const cancel = contract.posts.cancel
  const { publishId } = started.success
  const isCanceled = cancel !== undefined && (yield* Effect.isSuccess(
    auth.withToken(creator, (token) => call(cancel, publishId, token))
  ))
  return [
    isCanceled
      ? good("address", `TikTok may fetch ${url}`)
      : note(
        "address",
        `TikTok may fetch ${url}; the draft ${publishId} could not be canceled`,
        "The creator may find it in the inbox."
      )
  ]
})

const limits = Effect.map(quotaLeft, ({ limits }) => {
  const full = limits.filter(({ roomInSeconds }) => roomInSeconds > 0)
  return full.length === 0
    ? [good("limits", "there is room in each of TikTok's limits, as far as this machine counts")]
    : full.map(({ name, roomInSeconds }) =>
      note("limits", `${name} is full for ${roomInSeconds} s`, "A publish waits for it.")
    )
})

const unfinished = Effect.map(pending, ({ pending }) => {
  const needs = pending.filter(({ _tag }) => _tag !== "Resumable")
  return pending.length === 0
    ? [good("posts", "no publish is unfinished")]
    : [
      needs.length > 0
        ? note("posts", `${needs.length} publishes need a person`, "`tiktok pending` says why.")
        : note("posts", `${pending.length} publishes are unfinished`, "`tiktok pending` lists them.")
    ]
})
