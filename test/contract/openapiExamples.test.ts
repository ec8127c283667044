import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import { createMock } from "tiktok-mock-server"
import { requests, responses } from "../fixtures/catalog/index.ts"

const Examples = Schema.optionalKey(Schema.Record(Schema.String, Schema.Struct({ value: Schema.Json })))
const Media = Schema.Record(Schema.String, Schema.Struct({ examples: Examples }))

const Document = Schema.Struct({
  paths: Schema.Record(
    Schema.String,
    Schema.Record(
      Schema.String,
      Schema.Struct({
        requestBody: Schema.optionalKey(Schema.Struct({ content: Media })),
        responses: Schema.Record(Schema.String, Schema.Struct({ content: Schema.optionalKey(Media) }))
      })
    )
  )
})

const valuesOf = (media: typeof Media.Type = {}) =>
  Object.values(media).flatMap(({ examples = {} }) => Object.values(examples).map(({ value }) => value))

/** The examples of the catalog's document: its requests, and the data of its responses. */
const examples = async () => {
  const response = await createMock().fetch("http://127.0.0.1/openapi.json?contract=catalog")
  const { paths } = Schema.decodeUnknownSync(Document)(await response.json())
  const operations = Object.values(paths).flatMap((path) => Object.values(path))
  return {
    requests: operations.flatMap(({ requestBody }) => valuesOf(requestBody?.content)),
    data: operations.flatMap(({ responses }) => Object.values(responses).flatMap(({ content }) => valuesOf(content)))
      .map(dataOf)
  }
}

const dataOf = (body: Schema.Json): Schema.Json =>
  typeof body === "object" && body !== null && "data" in body ? body["data"] ?? null : null

const sorted = (values: ReadonlyArray<unknown>) => values.map((value) => JSON.stringify(value)).toSorted()

describe("the OpenAPI document of the catalog", () => {
  it("has only the samples of the reference as request examples", async () => {
    const bodies = requests.flatMap(({ body }) => body === undefined ? [] : [body])
    assert.isAtLeast(bodies.length, 7)
    const shown = new Set(sorted(bodies))
    const given = new Set(sorted((await examples()).requests))
    assert.deepStrictEqual([...given].filter((example) => !shown.has(example)), [])
  })

  it("has the data of every sample response of the reference", async () => {
    const shown = sorted(responses.map(({ body = null }) => dataOf(body)).filter((data) => data !== null))
    assert.isAtLeast(shown.length, 8)
    assert.deepStrictEqual([...new Set(sorted((await examples()).data))], [...new Set(shown)])
  })
})
