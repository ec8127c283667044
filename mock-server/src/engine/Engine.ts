import type { Hash } from "node:crypto"
import type { App } from "./App.ts"
import { type ClockSource, type EngineClock, makeClock } from "./Clock.ts"
import type { Contracts } from "./Contract.ts"
import type { Creator } from "./Creator.ts"
import { type FixedIds, type Ids, makeIds } from "./Ids.ts"
import type { Media } from "./Media.ts"
import type { Post } from "./Post.ts"
import type { AccessToken, AuthorizationCode, Delivery, RefreshToken, Upload, WebhookEvent } from "./records.ts"
import { type RuleOptions, type Rules, rulesOf, type ScenarioRules } from "./Rules.ts"
import { Table } from "./Table.ts"

/**
 * Everything the mock remembers. Values are plain JSON and, but for the windows, never changed in place. A snapshot is a
 * copy of tables.
 */
export interface State {
  readonly apps: Table<App>
  readonly creators: Table<Creator>
  readonly codes: Table<AuthorizationCode>
  readonly accessTokens: Table<AccessToken>
  readonly refreshTokens: Table<RefreshToken>
  readonly posts: Table<Post>
  readonly uploads: Table<Upload>
  /** Moments of accepted requests, by limit and subject, in the order of time. */
  readonly windows: Table<Array<number>>
  /** Webhook events that do not follow from posts, by id. */
  readonly webhookEvents: Table<WebhookEvent>
  /** Webhook deliveries, by the id of their event. */
  readonly deliveries: Table<Delivery>
  /** Ids handed out, by kind. */
  readonly counters: Table<number>
}

/** The engine: state, clock, ids and rules. */
export interface Engine {
  readonly state: State
  readonly clock: EngineClock
  readonly ids: Ids
  /** Replaced as a whole when the scenario is switched. */
  rules: Rules
  /** The APIs in front of the engine; a post goes by the rules of the one it came through. */
  readonly contracts: Contracts
  /** Running hash of each upload up to its confirmed byte; a hash cannot be stored, so it is no part of the state. */
  readonly digests: Map<string, Hash>
  /** What is kept of uploaded files; files are no part of the state either. */
  readonly media: Media
}

/** Options for the ids and the time of a mock. */
export interface EngineOptions extends RuleOptions {
  /** Ids and tokens follow from it: the same seed, clock and calls give the same bytes. */
  readonly seed?: string | undefined
  /** Where time comes from, in epoch milliseconds; the system's clock by default. */
  readonly clock?: ClockSource | undefined
}

/** The seed when none is given. */
export const DEFAULT_SEED = "tiktok-mock"

/** What an engine needs of its scenario. */
interface EngineScenario extends ScenarioRules {
  readonly fixedIds?: FixedIds | undefined
}

/** Makes an empty engine. It asks for the scenario again with each id, because the scenario can change. */
export const makeEngine = (
  options: EngineOptions,
  { changed, contracts, media, scenario }: Pick<Engine, "contracts" | "media"> & {
    readonly scenario: () => EngineScenario
    /** Called after each change. */
    readonly changed: () => void
  }
): Engine => {
  const state = emptyState(changed)
  return {
    state,
    clock: makeClock(options.clock, changed),
    ids: makeIds(options.seed ?? DEFAULT_SEED, state.counters, () => scenario().fixedIds),
    digests: new Map(),
    media,
    contracts,
    rules: rulesOf(options, scenario())
  }
}

/** A state that remembers nothing, and tells when that changes. */
export const emptyState = (changed: () => void = () => {}): State => ({
  apps: new Table(changed),
  creators: new Table(changed),
  codes: new Table(changed),
  accessTokens: new Table(changed),
  refreshTokens: new Table(changed),
  posts: new Table(changed),
  uploads: new Table(changed),
  windows: new Table(changed),
  webhookEvents: new Table(changed),
  deliveries: new Table(changed),
  counters: new Table(changed)
})

/** The app a key names. */
export const findApp = (engine: Engine, clientKey: string): App | undefined =>
  engine.state.apps.get(clientKey) ?? [...engine.state.apps.values()].find((app) => app.clientKeys.includes(clientKey))
