import type { Hono } from "hono"
import { type Control, makeControl } from "./Control.ts"
import { type ClockSource, makeClock, type MockClock, unmoved } from "./engine/Clock.ts"
import { type ContractName, contractNames } from "./engine/Dialect.ts"
import { type Faults, makeFaults } from "./engine/Faults.ts"
import { makeIds } from "./engine/Ids.ts"
import { type Journal, makeJournal } from "./engine/Journal.ts"
import {
  documentedLifetimes,
  documentedLimits,
  type Lifecycle,
  type Lifetimes,
  type Limits,
  noLimits,
  SECOND
} from "./engine/Rules.ts"
import { copyTables, restoreTables, type Snapshot } from "./engine/Snapshot.ts"
import { defaultSwitches, type Switches } from "./engine/Switches.ts"
import { emptyState, type World } from "./engine/World.ts"
import { makeFetch, type MockFetch } from "./fetch.ts"
import { listen, type Listening, type ListenOptions } from "./listen.ts"
import { begin } from "./scenarios/begin.ts"
import type { Scenario } from "./scenarios/Scenario.ts"
import { type ScenarioName, scenarios } from "./scenarios/scenarios.ts"
import { makeWebhooks, type WebhookOptions, type Webhooks } from "./Webhooks.ts"
import { makeApp } from "./wire/app.ts"
import { catalog } from "./wire/catalog/contract.ts"
import type { Contracts } from "./wire/Contract.ts"
import type { MockEnv } from "./wire/Exchange.ts"
import { live } from "./wire/live/contract.ts"

/** How a mock shall be; every option has a default. */
export interface MockOptions {
  /** The world to begin in; `happy` by default. */
  readonly scenario?: ScenarioName | Scenario | undefined
  /** Ids and tokens follow from it: the same seed, clock and calls give the same bytes. */
  readonly seed?: string | undefined
  /** Where time comes from, in epoch milliseconds; the system's clock by default. */
  readonly clock?: ClockSource | undefined
  /** How posts go on; settled after 3 seconds unless the scenario says otherwise. */
  readonly lifecycle?: Lifecycle | undefined
  /** `documented` unless the scenario says otherwise; a part replaces only that part. */
  readonly limits?: "documented" | "off" | Partial<Limits> | undefined
  /** How long codes, tokens and upload addresses live, in milliseconds; a part replaces only that part. */
  readonly lifetimes?: Partial<Lifetimes> | undefined
  /** `auto` answers the authorize page at once with everything granted; `page` by default. */
  readonly consent?: "auto" | "page" | undefined
  /** The contract that answers a request which does not tell which one it means; `catalog` by default. */
  readonly defaultContract?: ContractName | undefined
  /** What the live contract does where TikTok's documents leave it open. */
  readonly switches?: Partial<Switches> | undefined
  /** Where webhooks go; nowhere by default. */
  readonly webhook?: WebhookOptions | undefined
  /** Bytes that an upload over a socket may bring in a second of real time; any number by default. */
  readonly bandwidth?: number | undefined
  /** What upload addresses begin with; by default the origin a request came to, or TikTok's hosts in memory. */
  readonly publicUrl?: string | undefined
  /** Whether a SHA-256 of each upload is kept, true by default. */
  readonly hash?: boolean | undefined
  /** Told about defects of the mock itself, which it answers with status 500. */
  readonly onDefect?: ((error: unknown) => void) | undefined
}

/** A TikTok of one's own. */
export interface Mock {
  /** The server as a Hono app. */
  readonly app: Hono<MockEnv>
  /** Calls the server in memory, under TikTok's own addresses or any loopback address. */
  readonly fetch: MockFetch
  readonly clock: MockClock
  readonly journal: Journal
  readonly faults: Faults
  readonly control: Control
  readonly webhooks: Webhooks
  /** Begins the scenario anew: state, clock, faults and journal. */
  readonly reset: () => void
  /** Copies state, clock position and faults as plain JSON. */
  readonly snapshot: () => Snapshot
  /** Goes back to a snapshot. A file that was half uploaded gets no SHA-256. */
  readonly restore: (snapshot: Snapshot) => void
  /** Serves the mock over HTTP; rejects when the port cannot be had. */
  readonly listen: (options?: ListenOptions) => Promise<Listening>
  /** Ends every server and every request that waits. */
  readonly dispose: () => Promise<void>
}

/** Makes a mock; all of its state is inside. Throws a `RangeError` for a bandwidth that lets nothing through. */
export const createMock = (options: MockOptions = {}): Mock => {
  const scenario = typeof options.scenario === "object" ? options.scenario : scenarios[options.scenario ?? "happy"]
  const world = makeWorld(options, scenario)
  if (options.bandwidth !== undefined && !(options.bandwidth > 0)) {
    throw new RangeError(`the bandwidth is a positive number of bytes a second, not ${options.bandwidth}`)
  }
  const onDefect = options.onDefect ?? (() => {})
  const journal = makeJournal({ onDefect })
  const faults = makeFaults()
  const closing = new AbortController()
  const settings = {
    defaultContract: options.defaultContract ?? contractNames[0],
    consent: options.consent ?? "page",
    publicUrl: options.publicUrl,
    bandwidth: options.bandwidth,
    onDefect
  }
  const app = makeApp({ world, journal, faults, settings, closed: closing.signal }, contracts)
  const webhooks = makeWebhooks(world, options.webhook ?? {}, closing.signal)
  const servers = new Set<Listening>()
  let ticking: NodeJS.Timeout | undefined
  begin(world, scenario)

  const restore = (snapshot: Snapshot) => {
    if (snapshot.version !== 1) throw new Error(`a snapshot of version ${String(snapshot.version)} cannot be restored`)
    world.clock.restore(snapshot.clock)
    faults.restore(snapshot.faults)
    restoreTables(world.state, snapshot.tables)
    world.digests.clear()
  }

  return {
    app,
    journal,
    faults,
    webhooks,
    clock: {
      ...world.clock,
      advance: (millis) => {
        world.clock.advance(millis)
        void webhooks.deliver()
      }
    },
    fetch: makeFetch(app, options.publicUrl),
    control: makeControl(world, app),
    restore,
    snapshot: () => ({
      version: 1,
      clock: world.clock.position(),
      faults: structuredClone(faults.list()),
      tables: copyTables(world.state)
    }),
    reset: () => {
      restore({ version: 1, clock: unmoved, faults: [], tables: copyTables(emptyState()) })
      journal.clear()
      webhooks.reset()
      begin(world, scenario)
    },
    listen: async (where) => {
      const server = await listen(app, where)
      servers.add(server)
      // Over a socket nobody moves the clock by hand, unless it is the caller's.
      if (options.clock === undefined) ticking ??= setInterval(() => void webhooks.deliver(), TICK_MILLIS).unref()
      return server
    },
    dispose: async () => {
      closing.abort()
      journal.close()
      clearInterval(ticking)
      await Promise.all([...servers].map((server) => server.close()))
      servers.clear()
    }
  }
}

// How soon after an event its webhook goes out.
const TICK_MILLIS = 250

const contracts: Contracts = { catalog, live }

const makeWorld = (options: MockOptions, scenario: Scenario): World => {
  const state = emptyState()
  const limits = { ...documentedLimits, ...scenario.limits }
  return {
    state,
    clock: makeClock(options.clock),
    ids: makeIds(options.seed ?? "tiktok-mock", state.counters, scenario.fixedIds),
    digests: new Map(),
    dialects: { catalog: catalog.dialect, live: live.dialect },
    rules: {
      lifecycle: options.lifecycle ?? scenario.lifecycle ?? { mode: "after", millis: 3 * SECOND },
      limits: options.limits === undefined
        ? limits
        : options.limits === "documented"
        ? documentedLimits
        : options.limits === "off"
        ? noLimits
        : { ...limits, ...options.limits },
      lifetimes: { ...documentedLifetimes, ...scenario.lifetimes, ...options.lifetimes },
      switches: { ...defaultSwitches, ...options.switches },
      hash: options.hash ?? true
    }
  }
}
