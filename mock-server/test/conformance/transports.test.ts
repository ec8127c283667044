import { assert, describe, it } from "@effect/vitest"
import {
  conformance,
  conformanceCases,
  ConformanceError,
  type ConformanceOptions,
  type RunnableCase
} from "../../src/conformance/index.ts"
import type { Contract, FaultRule, Mock } from "../../src/index.ts"
import { controlled, makeMock, names, ORIGIN } from "./support.ts"

/** Options without the control API, as against another server. */
const uncontrolled = (mock: Mock, contract: Contract): ConformanceOptions => ({
  fetch: mock.fetch,
  baseUrl: ORIGIN,
  contract,
  token: async () => mock.control.issueToken({ contract }).accessToken,
  wait: async (millis) => mock.clock.advance(millis),
  login: {
    clientKey: "mock-client-key",
    clientSecret: "mock-client-secret",
    redirectUri: "https://app.example/callback",
    consent: (url) => mock.control.consent(url)
  }
})

/** The ids of the cases that fail, with the reasons. */
const failures = async (cases: ReadonlyArray<RunnableCase>): Promise<Readonly<Record<string, string>>> => {
  const failed: Record<string, string> = {}
  for (const { id, run } of cases) {
    await run().catch((error: unknown) => {
      assert.instanceOf(error, ConformanceError, id)
      failed[id] = error.message
    })
  }
  return failed
}

const idsOf = (cases: ReadonlyArray<RunnableCase>) => cases.map(({ id }) => id).toSorted()

describe.each(names)("the conformance suite for %s", (contract) => {
  const mock = makeMock(contract)

  it("passes over HTTP", async () => {
    const served = makeMock(contract)
    const { url } = await served.listen()
    assert.deepStrictEqual(await failures(conformance(controlled({ fetch }, contract, `${url}/`))), {})
    await served.dispose()
  })

  it("passes without the control API", async () => {
    const options = uncontrolled(makeMock(contract, { limits: "off" }), contract)
    assert.deepStrictEqual(await failures(conformance(options)), {})
  })

  const ways: ReadonlyArray<
    readonly [string, (server: Mock) => Promise<Pick<ConformanceOptions, "fetch" | "baseUrl">>]
  > = [
    ["in memory", async (server) => ({ fetch: server.fetch, baseUrl: ORIGIN })],
    ["over HTTP", async (server) => ({ fetch, baseUrl: (await server.listen()).url })]
  ]
  it.each(ways)("passes through the prefix of a tenant, %s", async (_, address) => {
    const tenants = new Set<string | undefined>()
    const server = makeMock(contract, { onRequest: (_, tenant) => void tenants.add(tenant) })
    const { baseUrl, fetch } = await address(server)
    assert.deepStrictEqual(await failures(conformance(controlled({ fetch }, contract, `${baseUrl}/t/one`))), {})
    assert.deepStrictEqual([...tenants], ["one"])
    await server.dispose()
  })

  const foreign: ReadonlyArray<readonly [string, () => Response]> = [
    ["that knows no route", () => new Response("not found", { status: 404 })],
    ["that agrees to everything", () => Response.json({ data: {}, error: { code: "ok", message: "", log_id: "1" } })],
    [
      "that refuses everything",
      () => Response.json({ error: { code: "no", message: "", log_id: "1" } }, { status: 403 })
    ]
  ]
  it.each(foreign)("fails every case of a server %s", async (_, response) => {
    const fetch: ConformanceOptions["fetch"] = async (input, init) =>
      new URL(input).pathname.startsWith("/_mock/") ? mock.fetch(input, init) : response()
    const cases = conformance(controlled({ fetch }, contract))
    assert.deepStrictEqual(Object.keys(await failures(cases)).toSorted(), idsOf(cases))
  })

  it("leaves out what it is not given the means for", () => {
    const { login, ...options } = uncontrolled(mock, contract)
    const has = (needs: ReadonlyArray<string | undefined>) =>
      conformanceCases.filter((one) => one.contracts.includes(contract) && needs.includes(one.needs)).map(({ id }) =>
        id
      )
    assert.sameMembers(idsOf(conformance(options)), has([undefined]))
    assert.sameMembers(idsOf(conformance({ ...options, login })), has([undefined, "login"]))
    assert.sameMembers(idsOf(conformance(controlled(mock, contract))), has([undefined, "login", "control"]))
    assert.throws(() => conformance({ fetch: mock.fetch, baseUrl: ORIGIN, contract }), /^token: /)
  })

  const finds: ReadonlyArray<readonly [string, FaultRule, string]> = [
    [
      "an API that answers with errors",
      { match: { operation: "photo.init" }, effect: { kind: "status", status: 503 } },
      "flow/photos"
    ],
    ["a page where JSON should be", { match: { operation: "status" }, effect: { kind: "html" } }, "flow/photos"],
    [
      "responses that break off",
      { match: { operation: "video.init" }, effect: { kind: "truncated-json" } },
      "video-init/two-ids"
    ]
  ]
  it.each(finds)("finds %s", async (_, fault, id) => {
    const broken = makeMock(contract)
    broken.faults.add(fault)
    assert.property(await failures(conformance(uncontrolled(broken, contract))), id)
  })

  it("finds posts that fail, and posts that never end", async () => {
    const failing = makeMock(contract, { lifecycle: { mode: "immediate", failReason: "internal" } })
    assert.property(await failures(conformance(uncontrolled(failing, contract))), "flow/video-in-one-chunk")
    const stuck = makeMock(contract, { lifecycle: { mode: "manual" } })
    assert.property(await failures(conformance({ ...uncontrolled(stuck, contract), polls: 3 })), "flow/pulled-video")
  })

  it("names no secret when it complains", async () => {
    const other = uncontrolled(makeMock(contract === "live" ? "catalog" : "live"), contract)
    const { accessToken } = mock.control.issueToken({ contract })
    const messages = Object.values(await failures(conformance({ ...other, token: async () => accessToken })))
    assert.isNotEmpty(messages)
    for (const message of messages) {
      assert.notInclude(message, accessToken)
      assert.notMatch(message, /upload_token=[^*]|"access_token":"[^*]/)
    }
  })
})
