import type { Hono } from "hono"
import type { Control } from "./control/Control.ts"
import type { MockClock } from "./engine/Clock.ts"
import type { Contract } from "./engine/ContractRules.ts"
import type { EngineOptions } from "./engine/Engine.ts"
import type { Faults } from "./engine/Faults.ts"
import type { Journal } from "./engine/Journal.ts"
import type { JournalEntry } from "./engine/JournalEntry.ts"
import type { ResetPart } from "./engine/reset.ts"
import type { RuleChanges, Rules } from "./engine/Rules.ts"
import type { Snapshot } from "./engine/Snapshot.ts"
import type { MediaUsage } from "./media/MediaFiles.ts"
import type { MediaOptions, MediaSettings } from "./media/options.ts"
import type { PullOptions } from "./media/pull.ts"
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
  /** Whether the apps are audited; by the scenario by default. */
  readonly audited?: boolean | undefined
  /** `auto` skips the consent page and grants every scope; `page` by default. */
  readonly consent?: "auto" | "page" | undefined
  /** The contract for requests that do not identify one; `catalog` by default. */
  readonly defaultContract?: Contract | undefined
  /** The webhook settings; no URL by default. */
  readonly webhook?: WebhookOptions | undefined
  /** Bytes per second of real time for an upload over a socket; no limit by default. */
  readonly bandwidth?: number | undefined
  /** Which uploaded files are kept; none by default. */
  readonly media?: MediaOptions | undefined
  /** How media are pulled; by default only from this machine. */
  readonly pull?: PullOptions | undefined
  /** The most tenants; 1,000 by default. A new one can replace one that was idle for an hour. */
  readonly maxTenants?: number | undefined
  /** Called after each request to TikTok's API, with the tenant that got it. It makes each request a little slower. */
  readonly onRequest?: ((entry: JournalEntry, tenant: string | undefined) => void) | undefined
  /** Called with bugs of the mock itself, which cause a status 500, and with errors that listeners throw. */
  readonly onDefect?: ((error: unknown) => void) | undefined
}

/** The settings in effect. */
export interface MockSettings {
  readonly scenario: Scenario
  readonly rules: Rules
  readonly defaultContract: Contract
  readonly consent: "auto" | "page"
  readonly seed: string
  /** Name of the tenant; undefined when the mock is not a tenant. */
  readonly tenant: string | undefined
  readonly address: Omit<ServerAddress, "listening">
  /** With the usage of all tenants together. */
  readonly media: MediaSettings & MediaUsage
}

/** A mock TikTok. */
export interface Mock {
  /** The server as a Hono app. */
  readonly app: Hono<MockEnv>
  /** Calls the server in memory, under TikTok's URLs or any loopback URL. */
  readonly fetch: MockFetch
  readonly clock: MockClock
  readonly journal: Journal
  readonly faults: Faults
  readonly control: Control
  readonly webhooks: Webhooks
  /**
   * The mock of a tenant, made on first use with the same options and its own seed. Over HTTP it has the prefix `/t/<name>`
   * or the header `x-mock-tenant`. Throws a `RangeError` for an invalid name, and an `Error` named `TooManyTenants`.
   */
  readonly tenant: (name: string) => Mock
  readonly tenants: Tenants
  /** The settings in effect. */
  readonly settings: () => MockSettings
  /** Switches to another scenario and resets everything. Throws a `RangeError` for an unknown name. */
  readonly switchScenario: (scenario: ScenarioName | Scenario) => void
  /**
   * Changes rules and switches from the next request until a reset. Throws a `RangeError` that lists the right names or
   * values for a wrong one.
   */
  readonly changeRules: (changes: RuleChanges) => void
  /** Resets state, clock, faults, journal and rules to the start of the scenario, or only the named parts. */
  readonly reset: (only?: ReadonlyArray<ResetPart>) => void
  /** Copies state, clock position and faults as plain JSON, without uploaded files. */
  readonly snapshot: () => Snapshot
  /**
   * Restores a snapshot and the rules of its scenario. An incomplete upload gets no SHA-256. Kept files stay when the
   * snapshot has an upload with the same SHA-256. Throws a `RangeError` for another version, and for an unknown scenario.
   */
  readonly restore: (snapshot: Snapshot) => void
  /** Calls the listener after changes, except for the progress of time. Returns a function that removes it. */
  readonly onChange: (listener: () => void) => () => void
  /** Serves the mock over HTTP. Rejects when the port is not available. */
  readonly listen: (options?: ListenOptions) => Promise<Listening>
  /**
   * Ends every server and every pending request. Removes kept files, except in your own folder. The files of a tenant are
   * always removed.
   */
  readonly dispose: () => Promise<void>
}

/** A tenant of a server. Times are epoch milliseconds of real time. */
export interface Tenant {
  readonly name: string
  readonly createdAt: number
  readonly usedAt: number
  readonly scenario: string
  readonly posts: number
}

/** The tenants of a server, each with its own state, clock, faults, journal, limits and ids. */
export interface Tenants {
  readonly list: () => ReadonlyArray<Tenant>
  /** Removes a tenant and its state. Throws an `Error` named `UnknownId` for an unknown name. */
  readonly remove: (name: string) => Promise<void>
  /** Removes every tenant and returns their number. */
  readonly clear: () => Promise<number>
}
