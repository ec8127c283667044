import { assert, it } from "@effect/vitest"
import { createHash } from "node:crypto"
import { runs } from "../../../test/support/runs.ts"
import type { Contract, Switches } from "../../src/index.ts"
import type { OperationSpec } from "../../src/openapi/Spec.ts"
import { specs } from "../../src/openapi/specs.ts"
import { bodyPointer, documentOf, responseCheck, schemaCheck } from "../openapi/support.ts"
import { makeRandom } from "./random.ts"
import { fuzz, type FuzzedRequest, makeTarget } from "./requests.ts"

const CASES = runs(5_000)

// Another mock after so many, so that every setting of every switch comes.
const CASES_PER_MOCK = 200

const isAddressOf = ({ path }: OperationSpec, request: FuzzedRequest, { strict }: Switches) => {
  const { pathname } = new URL(`http://127.0.0.1:8787${request.path}`)
  return pathname === path || (!strict && `${pathname}/` === path)
}

const JSON_TYPE = "application/json"

/** What was taken has to fit the document, too. */
const jsonOf = ({ body }: FuzzedRequest): unknown =>
  typeof body === "string" && body !== "" ? JSON.parse(body) : undefined

/** Defines the tests of a contract: the two run beside each other. */
export const fuzzEndpoints = (contract: Contract): void => {
  const document = documentOf(contract)
  const check = responseCheck(document)
  it.each(specs[contract].operations.map((operation) => [operation.id, operation] as const))(
    "any request to %s is answered as documented, and never with 500",
    async (id, operation) => {
      const type = operation.body?.mediaTypes[0] ?? ""
      const fits = type === JSON_TYPE
        ? schemaCheck(document, bodyPointer(operation.method, operation.path, type))
        : undefined
      const random = makeRandom(createHash("sha256").update(contract + id).digest().readInt32BE())
      const defects: Array<unknown> = []
      const statuses = new Map<number, number>()
      let target = await makeTarget(contract, random, defects)
      for (let count = 0; count < CASES; count++) {
        if (count % CASES_PER_MOCK === 0) {
          await target.mock.dispose()
          target = await makeTarget(contract, random, defects)
        }
        const request = fuzz(random, target, operation)
        const response = await target.mock.fetch(`http://127.0.0.1:8787${request.path}`, {
          method: request.method,
          headers: request.headers,
          redirect: "manual",
          ...(request.body === undefined ? {} : { body: request.body })
        })
        const received = { status: response.status, headers: response.headers, text: await response.text() }
        statuses.set(received.status, (statuses.get(received.status) ?? 0) + 1)
        const problem = received.status >= 500
          ? `status ${received.status}: ${String(defects[0])}`
          : isAddressOf(operation, request, target.mock.settings().rules.switches)
          ? check(operation.method, operation.path, received) ??
            (received.status < 300 ? fits?.(jsonOf(request)) : undefined)
          : undefined
        if (problem !== undefined) {
          assert.fail(`${problem}\n${JSON.stringify({ ...request, body: String(request.body) }).slice(0, 2_000)}`)
        }
      }
      assert.deepStrictEqual(defects, [])
      // Requests that are all refused, or all accepted, would prove little.
      const accepted = [...statuses].reduce((sum, [status, count]) => sum + (status < 400 ? count : 0), 0)
      assert.isAbove(accepted, CASES / 200, JSON.stringify([...statuses]))
      assert.isBelow(accepted, CASES * 0.99, JSON.stringify([...statuses]))
    }
  )
}
