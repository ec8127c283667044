import type { Hono } from "hono"
import type { Control } from "./control/Control.ts"
import type { MockClock } from "./engine/Clock.ts"
import type { Contract } from "./engine/Contract.ts"
import type { EngineOptions } from "./engine/Engine.ts"
import type { Faults } from "./engine/Faults.ts"
import type { Journal } from "./engine/Journal.ts"
import type { ResetPart } from "./engine/reset.ts"
import type { Rules } from "./engine/Rules.ts"
import type { Snapshot } from "./engine/Snapshot.ts"
import type { MediaUsage } from "./media/MediaFiles.ts"
import type { MediaOptions, MediaSettings } from "./media/options.ts"
import type { Scenario } from "./scenarios/Scenario.ts"
import type { ScenarioName } from "./scenarios/scenarios.ts"
import type { MockFetch } from "./server/fetch.ts"
import type { Listening, ListenOptions } from "./server/listen.ts"
import type { MockEnv } from "./wire/RequestContext.ts"
import type { ServerAddress, ServerAddressOptions } from "./wire/ServerAddress.ts"
import type { WebhookOptions, Webhooks } from "./wire/Webhooks.ts"

/** Options for creating a mock. Each has a default. */
export interface MockOptions extends EngineOptions, ServerAddressOptions {
  /** The starting scenario; `happy` by default. */
  readonly scenario?: ScenarioName | Scenario | undefined
  /** Whether the apps are audited; as the scenario says by default. */
  readonly audited?: boolean | undefined
  /** `auto` answers the authorize page at once with everything granted; `page` by default. */
  readonly consent?: "auto" | "page" | undefined
  /** The contract that answers a request which does not tell which one it means; `catalog` by default. */
  readonly defaultContract?: Contract | undefined
  /** Where webhooks go; nowhere by default. */
  readonly webhook?: WebhookOptions | undefined
  /** Bytes that an upload over a socket may bring in a second of real time; any number by default. */
  readonly bandwidth?: number | undefined
  /** What is kept of the files that are uploaded; nothing by default. */
  readonly media?: MediaOptions | undefined
  /** Tenants there may be at once, 1,000 by default; one that was not used for an hour makes room for another. */
  readonly maxTenants?: number | undefined
  /** Told about defects of the mock itself, which it answers with status 500, and what listeners throw. */
  readonly onDefect?: ((error: unknown) => void) | undefined
}

/** The settings in effect. */
export interface MockSettings {
  readonly scenario: Scenario
  readonly rules: Rules
  readonly defaultContract: Contract
  readonly consent: "auto" | "page"
  readonly seed: string
  /** Name of the tenant that this mock is, when it is one. */
  readonly tenant: string | undefined
  readonly address: Omit<ServerAddress, "listening">
  /** With what is kept now, of all tenants together. */
  readonly media: MediaSettings & MediaUsage
}

/** A mock TikTok. */
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
  /**
   * The mock of a tenant, made on first use with the same options and a seed of its own. Over HTTP it has the prefix
   * `/t/<name>`, or the header `x-mock-tenant`. Throws a `RangeError` for what is no name, and an `Error` named
   * `TooManyTenants`.
   */
  readonly tenant: (name: string) => Mock
  readonly tenants: Tenants
  /** The settings in effect. */
  readonly settings: () => MockSettings
  /** Switches to another scenario and resets everything. Throws a `RangeError` for a name that none has. */
  readonly switchScenario: (scenario: ScenarioName | Scenario) => void
  /** Resets state, clock, faults and journal to the start of the scenario, or only the named parts. */
  readonly reset: (only?: ReadonlyArray<ResetPart>) => void
  /** Copies state, clock position and faults as plain JSON, without uploaded files. */
  readonly snapshot: () => Snapshot
  /**
   * Goes back to a snapshot, and to the rules of its scenario. A file that was half uploaded gets no SHA-256, and of the
   * kept files those remain that are of its uploads, where they are hashed. Throws a `RangeError` for another version, and
   * for a scenario that this mock has never had.
   */
  readonly restore: (snapshot: Snapshot) => void
  /** Calls the listener after changes other than the passing of time. Returns a function that stops it. */
  readonly onChange: (listener: () => void) => () => void
  /** Serves the mock over HTTP; rejects when the port cannot be had. */
  readonly listen: (options?: ListenOptions) => Promise<Listening>
  /**
   * Ends every server and every request that waits, and removes kept files unless they are in a folder of your own; a
   * tenant's always go with it.
   */
  readonly dispose: () => Promise<void>
}

/** A mock of its own within a server. Times are epoch milliseconds of real time. */
export interface Tenant {
  readonly name: string
  readonly createdAt: number
  readonly usedAt: number
  readonly scenario: string
  readonly posts: number
}

/** The mocks within a server, each with state, clock, faults, journal, limits and ids of its own. */
export interface Tenants {
  readonly list: () => ReadonlyArray<Tenant>
  /** Ends a tenant and everything it remembers. Throws an `Error` named `UnknownId` when there is none of that name. */
  readonly remove: (name: string) => Promise<void>
  /** Ends every tenant, and gives their number. */
  readonly clear: () => Promise<number>
}
