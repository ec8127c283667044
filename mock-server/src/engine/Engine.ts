import type { Hash } from "node:crypto"
import type { App } from "./App.ts"
import { type ClockSource, type EngineClock, makeClock } from "./Clock.ts"
import type { Contracts } from "./ContractRules.ts"
import type { Creator } from "./Creator.ts"
import { type FixedIds, type Ids, makeIds } from "./Ids.ts"
import type { Media } from "./MediaStore.ts"
import type { Post } from "./Post.ts"
import type {
  AccessToken,
  ArrivingChunk,
  AuthorizationCode,
  Delivery,
  RefreshToken,
  Upload,
  WebhookEvent
} from "./records.ts"
import { type RuleOptions, type Rules, rulesOf, type ScenarioRules } from "./Rules.ts"
import { Table } from "./Table.ts"

/**
 * Everything the mock stores. Values are plain JSON. They are replaced, not changed in place, except for the windows. A
 * snapshot is a copy of the tables.
 */
export interface State {
  readonly apps: Table<App>
  readonly creators: Table<Creator>
  readonly codes: Table<AuthorizationCode>
  readonly accessTokens: Table<AccessToken>
  readonly refreshTokens: Table<RefreshToken>
  readonly posts: Table<Post>
  readonly uploads: Table<Upload>
  /** Times of accepted requests in ascending order, by limit and subject. */
  readonly windows: Table<Array<number>>
  /** Webhook events that are not derived from posts, by id. */
  readonly webhookEvents: Table<WebhookEvent>
  /** Webhook deliveries, by the id of their event. */
  readonly deliveries: Table<Delivery>
  /** Numbers of issued ids, by kind. */
  readonly counters: Table<number>
}

/** The engine: state, clock, ids and rules. A snapshot has the state, the position of the clock and `startedAt`. */
export interface Engine {
  readonly state: State
  readonly clock: EngineClock
  readonly ids: Ids
  /** When the mock was made or reset, or an earlier time to which its clock was set. In epoch milliseconds. */
  startedAt: number
  /** Replaced as a whole when the scenario is switched. */
  rules: Rules
  /** The rules of each contract. A post follows those of the contract that made it. */
  readonly contracts: Contracts
  /** Running hash of each upload up to its confirmed byte. A hash cannot be stored as JSON, so it is not part of the state. */
  readonly digests: Map<string, Hash>
  /** The uploaded files that are kept. They are not part of the state. */
  readonly media: Media
  /** The chunks that are arriving, by upload id. */
  readonly arriving: Map<string, ArrivingChunk>
}

/** Options for the ids and the time of a mock. */
export interface EngineOptions extends RuleOptions {
  /**
   * The seed of ids and tokens: the same seed and calls give the same ones. A function is called at the start of the mock and
   * of each tenant, at each reset and for each restored snapshot, so that it can give another seed.
   *
   * @default the same seed at each start
   */
  readonly seed?: string | (() => string) | undefined
  /** The source of time; the system's clock by default. */
  readonly clock?: ClockSource | undefined
}

/** The seed when none is given. */
export const DEFAULT_SEED = "tiktok-mock"

/** The part of a scenario that the engine uses. */
interface EngineScenario extends ScenarioRules {
  readonly fixedIds?: FixedIds | undefined
}

/** Makes an empty engine. It reads the scenario again for each id, because the scenario can be switched. */
export const makeEngine = (
  options: EngineOptions,
  { changed, contracts, media, scenario, seed }: Pick<Engine, "contracts" | "media"> & {
    /** The current seed. */
    readonly seed: () => string
    readonly scenario: () => EngineScenario
    /** Called after each change. */
    readonly changed: () => void
  }
): Engine => {
  const state = emptyState(changed)
  const clock = makeClock(options.clock, () => {
    engine.startedAt = Math.min(engine.startedAt, clock.now())
    changed()
  })
  const engine: Engine = {
    state,
    clock,
    startedAt: clock.now(),
    ids: makeIds(seed, state.counters, () => scenario().fixedIds),
    digests: new Map(),
    media,
    contracts,
    arriving: new Map(),
    rules: rulesOf(options, scenario())
  }
  return engine
}

/** Makes an empty state. `changed` is called after each change. */
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

export const findApp = (engine: Engine, clientKey: string): App | undefined =>
  engine.state.apps.get(clientKey) ?? [...engine.state.apps.values()].find((app) => app.clientKeys.includes(clientKey))
