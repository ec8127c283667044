import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as Struct from "effect/Struct"
import { type Document, isMap, isScalar, isSeq, LineCounter, parseDocument } from "yaml"
import { decodeAll } from "../control/decode.ts"
import { AppPatchShape, Contract, Count, NewCreatorShape, Privacy, ScopeName } from "../control/schemas/accounts.ts"
import { LifecycleShape, LifetimesShape, LimitsShape } from "../control/schemas/rules.ts"
import { type App, redirectProblem } from "../engine/App.ts"
import type { Creator } from "../engine/Creator.ts"
import { blankCreator, demoApp, privateCreator, publicCreator, type Scenario } from "../scenarios/Scenario.ts"
import { isScenarioName, scenarios } from "../scenarios/scenarios.ts"
import { digitsOf } from "../scenarios/seeds.ts"

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
  message: "must have at least one, or be left out to have those of the scenario"
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
  lifetimes: LifetimesShape
}, Schema.optionalKey))

// The parser's own bound.
const MOST_ALIASES = 100

/** Something that is wrong with a seed: where, and which rule it breaks. */
interface SeedProblem {
  readonly path: ReadonlyArray<PropertyKey>
  readonly rule: string
}

/**
 * Reads a starting state from YAML or JSON, which YAML includes. What it leaves out is as in the scenario it names, or as in `happy`.
 * Fails with one line for each thing that is wrong: line, path, rule.
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

  const engine = Result.try({ try: (): unknown => document.toJS() ?? {}, catch: aliasProblem })
  if (Result.isFailure(engine)) return Result.fail(engine.failure)
  if (!isMapping(engine.success)) return Result.fail(explain({ path: [], rule: NO_MAPPING }))
  const decoded = decodeAll(Seed, engine.success)
  if (Result.isFailure(decoded)) return Result.fail(decoded.failure.map(explain).join("\n"))
  const problems: Array<SeedProblem> = []
  const scenario = toScenario(decoded.success, contract, {
    complain: (path, rule) => problems.push({ path, rule }),
    placeOf: (path) => `${nameOfPath(path)} in line ${lineOf(path)}`
  })
  return problems.length > 0 ? Result.fail(problems.map(explain).join("\n")) : Result.succeed(scenario)
}

const nameOfPath = (path: ReadonlyArray<PropertyKey>) => path.map(String).join(".") || "it"

/** What is wrong with the YAML itself, one line each. */
const problemsOf = ({ errors, warnings }: Document): ReadonlyArray<string> => {
  const [broken] = errors
  const tags = warnings.filter(({ code }) => code === "TAG_RESOLVE_FAILED")
  if (broken === undefined) {
    return tags.map(({ linePos, message }) => {
      const [, tag = ""] = /^Unresolved tag: (\S+)/.exec(message) ?? []
      const written = tag.replace(/^tag:yaml\.org,2002:/, "!!")
      return `line ${linePos?.[0].line ?? 1}: the tag ${written} is not known here; write the value without it`
    })
  }
  if (broken.code === "MULTIPLE_DOCS") {
    return [
      `line ${broken.linePos?.[0].line ?? 1}: a second document begins; a seed is one document, without --- in it`
    ]
  }
  // The rest of the message draws the place, which the line names already.
  const [inShort = broken.message] = broken.message.split("\n")
  return [inShort.replace("Maximum call stack size exceeded", "it is nested too deeply")]
}

/** What is wrong with aliases, which is found when they are followed. */
const aliasProblem = (error: unknown): string => {
  const message = error instanceof Error ? error.message : String(error)
  if (message.startsWith("Excessive alias")) {
    return `its aliases (*name) stand for more than ${MOST_ALIASES} values; write out what they stand for`
  }
  const [, name] = /^Unresolved alias.*: (.*)$/.exec(message) ?? []
  return name === undefined
    ? `its aliases (*name) cannot be followed: ${message}`
    : `the alias *${name} has no anchor &${name} before it`
}

const isMapping = (value: unknown): boolean =>
  typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype

const NO_MAPPING = `must be a mapping with some of the names ${Object.keys(Seed.fields).join(", ")}`

/** Where problems are told. */
interface Report {
  readonly complain: (path: ReadonlyArray<PropertyKey>, rule: string) => void
  /** Words for a place, for a rule that speaks of another. */
  readonly placeOf: (path: ReadonlyArray<PropertyKey>) => string
}

const toScenario = (seed: typeof Seed.Type, byDefault: typeof Contract.Type, report: Report): Scenario => {
  const { complain, placeOf } = report
  const { scenario: baseName = "happy" } = seed
  if (!isScenarioName(baseName)) complain(["scenario"], `must be one of ${Object.keys(scenarios).join(", ")}`)
  const base: Scenario = isScenarioName(baseName) ? scenarios[baseName] : scenarios.happy
  const creators = seed.creators?.map(creatorOf) ?? base.creators ?? [publicCreator, privateCreator]
  const apps = seed.apps?.map((app) => appOf(app)) ?? base.apps ?? [demoApp]
  const checkField = (list: string, field: string, values: ReadonlyArray<string>) =>
    checkUnique(
      values,
      (index, first) => complain([list, index, field], `is there already, as ${placeOf([list, first, field])}`)
    )
  checkField("creators", "username", creators.map(({ username }) => username))
  checkField("creators", "openId", creators.map(({ openId }) => openId))
  checkField("apps", "clientKey", apps.map(({ clientKeys }) => clientKeys[0]))
  for (const [index, { redirectUris = [] }] of (seed.apps ?? []).entries()) {
    for (const [place, redirectUri] of redirectUris.entries()) {
      const problem = redirectProblem(redirectUri)
      if (problem !== undefined) complain(["apps", index, "redirectUris", place], problem)
    }
  }

  const appAndCreatorOf = (
    { clientKey, creator }: { readonly clientKey?: string; readonly creator?: string },
    path: ReadonlyArray<PropertyKey>
  ) => {
    const author = creators.find(({ openId, username }) =>
      creator === undefined || [openId, username].includes(creator)
    )
    if (author === undefined) complain([...path, "creator"], `must be one of ${creators.map(nameOf).join(", ")}`)
    const app = apps.find(({ clientKeys }) => clientKey === undefined || clientKeys.includes(clientKey))
    if (app === undefined) complain([...path, "clientKey"], `must be one of ${apps.map(keyOf).join(", ")}`)
    return { creator: author?.openId ?? "", appId: app?.clientKeys[0] ?? "", approved: app?.scopes ?? [] }
  }
  const { tokens: tokenSeeds = [] } = seed
  const tokens = tokenSeeds.map((token, index) => {
    const { appId, approved, creator } = appAndCreatorOf(token, ["tokens", index])
    return {
      creator,
      appId,
      accessToken: token.accessToken,
      refreshToken: token.refreshToken ?? `${token.accessToken}-refresh`,
      contract: token.contract ?? byDefault,
      scopes: token.scopes ?? approved,
      expiresInSeconds: token.expiresInSeconds
    }
  })
  checkField("tokens", "accessToken", tokens.map(({ accessToken }) => accessToken))
  const isByDefault = (index: number) => tokenSeeds[index]?.refreshToken === undefined
  const placeIn = (index: number) => ["tokens", index, isByDefault(index) ? "accessToken" : "refreshToken"]
  checkUnique(tokens.map(({ refreshToken }) => refreshToken), (index, first) => {
    // Then the access tokens are the same as well.
    if (isByDefault(index) && isByDefault(first)) return
    const rule = isByDefault(index) ? `comes with the refresh token ${DEFAULT_REFRESH}, which is there` : "is there"
    const other = isByDefault(first) ? `${DEFAULT_REFRESH} of ` : ""
    complain(placeIn(index), `${rule} already, as ${other}${placeOf(placeIn(first))}`)
  })
  const posts = (seed.posts ?? []).map((post, index) => {
    const { appId, creator } = appAndCreatorOf(post, ["posts", index])
    const { ageSeconds = 0, caption = "", draft = false, failReason, kind = "video" } = post
    const { contract = byDefault, privacy = "PUBLIC_TO_EVERYONE" } = post
    return { creator, appId, contract, kind, draft, caption, privacy, ageSeconds, failReason }
  })
  return {
    ...base,
    name: seed.name ?? "seed-file",
    description: seed.description ?? "What the seed file says.",
    creators,
    apps,
    lifecycle: seed.lifecycle ?? base.lifecycle,
    limits: { ...base.limits, ...seed.limits },
    lifetimes: { ...base.lifetimes, ...seed.lifetimes },
    logins: tokens,
    history: posts
  }
}

const DEFAULT_REFRESH = "<accessToken>-refresh"

const checkUnique = (values: ReadonlyArray<string>, complain: (index: number, first: number) => void): void => {
  for (const [index, value] of values.entries()) {
    const first = values.indexOf(value)
    if (first < index) complain(index, first)
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
