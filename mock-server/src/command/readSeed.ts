import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as Struct from "effect/Struct"
import { isMap, isScalar, isSeq, LineCounter, parseDocument } from "yaml"
import { decodeAll } from "../control/decode.ts"
import { LifecycleShape, LifetimesShape, LimitsShape } from "../control/schemas/rules.ts"
import { AppPatchShape, Contract, Count, NewCreatorShape, Privacy, ScopeName } from "../control/schemas/world.ts"
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

const Seed = Schema.Struct(Struct.map({
  name: Schema.NonEmptyString,
  description: Schema.String,
  scenario: Schema.String,
  creators: Schema.NonEmptyArray(NewCreatorShape),
  apps: Schema.NonEmptyArray(AppSeed),
  tokens: Schema.Array(TokenSeed),
  posts: Schema.Array(PostSeed),
  lifecycle: LifecycleShape,
  limits: LimitsShape,
  lifetimes: LifetimesShape
}, Schema.optionalKey))

/** Something that is wrong with a seed: where, and which rule it breaks. */
interface SeedProblem {
  readonly path: ReadonlyArray<PropertyKey>
  readonly rule: string
}

/**
 * Reads a world from YAML or JSON, which YAML includes. What it leaves out is as in the scenario it names, or as in `happy`.
 * Fails with one line for each thing that is wrong: line, path, rule.
 */
export const readSeed = (text: string, contract: typeof Contract.Type): Result.Result<Scenario, string> => {
  const lineCounter = new LineCounter()
  const document = parseDocument(text, { lineCounter })
  const [broken] = document.errors
  // The rest of the message draws the place, which the line names already.
  if (broken !== undefined) return Result.fail(broken.message.split("\n")[0] ?? broken.message)

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
  const explain = ({ path, rule }: SeedProblem) => `line ${lineOf(path)}: ${path.map(String).join(".") || "it"} ${rule}`

  const decoded = decodeAll(Seed, document.toJS() ?? {})
  if (Result.isFailure(decoded)) return Result.fail(decoded.failure.map(explain).join("\n"))
  const problems: Array<SeedProblem> = []
  const scenario = toScenario(decoded.success, contract, (path, rule) => problems.push({ path, rule }))
  return problems.length > 0 ? Result.fail(problems.map(explain).join("\n")) : Result.succeed(scenario)
}

type Complain = (path: ReadonlyArray<PropertyKey>, rule: string) => void

const toScenario = (seed: typeof Seed.Type, byDefault: typeof Contract.Type, complain: Complain): Scenario => {
  const { scenario: baseName = "happy" } = seed
  if (!isScenarioName(baseName)) complain(["scenario"], `must be one of ${Object.keys(scenarios).join(", ")}`)
  const base: Scenario = isScenarioName(baseName) ? scenarios[baseName] : scenarios.happy
  const creators = seed.creators?.map(creatorOf) ?? base.creators ?? [publicCreator, privateCreator]
  const apps = seed.apps?.map((app) => appOf(app)) ?? base.apps ?? [demoApp]
  checkUnique(creators.map(({ username }) => username), (index) => complain(["creators", index, "username"], TAKEN))
  checkUnique(creators.map(({ openId }) => openId), (index) => complain(["creators", index, "openId"], TAKEN))
  checkUnique(apps.map(({ clientKeys }) => clientKeys[0]), (index) => complain(["apps", index, "clientKey"], TAKEN))
  for (const [index, { redirectUris = [] }] of (seed.apps ?? []).entries()) {
    for (const [place, redirectUri] of redirectUris.entries()) {
      const problem = redirectProblem(redirectUri)
      if (problem !== undefined) complain(["apps", index, "redirectUris", place], problem)
    }
  }

  const partiesOf = (
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
  const tokens = (seed.tokens ?? []).map((token, index) => {
    const { appId, approved, creator } = partiesOf(token, ["tokens", index])
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
  checkUnique(
    tokens.map(({ accessToken }) => accessToken),
    (index) => complain(["tokens", index, "accessToken"], TAKEN)
  )
  const posts = (seed.posts ?? []).map((post, index) => {
    const { appId, creator } = partiesOf(post, ["posts", index])
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

const TAKEN = "is there already"

const checkUnique = (values: ReadonlyArray<string>, complain: (index: number) => void): void => {
  for (const [index, value] of values.entries()) {
    if (values.indexOf(value) < index) complain(index)
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
