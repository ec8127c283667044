import { assert, describe, it } from "@effect/vitest"
import { validate as validateDialect } from "@hyperjump/json-schema/openapi-3-1"
import { Validator } from "@seriousme/openapi-schema-validator"
import { controlOperations } from "../../src/control/operations.ts"
import { type Contract, createMock } from "../../src/index.ts"
import type { OpenApiDocument } from "../../src/openapi/document.ts"
import { specs } from "../../src/openapi/specs.ts"
import { catalog } from "../../src/wire/catalog/contract.ts"
import { live } from "../../src/wire/live/contract.ts"
import { bodyPointer, documentOf, responsePointer, schemaCheck } from "./support.ts"

const contracts = { catalog, live }
const names: ReadonlyArray<Contract> = ["catalog", "live"]

/** Every schema in which a validator has found something, in words. */
const complaints = async (document: object): Promise<ReadonlyArray<string>> => {
  const first = await new Validator().validate(JSON.parse(JSON.stringify(document)))
  const second = await validateDialect(
    "https://spec.openapis.org/oas/3.1/schema-base",
    JSON.parse(JSON.stringify(document))
  )
  return [
    ...(first.valid ? [] : [`seriousme: ${JSON.stringify(first.errors)}`]),
    ...(second.valid ? [] : [`hyperjump: ${JSON.stringify(second)}`])
  ]
}

/** The document as a mock answers it, in which the control's operations are. */
const served = async (contract: Contract): Promise<OpenApiDocument> =>
  JSON.parse(await (await createMock().fetch(`http://127.0.0.1:8787/openapi.json?contract=${contract}`)).text())

const nameOf = ({ method, path }: { readonly method: string; readonly path: string }) =>
  `${method.toUpperCase()} ${path}`

describe("the document", () => {
  it.each(names)("of %s is valid OpenAPI 3.1 for two validators that share no code", async (contract) => {
    assert.deepStrictEqual(await complaints(documentOf(contract)), [])
  })

  it("is found wrong by both validators when a part of it is", async () => {
    const document = documentOf("live")
    const { info: _, ...broken } = document
    assert.lengthOf(await complaints({ ...broken, info: {} }), 2)
  })

  it.each(names)("of %s is served with all that the control does, valid, under a tag of its own", async (contract) => {
    const document = await served(contract)
    assert.deepStrictEqual(await complaints(document), [])
    const written = Object.entries(document.paths).flatMap(([path, operations]) =>
      Object.entries(operations).map(([method, { operationId, tags }]) => ({ method, path, operationId, tags }))
    )
    assert.strictEqual(new Set(written.map(({ operationId }) => operationId)).size, written.length)
    assert.deepStrictEqual(
      written.filter(({ tags }) => tags.includes("Mock")).map(nameOf).toSorted(),
      controlOperations.map(nameOf).toSorted()
    )
    assert.strictEqual(document.tags.at(-1)?.name, "Mock")
    const fail = document.paths["/_mock/posts/{publishId}/fail"]?.["post"]
    assert.deepInclude(fail, { operationId: "post_mock_posts_publishId_fail", tags: ["Mock"] })
    const [parameter] = document.paths["/_mock/posts"]?.["get"]?.parameters ?? []
    assert.deepInclude(parameter, { in: "query", required: false })
  })

  it("is found wrong by both validators when an operation of the control is", async () => {
    const document = await served("live")
    const path = document.paths["/_mock/journal/expect"] ?? {}
    const { responses: _, ...broken } = path["post"] ?? {}
    const paths = { ...document.paths, "/_mock/journal/expect": { post: { ...broken, responses: "none" } } }
    assert.lengthOf(await complaints({ ...document, paths }), 2)
  })

  it.each(names)("of %s has every route of the contract, and none besides", (contract) => {
    const written = Object.entries(documentOf(contract).paths).flatMap(([path, operations]) =>
      Object.keys(operations).map((method) => `${method.toUpperCase()} ${path}`)
    )
    const registered = contracts[contract].routes.map(({ method, path }) => `${method} ${path}`)
    assert.deepStrictEqual(written.toSorted(), registered.toSorted())
  })

  it.each(names)("of %s names every operation that journal and faults know there", (contract) => {
    const written = new Set(specs[contract].operations.flatMap(({ operations }) => operations))
    for (const { operation } of contracts[contract].routes) assert.include([...written], operation)
  })

  it.each(names)("of %s has examples that fit", (contract) => {
    const document = documentOf(contract)
    let seen = 0
    for (const [path, operations] of Object.entries(document.paths)) {
      for (const [method, { requestBody, responses }] of Object.entries(operations)) {
        for (const [status, { content = {} }] of Object.entries(responses)) {
          for (const [type, { examples = {} }] of Object.entries(content)) {
            for (const [name, { value }] of Object.entries(examples)) {
              seen++
              const check = schemaCheck(document, responsePointer(method, path, status, type))
              assert.isUndefined(check(value), `${path} ${status}: ${name}`)
            }
          }
        }
        for (const [type, { examples = {} }] of Object.entries(requestBody?.content ?? {})) {
          for (const [name, { value }] of Object.entries(examples)) {
            seen++
            assert.isUndefined(schemaCheck(document, bodyPointer(method, path, type))(value), `${path}: ${name}`)
          }
        }
      }
    }
    assert.isAtLeast(seen, contract === "live" ? 30 : 15)
  })

  it.each(names)("of %s has links that lead to operations", (contract) => {
    const document = documentOf(contract)
    const operations = Object.values(document.paths).flatMap((path) => Object.values(path))
    const ids = operations.map(({ operationId }) => operationId)
    assert.strictEqual(new Set(ids).size, ids.length)
    const links = operations.flatMap(({ responses }) =>
      Object.values(responses).flatMap(({ links = {} }) => Object.values(links))
    )
    assert.isAtLeast(links.length, 6)
    for (const { operationId } of links) assert.include(ids, operationId)
  })
})

/** What the tests look at. */
interface ServedDocument {
  readonly info: Readonly<Record<string, unknown>> & { readonly description: string }
  readonly servers: ReadonlyArray<{ readonly url: string }>
  readonly components: {
    readonly securitySchemes: {
      readonly login: { readonly flows: { readonly authorizationCode: { readonly tokenUrl: string } } }
    }
  }
  readonly error?: string
}

const ask = async (path: string, options: Parameters<typeof createMock>[0] = {}) => {
  const mock = createMock(options)
  const response = await mock.fetch(`http://127.0.0.1:8787${path}`)
  const body: ServedDocument = JSON.parse(await response.text())
  return { mock, response, body }
}

describe("GET /openapi.json", () => {
  it("answers with the default contract, and says that it is the default", async () => {
    const byDefault = await ask("/openapi.json")
    assert.deepInclude(byDefault.body.info, { "x-mock-contract": "catalog", "x-mock-default": true })
    const other = await ask("/openapi.json", { defaultContract: "live" })
    assert.deepInclude(other.body.info, { "x-mock-contract": "live", "x-mock-default": true })
    const wanted = await ask("/openapi.json?contract=live")
    assert.deepInclude(wanted.body.info, { "x-mock-contract": "live", "x-mock-default": false })
    assert.include(wanted.body.info.description, "is not the default of this mock")
  })

  it("names the server as it was reached, or as it is known outside", async () => {
    assert.strictEqual((await ask("/openapi.json")).body.servers[0]?.url, "http://127.0.0.1:8787")
    const known = await ask("/openapi.json", { publicUrl: "https://mock.example.com/" })
    assert.strictEqual(known.body.servers[0]?.url, "https://mock.example.com")
    assert.strictEqual(
      known.body.components.securitySchemes.login.flows.authorizationCode.tokenUrl,
      "https://mock.example.com/v2/oauth/token/"
    )
  })

  it("refuses a contract that does not exist", async () => {
    const { body, response } = await ask("/openapi.json?contract=tok")
    assert.strictEqual(response.status, 400)
    assert.strictEqual(body.error, `contract must be catalog or live, is "tok"`)
  })

  it("is read by other origins, is in no journal and meets no fault", async () => {
    const mock = createMock()
    mock.faults.add({ effect: { kind: "status", status: 503 } })
    const response = await mock.fetch("http://127.0.0.1:8787/openapi.json")
    assert.strictEqual(response.status, 200)
    assert.strictEqual(response.headers.get("access-control-allow-origin"), "*")
    assert.deepStrictEqual(mock.journal.entries(), [])
  })
})
