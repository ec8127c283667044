import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { type ResetPart, resetParts } from "../../engine/reset.ts"
import type { Mock } from "../../Mock.ts"
import { isScenarioName, scenarios } from "../../scenarios/scenarios.ts"
import { pemOf } from "../../server/certificate.ts"
import { version } from "../../version.ts"
import { fileOperation, operation } from "../operation.ts"
import { parseSnapshot } from "../parseSnapshot.ts"
import { ControlProblem } from "../Problem.ts"
import { Count } from "../schemas/accounts.ts"
import { SnapshotShape } from "../schemas/snapshot.ts"
import { InfoShape, ResetPartName, ScenarioShape, TenantShape } from "../schemas/views.ts"
import { clockOf } from "./webhooks.ts"

const PEM_TYPE = "application/x-pem-file"

/** What can be asked of the mock as a whole. */
export const stateOperations = [
  operation({
    method: "GET",
    path: "/_mock/info",
    summary: "Tell how the mock goes about its work now",
    answer: InfoShape,
    handle: (mock) => infoOf(mock)
  }),
  fileOperation({
    path: "/_mock/certificate",
    summary: "Give the certificate that this server shows, in PEM, for clients that are to trust it",
    fileTypes: [PEM_TYPE],
    handle: (_, { certificate }) => {
      if (certificate === undefined) {
        throw new ControlProblem(404, "this server has no certificate; start it with --https")
      }
      return new Response(pemOf(certificate), { headers: { "Content-Type": PEM_TYPE } })
    }
  }),
  operation({
    method: "GET",
    path: "/_mock/scenarios",
    summary: "List the scenarios, and the current one",
    answer: Schema.Struct({ current: ScenarioShape, scenarios: Schema.Array(ScenarioShape) }),
    handle: (mock) => ({
      current: inShort(mock.settings().scenario),
      scenarios: Object.values(scenarios).map(inShort)
    })
  }),
  operation({
    method: "PUT",
    path: "/_mock/scenario",
    summary: "Begin another scenario, everything anew",
    body: Schema.Struct({ name: Schema.String }),
    answer: InfoShape,
    handle: (mock, { body: { name } }) => {
      if (!isScenarioName(name)) throw new RangeError(`name: must be one of ${Object.keys(scenarios).join(", ")}`)
      mock.switchScenario(name)
      return infoOf(mock)
    }
  }),
  operation({
    method: "POST",
    path: "/_mock/reset",
    summary: "Begin the scenario anew, or only some parts of it",
    query: Schema.Struct({
      only: Schema.optionalKey(Schema.String).annotate({ description: `Some of ${resetParts.join(", ")}, with commas` })
    }),
    answer: Schema.Struct({ reset: Schema.Array(ResetPartName) }),
    handle: (mock, { query }) => {
      const only = query.only === undefined ? undefined : readParts(query.only)
      mock.reset(only)
      return { reset: only ?? resetParts }
    }
  }),
  operation({
    method: "GET",
    path: "/_mock/snapshot",
    summary: "Copy state, clock position and faults; the copy holds tokens",
    answer: SnapshotShape,
    handle: (mock) => mock.snapshot()
  }),
  operation({
    method: "PUT",
    path: "/_mock/snapshot",
    summary: "Go back to a snapshot",
    // The shape is checked by `parseSnapshot`, which looks at the version first.
    body: Schema.Unknown.annotate({ description: "What GET /_mock/snapshot has answered" }),
    answer: InfoShape,
    handle: (mock, { body }) => {
      const snapshot = parseSnapshot(body)
      if (Result.isFailure(snapshot)) throw snapshot.failure
      mock.restore(snapshot.success)
      return infoOf(mock)
    }
  })
]

/** What can be asked of tenants. */
export const tenantOperations = [
  operation({
    method: "GET",
    path: "/_mock/tenants",
    summary: "List the mocks within this server",
    answer: Schema.Struct({ tenants: Schema.Array(TenantShape) }),
    handle: ({ tenants }) => ({ tenants: tenants.list() })
  }),
  operation({
    method: "DELETE",
    path: "/_mock/tenants/{name}",
    summary: "Remove a tenant and everything it remembers",
    answer: Schema.Struct({ removed: Count }),
    handle: async ({ tenants }, { params: { name } }) => {
      await tenants.remove(name)
      return { removed: 1 }
    }
  }),
  operation({
    method: "DELETE",
    path: "/_mock/tenants",
    summary: "Remove every tenant",
    answer: Schema.Struct({ removed: Count }),
    handle: async ({ tenants }) => ({ removed: await tenants.clear() })
  })
]

const inShort = ({ description, name }: { readonly name: string; readonly description: string }) => ({
  name,
  description
})

const isPart = (word: string): word is ResetPart => resetParts.some((part) => part === word)

const readParts = (text: string): ReadonlyArray<ResetPart> =>
  text.split(",").map((word) => {
    const part = word.trim()
    if (!isPart(part)) throw new RangeError(`only: must be some of ${resetParts.join(", ")}, not "${part}"`)
    return part
  })

const infoOf = (mock: Mock): typeof InfoShape.Type => {
  const { consent, defaultContract, media, address, rules, scenario, seed, tenant } = mock.settings()
  const limits = Object.entries(rules.limits).map(([name, limit]) => [name, limit === Infinity ? null : limit] as const)
  return {
    version,
    scenario: scenario.name,
    seed,
    defaultContract,
    consent,
    tenant,
    clock: clockOf(mock),
    lifecycle: rules.lifecycle,
    limits: Object.fromEntries(limits),
    lifetimes: { ...rules.lifetimes },
    switches: { ...rules.switches },
    publicUrl: address.publicUrl,
    trustProxy: address.trustProxy,
    allowHosts: address.allowHosts,
    cors: address.cors,
    media: { ...media }
  }
}
