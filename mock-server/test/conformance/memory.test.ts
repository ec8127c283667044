import { assert, describe, it } from "@effect/vitest"
import { conformance, conformanceCases, type ConformanceOptions } from "../../src/conformance/index.ts"
import { documentOf, responseCheck } from "../openapi/support.ts"
import { controlled, makeMock, names } from "./support.ts"

describe.each(names)("the conformance suite for %s", (contract) => {
  const mock = makeMock(contract)
  const check = responseCheck(documentOf(contract))

  // Every response of the suite must be in the OpenAPI document too, except those of injected faults.
  const checked: ConformanceOptions["fetch"] = async (input, init) => {
    const response = await mock.fetch(input, init)
    const { pathname } = new URL(input)
    if (pathname.startsWith("/_mock/") || mock.faults.list().length > 0) return response
    const { headers, status } = response
    const text = await response.clone().text()
    assert.isUndefined(check(init?.method ?? "GET", pathname, { headers, status, text }))
    return response
  }

  for (const { id, name, run } of conformance(controlled({ fetch: checked }, contract))) {
    it(`in memory: ${id}: ${name}`, async () => {
      assert.isUndefined(await run())
    })
  }
})

describe("the conformance suite", () => {
  it("has each case once in each contract, under a path of plain words", () => {
    for (const contract of names) {
      const ids = conformanceCases.filter(({ contracts }) => contracts.includes(contract)).map(({ id }) => id)
      assert.strictEqual(new Set(ids).size, ids.length)
    }
    for (const { id } of conformanceCases) assert.match(id, /^[a-z-]+(?:\/[\w.,-]+)+$/)
  })
})
