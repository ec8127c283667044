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
import { rulesOf } from "./rulesAndSwitches.ts"
import { clockOf } from "./webhooks.ts"

const PEM_TYPE = "application/x-pem-file"

/** Operations on the whole mock. */
export const stateOperations = [
  operation({
    method: "GET",
    path: "/_mock/info",
    summary: "Show the current settings",
    response: InfoShape,
    handle: (mock) => infoOf(mock)
  }),
  fileOperation({
    path: "/_mock/certificate",
    summary: "Download the server's certificate in PEM, for clients that must trust it",
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
    response: Schema.Struct({ current: ScenarioShape, scenarios: Schema.Array(ScenarioShape) }),
    handle: (mock) => ({
      current: summaryOf(mock.settings().scenario),
      scenarios: Object.values(scenarios).map(summaryOf)
    })
  }),
  operation({
    method: "PUT",
    path: "/_mock/scenario",
    summary: "Switch to a scenario and reset everything",
    body: Schema.Struct({ name: Schema.String }),
    response: InfoShape,
    handle: (mock, { body: { name } }) => {
      if (!isScenarioName(name)) throw new RangeError(`name: must be one of ${Object.keys(scenarios).join(", ")}`)
      mock.switchScenario(name)
      return infoOf(mock)
    }
  }),
  operation({
    method: "POST",
    path: "/_mock/reset",
    summary: "Reset everything to the start of the scenario, or only some parts",
    query: Schema.Struct({
      only: Schema.optionalKey(Schema.String).annotate({
        description: `Some of ${resetParts.join(", ")}, separated by commas`
      })
    }),
    response: Schema.Struct({ reset: Schema.Array(ResetPartName) }),
    handle: (mock, { query }) => {
      const only = query.only === undefined ? undefined : readParts(query.only)
      mock.reset(only)
      return { reset: only ?? resetParts }
    }
  }),
  operation({
    method: "GET",
    path: "/_mock/snapshot",
    summary: "Copy state, clock position and faults; the copy contains tokens",
    response: SnapshotShape,
    handle: (mock) => mock.snapshot()
  }),
  operation({
    method: "PUT",
    path: "/_mock/snapshot",
    summary: "Restore a snapshot",
    // `parseSnapshot` checks the version before the shape.
    body: Schema.Unknown.annotate({ description: "The response of GET /_mock/snapshot" }),
    response: InfoShape,
    handle: (mock, { body }) => {
      const snapshot = parseSnapshot(body)
      if (Result.isFailure(snapshot)) throw snapshot.failure
      mock.restore(snapshot.success)
      return infoOf(mock)
    }
  })
]

export const tenantOperations = [
  operation({
    method: "GET",
    path: "/_mock/tenants",
    summary: "List the tenants of this server",
    response: Schema.Struct({ tenants: Schema.Array(TenantShape) }),
    handle: ({ tenants }) => ({ tenants: tenants.list() })
  }),
  operation({
    method: "DELETE",
    path: "/_mock/tenants/{name}",
    summary: "Remove a tenant and its state",
    response: Schema.Struct({ removed: Count }),
    handle: async ({ tenants }, { params: { name } }) => {
      await tenants.remove(name)
      return { removed: 1 }
    }
  }),
  operation({
    method: "DELETE",
    path: "/_mock/tenants",
    summary: "Remove every tenant",
    response: Schema.Struct({ removed: Count }),
    handle: async ({ tenants }) => ({ removed: await tenants.clear() })
  })
]

const summaryOf = ({ description, name }: { readonly name: string; readonly description: string }) => ({
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
  return {
    version,
    scenario: scenario.name,
    seed,
    defaultContract,
    consent,
    tenant,
    clock: clockOf(mock),
    ...rulesOf(mock),
    switches: { ...rules.switches },
    publicUrl: address.publicUrl,
    trustProxy: address.trustProxy,
    allowHosts: address.allowHosts,
    cors: address.cors,
    media: { ...media }
  }
}
