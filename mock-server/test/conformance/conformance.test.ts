import { assert, describe, it } from "@effect/vitest"
import { getRequestListener } from "@hono/node-server"
import { createServer } from "node:http"
import {
  conformance,
  type ConformanceCase,
  ConformanceError,
  type ConformanceOptions
} from "../../src/conformance/index.ts"
import { type Contract, createMock, type FaultRule, type Mock, type MockOptions } from "../../src/index.ts"
import { answerCheck, documentOf } from "../openapi/support.ts"

const names: ReadonlyArray<Contract> = ["catalog", "live"]
const ORIGIN = "http://127.0.0.1:8787"
const T0 = Date.UTC(2026, 0, 15, 12)

const optionsFor = (mock: Mock, contract: Contract): ConformanceOptions => ({
  fetch: mock.fetch,
  baseUrl: ORIGIN,
  contract,
  token: async () => mock.control.issueToken({ contract }).accessToken,
  expireUpload: async (publishId) => mock.control.expireUpload(publishId),
  wait: async (millis) => mock.clock.advance(millis),
  login: {
    clientKey: "mock-client-key",
    clientSecret: "mock-client-secret",
    redirectUri: "http://localhost:3000/callback",
    consent: (url) => mock.control.consent(url)
  }
})

const makeMock = (contract: Contract, options: MockOptions = {}) =>
  createMock({ clock: { now: () => T0 }, defaultContract: contract, limits: "off", ...options })

/** The names of the cases that fail. */
const failures = async (cases: ReadonlyArray<ConformanceCase>): Promise<ReadonlyArray<string>> => {
  const failed: Array<string> = []
  for (const { name, run } of cases) {
    await run().catch((error: unknown) => {
      assert.instanceOf(error, ConformanceError, name)
      failed.push(name)
    })
  }
  return failed
}

describe.each(names)("the conformance suite for %s", (contract) => {
  const mock = makeMock(contract)
  const check = answerCheck(documentOf(contract))

  // Every answer of the suite must be in the document as well.
  const checked: ConformanceOptions["fetch"] = async (input, init) => {
    const response = await mock.fetch(input, init)
    const { headers, status } = response
    const text = await response.clone().text()
    assert.isUndefined(check(init?.method ?? "GET", new URL(input).pathname, { headers, status, text }))
    return response
  }

  for (const { name, run } of conformance({ ...optionsFor(mock, contract), fetch: checked })) {
    it(`in memory: ${name}`, async () => {
      assert.isUndefined(await run())
    })
  }

  it("passes over HTTP", async () => {
    const served = makeMock(contract)
    const { url } = await served.listen()
    const options = { ...optionsFor(served, contract), fetch, baseUrl: `${url}/` }
    assert.deepStrictEqual(await failures(conformance(options)), [])
    await served.dispose()
  })

  const ways: ReadonlyArray<
    readonly [string, (server: Mock) => Promise<Pick<ConformanceOptions, "fetch" | "baseUrl">>]
  > = [
    ["in memory", async (server) => ({ fetch: server.fetch, baseUrl: ORIGIN })],
    ["over HTTP", async (server) => ({ fetch, baseUrl: (await server.listen()).url })]
  ]
  it.each(ways)("passes through the prefix of a tenant, %s", async (_, address) => {
    const server = makeMock(contract)
    const tenant = server.tenant("one")
    const { baseUrl, fetch } = await address(server)
    const options = { ...optionsFor(tenant, contract), fetch, baseUrl: `${baseUrl}/t/one` }
    assert.deepStrictEqual(await failures(conformance(options)), [])
    // What came without the prefix would have been told by another token, or be in another journal.
    assert.deepStrictEqual(server.journal.entries(), [])
    assert.isAbove(tenant.journal.entries().length, 0)
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
  it.each(foreign)("fails every case of a server %s", async (_, answer) => {
    const server = createServer(getRequestListener(answer))
    const { promise, resolve } = Promise.withResolvers<void>()
    server.listen(0, "127.0.0.1", resolve)
    await promise
    const address = server.address()
    const baseUrl = `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`
    const consent = async () => `${baseUrl}/callback?code=code&state=state`
    const { login, ...options } = optionsFor(mock, contract)
    const cases = conformance({
      ...options,
      fetch,
      baseUrl,
      login: login === undefined ? undefined : { ...login, consent }
    })
    assert.deepStrictEqual(await failures(cases), cases.map(({ name }) => name))
    server.close()
  })

  it("leaves out what it is not given the means for", () => {
    const all = conformance(optionsFor(mock, contract)).length
    const { baseUrl, fetch, token } = optionsFor(mock, contract)
    const few = conformance({ baseUrl, fetch, token, contract })
    assert.strictEqual(all - few.length, 8)
  })

  const finds: ReadonlyArray<readonly [string, FaultRule, string]> = [
    [
      "an API that answers with errors",
      { match: { operation: "photo.init" }, effect: { kind: "status", status: 503 } },
      "photos are published"
    ],
    [
      "a page where JSON should be",
      { match: { operation: "status" }, effect: { kind: "html" } },
      "photos are published"
    ],
    [
      "answers that break off",
      { match: { operation: "video.init" }, effect: { kind: "truncated-json" } },
      "two posts have two ids"
    ]
  ]
  it.each(finds)("finds %s", async (_, fault, name) => {
    const broken = makeMock(contract)
    broken.faults.add(fault)
    assert.include(await failures(conformance(optionsFor(broken, contract))), name)
  })

  it("finds posts that fail, and posts that never end", async () => {
    const failing = makeMock(contract, { lifecycle: { mode: "immediate", failReason: "internal" } })
    assert.include(await failures(conformance(optionsFor(failing, contract))), "a video in one chunk is published")
    const stuck = makeMock(contract, { lifecycle: { mode: "manual" } })
    const failed = await failures(conformance({ ...optionsFor(stuck, contract), polls: 3 }))
    assert.include(failed, "a pulled video is published")
  })

  it("finds an upload that never expires", async () => {
    const cases = conformance({ ...optionsFor(makeMock(contract), contract), expireUpload: async () => {} })
    assert.deepStrictEqual(await failures(cases), ["a chunk of an expired upload is refused"])
  })

  it("names no secret when it complains", async () => {
    const { accessToken } = mock.control.issueToken({ contract })
    const options = {
      ...optionsFor(makeMock(contract === "live" ? "catalog" : "live"), contract),
      token: async () => accessToken
    }
    for (const { run } of conformance(options)) {
      const message = await run().then(() => "", (error: unknown) => String(error))
      assert.notInclude(message, accessToken)
      assert.notMatch(message, /upload_token=[^*]|"access_token":"[^*]/)
    }
  })
})
