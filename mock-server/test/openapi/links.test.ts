import { assert, describe, it } from "@effect/vitest"
import { type Contract, createMock } from "../../src/index.ts"
import type { OpenApiDocument } from "../../src/openapi/document.ts"
import { documentOf } from "./support.ts"

const names: ReadonlyArray<Contract> = ["catalog", "live"]
const ORIGIN = "http://127.0.0.1:8787"

/** A value of a JSON body by a runtime expression, such as `$response.body#/data/publish_id`. */
const resolve = (expression: unknown, body: unknown): unknown => {
  const pointer = /^\{?\$response\.body#(\/[^}]+)\}?$/.exec(String(expression))?.[1] ?? ""
  return pointer.split("/").slice(1).reduce<unknown>((value, step) => Object(value)[step], body)
}

const read = async (response: Response): Promise<unknown> => JSON.parse(await response.text())

/** The operation of an id, and where it is. */
const find = ({ paths }: OpenApiDocument, id: unknown) => {
  for (const [path, operations] of Object.entries(paths)) {
    for (const [method, operation] of Object.entries(operations)) {
      if (operation.operationId === id) return { path, method: method.toUpperCase(), operation }
    }
  }
  throw new Error(`no operation is called ${String(id)}`)
}

describe.each(names)("the links of %s", (contract) => {
  it("lead from an init to its upload and on to its status, with nothing else known", async () => {
    const document = documentOf(contract)
    const mock = createMock({ lifecycle: { mode: "immediate" }, defaultContract: contract })
    const { accessToken } = mock.control.issueToken({ contract })
    const headers = { authorization: `Bearer ${accessToken}`, "content-type": "application/json" }

    const init = find(document, "initVideo")
    const begun = await read(
      await mock.fetch(ORIGIN + init.path, {
        method: init.method,
        headers,
        body: JSON.stringify({
          post_info: { privacy_level: "SELF_ONLY" },
          source_info: { source: "FILE_UPLOAD", video_size: 12, chunk_size: 12, total_chunk_count: 1 }
        })
      })
    )
    const links = init.operation.responses["200"]?.links ?? {}

    const upload = find(document, links["upload"]?.["operationId"])
    const put = await mock.fetch(String(resolve(links["upload"]?.["x-url"], begun)), {
      method: upload.method,
      headers: { "content-type": "video/mp4", "content-range": "bytes 0-11/12" },
      body: Buffer.from("00000018667479706d703432", "hex")
    })
    const uploaded = upload.operation.responses[put.status]
    assert.strictEqual(uploaded?.links?.["status"]?.["operationId"], "fetchStatus")

    const status = find(document, links["status"]?.["operationId"])
    const body = Object.entries(Object(links["status"]?.["requestBody"])).map((
      [name, value]
    ) => [name, resolve(value, begun)])
    const response = await mock.fetch(ORIGIN + status.path, {
      method: status.method,
      headers,
      body: JSON.stringify(Object.fromEntries(body))
    })
    assert.strictEqual(response.status, 200)
    assert.strictEqual(
      resolve("$response.body#/data/status", await read(response)),
      contract === "live" ? "PUBLISH_COMPLETE" : "POSTED"
    )
  })
})
