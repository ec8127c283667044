import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as Struct from "effect/Struct"
import { type Document, isMap, isScalar, isSeq, LineCounter, parseDocument } from "yaml"
import { decodeAll } from "../control/decode.ts"
import { AppPatchShape, Contract, Count, NewCreatorShape, Privacy, ScopeName } from "../control/schemas/accounts.ts"
import { LifecycleShape, LifetimesShape, LimitsShape, SwitchesShape } from "../control/schemas/ruleChanges.ts"
import { readSwitches } from "../coverage/readSwitches.ts"
import { type App, redirectProblem } from "../engine/App.ts"
import type { Creator } from "../engine/Creator.ts"
import { digitsOf } from "../engine/Ids.ts"
import { readLimits } from "../engine/Rules.ts"
import { blankCreator, demoApp, privateCreator, publicCreator, type Scenario } from "../scenarios/Scenario.ts"
import { isScenarioName, scenarios } from "../scenarios/scenarios.ts"

const AppSeed = Schema.Struct({ clientKey: Schema.NonEmptyString, ...AppPatchShape.fields })

const TokenSeed = Schema.Struct({
  creator: Schema.optionalKey(Schema.String),
  clientKey: Schema.optionalKey(Schema.String),
  accessToken: Schema.NonEmptyString,
  refreshToken: Schema.optionalKey(Schema.NonEmptyString),
  contract: Schema.optionalKey(Contract),
  scopes: Schema.optionalKey(Schema.Array(ScopeName)),
  expiresInSeconds: Schema.optionalKey(Count)
})

const PostSeed = Schema.Struct({
  creator: Schema.optionalKey(Schema.String),
  clientKey: Schema.optionalKey(Schema.String),
  contract: Schema.optionalKey(Contract),
  kind: Schema.optionalKey(Schema.Literals(["video", "photo"])),
  draft: Schema.optionalKey(Schema.Boolean),
  caption: Schema.optionalKey(Schema.String),
  privacy: Schema.optionalKey(Privacy),
  ageSeconds: Schema.optionalKey(Count),
  failReason: Schema.optionalKey(Schema.NonEmptyString)
})

const atLeastOne = Schema.isMinLength(1, {
  message: "must have at least one entry; omit it for those of the scenario"
})

const Seed = Schema.Struct(Struct.map({
  name: Schema.NonEmptyString,
  description: Schema.String,
  scenario: Schema.String,
  creators: Schema.Array(NewCreatorShape).check(atLeastOne),
  apps: Schema.Array(AppSeed).check(atLeastOne),
  tokens: Schema.Array(TokenSeed),
  posts: Schema.Array(PostSeed),
  lifecycle: LifecycleShape,
  limits: LimitsShape,
  lifetimes: LifetimesShape,
  switches: SwitchesShape
}, Schema.optionalKey))

// The limit of the parser.
const MAX_ALIASES = 100

/** A path in a seed file and the rule that it breaks. */
interface SeedProblem {
  readonly path: ReadonlyArray<PropertyKey>
  readonly rule: string
}

/**
 * Reads a seed file in YAML or JSON. Omitted parts are those of the scenario that it names, or of `happy`. Fails with one
 * line for each problem: line, path, rule.
 */
export const readSeed = (text: string, contract: typeof Contract.Type): Result.Result<Scenario, string> => {
  const lineCounter = new LineCounter()
  const document = parseDocument(text, { lineCounter, resolveKnownTags: false })
  const unreadable = problemsOf(document)
  if (unreadable.length > 0) return Result.fail(unreadable.join("\n"))

  const lineOf = (path: ReadonlyArray<PropertyKey>): number => {
    for (let length = path.length; length > 0; length--) {
      const parent: unknown = length === 1 ? document.contents : document.getIn(path.slice(0, length - 1), true)
      const step = path[length - 1]
      const key: unknown = isMap(parent)
        ? parent.items.find(({ key }) => (isScalar(key) ? key.value : key) === step)?.key
        : isSeq(parent)
        ? parent.items[Number(step)]
        : undefined
      const range = typeof key === "object" && key !== null && "range" in key ? key.range : undefined
      if (Array.isArray(range)) return lineCounter.linePos(Number(range[0])).line
    }
    return 1
  }
  const explain = ({ path, rule }: SeedProblem) => `line ${lineOf(path)}: ${nameOfPath(path)} ${rule}`

  const parsed = Result.try({ try: (): unknown => document.toJS() ?? {}, catch: aliasProblem })
  if (Result.isFailure(parsed)) return Result.fail(parsed.failure)
  if (!isMapping(parsed.success)) return Result.fail(explain({ path: [], rule: NO_MAPPING }))
  const decoded = decodeAll(Seed, parsed.success)
  if (Result.isFailure(decoded)) return Result.fail(decoded.failure.map(explain).join("\n"))
  const problems: Array<SeedProblem> = []
  const scenario = toScenario(decoded.success, contract, {
    addProblem: (path, rule) => problems.push({ path, rule }),
    describePosition: (path) => `${nameOfPath(path)} in line ${lineOf(path)}`
  })
  return problems.length > 0 ? Result.fail(problems.map(explain).join("\n")) : Result.succeed(scenario)
}

const nameOfPath = (path: ReadonlyArray<PropertyKey>) => path.map(String).join(".") || "it"

/** The syntax errors of the YAML, one line each. */
const problemsOf = ({ errors, warnings }: Document): ReadonlyArray<string> => {
  const [broken] = errors
  const tags = warnings.filter(({ code }) => code === "TAG_RESOLVE_FAILED")
  if (broken === undefined) {
    return tags.map(({ linePos, message }) => {
      const [, tag = ""] = /^Unresolved tag: (\S+)/.exec(message) ?? []
      const written = tag.replace(/^tag:yaml\.org,2002:/, "!!")
      return `line ${linePos?.[0].line ?? 1}: the tag ${written} is not supported; write the value without it`
    })
  }
  if (broken.code === "MULTIPLE_DOCS") {
    return [
      `line ${broken.linePos?.[0].line ?? 1}: a second document starts; a seed file must be one document, without ---`
    ]
  }
  // The rest of the message shows the position, which the line number has already.
  const [summary = broken.message] = broken.message.split("\n")
  return [summary.replace("Maximum call stack size exceeded", "it is nested too deeply")]
}

/** The problem with an alias, which the parser finds when it resolves it. */
const aliasProblem = (error: unknown): string => {
  const message = error instanceof Error ? error.message : String(error)
  if (message.startsWith("Excessive alias")) {
    return `its aliases (*name) expand to more than ${MAX_ALIASES} values; write out the values`
  }
  const [, name] = /^Unresolved alias.*: (.*)$/.exec(message) ?? []
  return name === undefined
    ? `its aliases (*name) cannot be resolved: ${message}`
    : `the alias *${name} has no anchor &${name} before it`
}

const isMapping = (value: unknown): boolean =>
  typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype

const NO_MAPPING = `must be a mapping with some of the names ${Object.keys(Seed.fields).join(", ")}`

/** Collects problems. */
interface Report {
  readonly addProblem: (path: ReadonlyArray<PropertyKey>, rule: string) => void
  /** Describes a position, for a rule that refers to another one. */
  readonly describePosition: (path: ReadonlyArray<PropertyKey>) => string
}

const toScenario = (seed: typeof Seed.Type, defaultContract: typeof Contract.Type, report: Report): Scenario => {
  const { addProblem, describePosition } = report
  const { scenario: baseName = "happy" } = seed
  if (!isScenarioName(baseName)) addProblem(["scenario"], `must be one of ${Object.keys(scenarios).join(", ")}`)
  const base: Scenario = isScenarioName(baseName) ? scenarios[baseName] : scenarios.happy
  const creators = seed.creators?.map(creatorOf) ?? base.creators ?? [publicCreator, privateCreator]
  const apps = seed.apps?.map((app) => appOf(app)) ?? base.apps ?? [demoApp]
  const checkField = (list: string, field: string, values: ReadonlyArray<string>) =>
    checkUnique(
      values,
      (index, first) =>
        addProblem([list, index, field], `must be unique, but equals ${describePosition([list, first, field])}`)
    )
  checkField("creators", "username", creators.map(({ username }) => username))
  checkField("creators", "openId", creators.map(({ openId }) => openId))
  checkField("apps", "clientKey", apps.map(({ clientKeys }) => clientKeys[0]))
  for (const [index, { redirectUris = [] }] of (seed.apps ?? []).entries()) {
    for (const [place, redirectUri] of redirectUris.entries()) {
      const problem = redirectProblem(redirectUri)
      if (problem !== undefined) addProblem(["apps", index, "redirectUris", place], problem)
    }
  }

  const appAndCreatorOf = (
    { clientKey, creator }: { readonly clientKey?: string; readonly creator?: string },
    path: ReadonlyArray<PropertyKey>
  ) => {
    const author = creators.find(({ openId, username }) =>
      creator === undefined || [openId, username].includes(creator)
    )
    if (author === undefined) addProblem([...path, "creator"], `must be one of ${creators.map(nameOf).join(", ")}`)
    const app = apps.find(({ clientKeys }) => clientKey === undefined || clientKeys.includes(clientKey))
    if (app === undefined) addProblem([...path, "clientKey"], `must be one of ${apps.map(keyOf).join(", ")}`)
    return { creator: author?.openId ?? "", appId: app?.clientKeys[0] ?? "", approved: app?.scopes ?? [] }
  }
  const switches = readSwitches(seed.switches ?? {})
  if (Result.isFailure(switches)) {
    for (const { name, rule } of switches.failure) {
      addProblem(["switches", name], rule)
    }
  }
  const { tokens: tokenSeeds = [] } = seed
  const tokens = tokenSeeds.map((token, index) => {
    const { appId, approved, creator } = appAndCreatorOf(token, ["tokens", index])
    return {
      creator,
      appId,
      accessToken: token.accessToken,
      refreshToken: token.refreshToken ?? `${token.accessToken}-refresh`,
      contract: token.contract ?? defaultContract,
      scopes: token.scopes ?? approved,
      expiresInSeconds: token.expiresInSeconds
    }
  })
  checkField("tokens", "accessToken", tokens.map(({ accessToken }) => accessToken))
  const hasDefaultRefresh = (index: number) => tokenSeeds[index]?.refreshToken === undefined
  const refreshPath = (index: number) => ["tokens", index, hasDefaultRefresh(index) ? "accessToken" : "refreshToken"]
  checkUnique(tokens.map(({ refreshToken }) => refreshToken), (index, first) => {
    // Then the access tokens are equal too, which is reported already.
    if (hasDefaultRefresh(index) && hasDefaultRefresh(first)) return
    const rule = hasDefaultRefresh(index)
      ? `must have a unique refresh token, but ${DEFAULT_REFRESH}`
      : "must be unique, but"
    const other = hasDefaultRefresh(first) ? `${DEFAULT_REFRESH} of ` : ""
    addProblem(refreshPath(index), `${rule} equals ${other}${describePosition(refreshPath(first))}`)
  })
  const posts = (seed.posts ?? []).map((post, index) => {
    const { appId, creator } = appAndCreatorOf(post, ["posts", index])
    const { ageSeconds = 0, caption = "", draft = false, failReason, kind = "video" } = post
    const { contract = defaultContract, privacy = "PUBLIC_TO_EVERYONE" } = post
    return { creator, appId, contract, kind, draft, caption, privacy, ageSeconds, failReason }
  })
  return {
    ...base,
    name: seed.name ?? "seed-file",
    description: seed.description ?? "The state in the seed file.",
    creators,
    apps,
    lifecycle: seed.lifecycle ?? base.lifecycle,
    limits: { ...base.limits, ...readLimits(seed.limits) },
    lifetimes: { ...base.lifetimes, ...seed.lifetimes },
    switches: { ...base.switches, ...Result.getOrElse(switches, () => ({})) },
    logins: tokens,
    history: posts
  }
}

const DEFAULT_REFRESH = "<accessToken>-refresh"

const checkUnique = (values: ReadonlyArray<string>, addProblem: (index: number, first: number) => void): void => {
  for (const [index, value] of values.entries()) {
    const first = values.indexOf(value)
    if (first < index) addProblem(index, first)
  }
}

const creatorOf = ({ openId, username, ...settings }: typeof NewCreatorShape.Type): Creator => ({
  ...blankCreator(openId ?? digitsOf(`creator/${username}`), username),
  ...settings
})

const appOf = ({ clientKey, ...settings }: typeof AppSeed.Type): App => ({
  ...demoApp,
  ...settings,
  clientKeys: [clientKey]
})

const nameOf = ({ username }: Creator) => username

const keyOf = ({ clientKeys }: App) => clientKeys[0]
