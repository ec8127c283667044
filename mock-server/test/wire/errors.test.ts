import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { inMemory, paths, pulled, transports, type WireResponse } from "../support.ts"

const assertEnvelope = (response: WireResponse, status: number, code: string) => {
  assert.strictEqual(response.status, status)
  assert.strictEqual(response.headers.get("content-type"), "application/json; charset=UTF-8")
  assert.hasAllKeys(response.body, ["data", "error"])
  assert.isNull(response.body.data)
  assert.hasAllKeys(response.body.error, ["code", "message", "log_id"])
  assert.strictEqual(response.body.error.code, code)
  assert.isNotEmpty(response.body.error.message)
  assert.isNotEmpty(response.body.error.log_id)
}

describe("errors", () => {
  for (const [transport, connect] of transports) {
    it.effect(`answers unknown paths in the envelope too, ${transport}`, () =>
      Effect.gen(function*() {
        const world = yield* connect()
        const unknown = yield* world.post("/v2/post/publish/video/inti/", {})
        assertEnvelope(unknown, 404, "invalid_request")
        assert.include(
          unknown.headers.get("x-mock-hint") ?? "",
          "nearest documented path is /v2/post/publish/video/init/"
        )
        const wrongMethod = yield* world.get(paths.video)
        assertEnvelope(wrongMethod, 405, "invalid_request")
        assert.strictEqual(wrongMethod.headers.get("allow"), "POST")
        for (const body of ["", "{", "[]", "7", "\"text\"", "null"]) {
          assertEnvelope(yield* world.post(paths.video, body), 400, "invalid_request")
        }
        assertEnvelope(yield* world.post(paths.video, " ".repeat(2_000_000)), 400, "invalid_request")
      }))
  }

  it.effect("answers the same with and without the last slash", () =>
    Effect.gen(function*() {
      const world = yield* inMemory()
      assert.strictEqual((yield* world.get(paths.creator.slice(0, -1))).status, 200)
      assert.strictEqual((yield* world.post(paths.video.slice(0, -1), pulled)).status, 200)
    }))

  it.effect("answers a defect of its own with status 500 and tells its owner", () =>
    Effect.gen(function*() {
      const defects: Array<unknown> = []
      const world = yield* inMemory({ onDefect: (error) => defects.push(error) })
      world.mock.app.get("/broken", () => {
        throw new Error("a defect")
      })
      assertEnvelope(yield* world.get("/broken"), 500, "internal_server_error")
      assert.strictEqual(String(defects[0]), "Error: a defect")
    }))
})
