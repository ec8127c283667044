import type { Hono } from "hono"
import { checkChanges, checkOptions, checkScenario } from "./control/checkRules.ts"
import { makeControl } from "./control/Control.ts"
import { certificateNames, refuseForeignHosts, refuseForeignSites } from "./control/hosts.ts"
import { passToTenant } from "./control/passToTenant.ts"
import { mountDashboard } from "./dashboard/mount.ts"
import { initialPosition } from "./engine/Clock.ts"
import { contracts } from "./engine/ContractRules.ts"
import { DEFAULT_SEED, emptyState, makeEngine } from "./engine/Engine.ts"
import { makeFaults } from "./engine/Faults.ts"
import { makeJournal } from "./engine/Journal.ts"
import { resumePulls } from "./engine/pulls.ts"
import { forgetFiles, type ResetPart, resetTables } from "./engine/reset.ts"
import { changeRules, mergeChanges, type RuleChanges, rulesOf } from "./engine/Rules.ts"
import { makeSignal } from "./engine/Signal.ts"
import { copyTables, restoreTables, SNAPSHOT_VERSION } from "./engine/Snapshot.ts"
import { makeMediaFiles, type MediaFiles } from "./media/MediaFiles.ts"
import { type MediaSettings, readMedia } from "./media/options.ts"
import type { Mock, MockOptions } from "./Mock.ts"
import { addReference } from "./openapi/routes.ts"
import { applyScenario } from "./scenarios/applyScenario.ts"
import type { Scenario } from "./scenarios/Scenario.ts"
import { isScenarioName, type ScenarioName, scenarios } from "./scenarios/scenarios.ts"
import { makeFetch } from "./server/fetch.ts"
import { listen, type Listening } from "./server/listen.ts"
import { makeTenants, type RunningTenants } from "./server/Tenants.ts"
import { makeApp } from "./wire/app.ts"
import { catalog } from "./wire/catalog/contract.ts"
import { live } from "./wire/live/contract.ts"
import { describe } from "./wire/record.ts"
import type { MockEnv } from "./wire/RequestContext.ts"
import { hostnameOf, readServerAddress, type ServerAddress } from "./wire/ServerAddress.ts"
import { pathWithin, prefixOf } from "./wire/tenancy.ts"
import { makeWebhooks } from "./wire/Webhooks.ts"

/**
 * Makes a mock. Throws a `RangeError` that names the invalid option and its rule.
 */
export const createMock = (options: MockOptions = {}): Mock => {
  const { seed = DEFAULT_SEED } = options
  const seedOf = (name: string) => typeof seed === "string" ? `${seed}/${name}` : () => `${seed()}/${name}`
  const address = readServerAddress(options)
  const media = readMedia(options.media ?? {})
  const files = makeMediaFiles(media, options.onDefect ?? (() => {}), options.pull)
  const tenants: RunningTenants = makeTenants(
    (name) => makeMock({ ...options, seed: seedOf(name) }, { tenants, address, media, files }, name),
    options.maxTenants
  )
  return makeMock(options, { tenants, address, media, files }, undefined)
}

/** The parts that a mock shares with its tenants. */
interface Shared {
  readonly tenants: RunningTenants
  readonly address: ServerAddress
  readonly media: MediaSettings
  readonly files: MediaFiles
}

const makeMock = (given: MockOptions, shared: Shared, name: string | undefined): Mock => {
  const options = checkOptions(given)
  const { files, address, tenants } = shared
  let scenario = scenarioOf(options.scenario ?? "happy")
  if (options.bandwidth !== undefined && !(options.bandwidth > 0)) {
    throw new RangeError(`bandwidth: must be a positive number of bytes per second, is ${options.bandwidth}`)
  }
  const nextSeed = () => typeof options.seed === "function" ? options.seed() : options.seed ?? DEFAULT_SEED
  let seed = nextSeed()
  let ruleChanges: RuleChanges = {}
  const onDefect = options.onDefect ?? (() => {})
  const changes = makeSignal(onDefect)
  const engine = makeEngine(options, {
    seed: () => seed,
    scenario: () => scenario,
    media: files.of(name),
    contracts: { catalog: catalog.rules, live: live.rules },
    changed: changes.notify
  })
  const journal = makeJournal({ describe, onDefect, changed: changes.notify })
  const { onRequest } = options
  if (onRequest !== undefined) journal.on((entry) => onRequest(entry, name))
  const faults = makeFaults(changes.notify)
  const closing = new AbortController()
  const settings = {
    defaultContract: options.defaultContract ?? contracts[0],
    consent: options.consent ?? "page",
    ...address,
    prefix: name === undefined ? "" : prefixOf(name),
    bandwidth: options.bandwidth,
    onDefect
  }
  const mount = (app: Hono<MockEnv>) => {
    app.use("/_mock/*", refuseForeignHosts(address), refuseForeignSites(address))
    mountDashboard(app, () => ({ mock, engine, address, closed: closing.signal, prefix: settings.prefix }))
    addReference(app, { settings, control: async () => (await import("./control/operations.ts")).controlOperations })
    app.all("/_mock/*", async (c) => {
      // Most mocks in memory never load it.
      const { serveControl } = await import("./control/serve.ts")
      return serveControl(mock, c, pathWithin(new URL(c.req.url).pathname, settings.prefix), address, onDefect)
    })
  }
  const app = makeApp({ engine, journal, faults, settings, closed: closing.signal }, { catalog, live }, {
    pass: name === undefined ? passToTenant(tenants, address) : () => undefined,
    mount
  })
  const webhooks = makeWebhooks(engine, options.webhook ?? {}, closing.signal, changes.notify)
  const servers = new Set<Listening>()
  // A snapshot can have any of them.
  const knownScenarios = new Map<string, Scenario>()
  let deliveryTimer: NodeJS.Timeout | undefined

  const useScenario = (next: Scenario, changedRules: RuleChanges = {}) => {
    scenario = next
    ruleChanges = changedRules
    knownScenarios.set(next.name, next)
    engine.rules = changeRules(rulesOf(options, next), ruleChanges)
    changes.notify()
  }

  const begin = () => {
    applyScenario(engine.state, engine, scenario, options)
    webhooks.dropNew()
  }

  const resetAll = () => {
    seed = nextSeed()
    useScenario(scenario)
    engine.clock.restore(initialPosition)
    engine.startedAt = engine.clock.now()
    faults.restore([])
    restoreTables(engine.state, copyTables(emptyState()))
    forgetFiles(engine)
    journal.clear()
    webhooks.reset()
    begin()
  }

  const reset = (only?: ReadonlyArray<ResetPart>) => {
    if (only === undefined) {
      resetAll()
      return
    }
    if (only.includes("clock")) engine.clock.restore(initialPosition)
    if (only.includes("faults")) faults.clear()
    if (only.includes("journal")) journal.clear()
    if (only.includes("rules")) useScenario(scenario)
    if (only.includes("webhooks")) webhooks.reset()
    const initial = emptyState()
    applyScenario(initial, engine, scenario, options)
    resetTables(engine, initial, only)
    if (only.includes("webhooks")) webhooks.dropNew()
  }

  const deliverAll = () => {
    void webhooks.deliver()
    if (name === undefined) { for (const tenant of tenants.all()) void tenant.webhooks.deliver() }
  }

  useScenario(scenario)
  begin()
  const mock: Mock = {
    app,
    journal,
    faults,
    webhooks,
    clock: {
      ...engine.clock,
      advance: (millis) => {
        engine.clock.advance(millis)
        void webhooks.deliver()
      },
      set: (at) => {
        engine.clock.set(at)
        void webhooks.deliver()
      }
    },
    fetch: makeFetch(app, address.publicUrl),
    control: makeControl(engine, app, webhooks.dropPast),
    settings: () => ({
      scenario,
      rules: engine.rules,
      defaultContract: settings.defaultContract,
      consent: settings.consent,
      seed,
      tenant: name,
      address,
      media: { ...shared.media, ...files.usage() }
    }),
    tenant: tenants.get,
    tenants,
    switchScenario: (next) => {
      scenario = scenarioOf(next)
      resetAll()
    },
    changeRules: (next) => useScenario(scenario, mergeChanges(ruleChanges, checkChanges(next))),
    reset,
    snapshot: () => {
      // The mock that restores the snapshot can have another URL.
      webhooks.dropPast()
      return {
        version: SNAPSHOT_VERSION,
        scenario: scenario.name,
        startedAt: engine.startedAt,
        clock: engine.clock.position(),
        faults: structuredClone(faults.list()),
        rules: structuredClone(ruleChanges),
        tables: copyTables(engine.state)
      }
    },
    restore: (snapshot) => {
      const version: number = snapshot.version
      if (version !== SNAPSHOT_VERSION) {
        throw new RangeError(`version: a snapshot of version ${version} cannot be restored, only ${SNAPSHOT_VERSION}`)
      }
      const scenarioOfSnapshot = knownScenarios.get(snapshot.scenario) ?? namedScenario(snapshot.scenario)
      if (scenarioOfSnapshot === undefined) {
        throw new RangeError(`scenario: this mock has no scenario "${snapshot.scenario}"`)
      }
      useScenario(scenarioOfSnapshot, checkChanges(snapshot.rules ?? {}))
      // An id that was issued after the snapshot is not issued again.
      seed = nextSeed()
      engine.clock.restore(snapshot.clock)
      engine.startedAt = snapshot.startedAt
      faults.restore(snapshot.faults)
      const uploads = new Map(engine.state.uploads)
      restoreTables(engine.state, snapshot.tables)
      engine.digests.clear()
      engine.media.samples.clear()
      // Another file can have the same id.
      engine.media.retain((uploadId) => {
        const sha256 = uploads.get(uploadId)?.sha256
        return sha256 !== undefined && sha256 === engine.state.uploads.get(uploadId)?.sha256
      })
      resumePulls(engine)
    },
    onChange: changes.on,
    listen: async (where) => {
      const hostname = hostnameOf(where?.hostname ?? "")
      if (hostname !== undefined) address.listening.add(hostname)
      const server = await listen(app, where ?? {}, () => certificateNames(address))
      servers.add(server)
      // A mock that listens delivers webhooks by timer, unless the caller provides the clock.
      if (options.clock === undefined) deliveryTimer ??= setInterval(deliverAll, DELIVERY_MILLIS).unref()
      return server
    },
    dispose: async () => {
      closing.abort()
      journal.close()
      clearInterval(deliveryTimer)
      await Promise.all([...servers].map((server) => server.close()))
      servers.clear()
      if (name !== undefined) {
        forgetFiles(engine)
        return
      }
      await files.close()
      await tenants.clear()
    }
  }
  return mock
}

// The delay of a webhook after its event.
const DELIVERY_MILLIS = 250

const namedScenario = (name: string): Scenario | undefined => isScenarioName(name) ? scenarios[name] : undefined

const scenarioOf = (scenario: ScenarioName | Scenario): Scenario => {
  if (typeof scenario === "object") return checkScenario(scenario)
  const named = namedScenario(scenario)
  if (named === undefined) throw new RangeError(`scenario: must be one of ${Object.keys(scenarios).join(", ")}`)
  return named
}
