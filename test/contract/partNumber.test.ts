import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import * as Catalog from "../fixtures/catalog/index.ts"
import { transports } from "../support/fixture.ts"
import { makeRawMock } from "../support/rawMock.ts"

describe.each(transports)("the mock over %s", (transport) => {
  it.effect("accepts a part number joined to the URL as the heading of section 4 shows", () =>
    Effect.gen(function*() {
      const { send } = yield* makeRawMock(transport, { scenario: "catalog-examples" })
      const { headers, method } = Catalog.request("video-upload: chunk 1")
      const response = yield* send({
        method,
        headers,
        url: "https://upload.tiktokapis.com/upload/v1/video/?upload_id=abc123?part_number=1",
        body: new Uint8Array(5_242_880)
      })
      assert.strictEqual(response.status, 200, response.text)
    }))
})
