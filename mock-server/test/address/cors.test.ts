import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { paths, transports } from "../support.ts"

const origin = "https://app.example"

for (const [transport, connect] of transports) {
  describe(`CORS like in production, ${transport}`, () => {
    it.effect("lets no page read a response, and tells the developer in the journal", () =>
      Effect.gen(function*() {
        const world = yield* connect({ cors: "like-production" })
        const response = yield* world.get(paths.creator, { origin })
        assert.strictEqual(response.status, 200)
        assert.notInclude([...response.headers.keys()].join(), "access-control")
        const [entry] = world.mock.journal.entries()
        assert.include(entry?.notes.join(), `a page of ${origin} cannot read this`)
        yield* world.get(paths.creator)
        assert.isEmpty(world.mock.journal.entries().at(-1)?.notes)
      }))

    it.effect("answers a preflight as a server that has never heard of it", () =>
      Effect.gen(function*() {
        const world = yield* connect({ cors: "like-production" })
        const headers = { origin, "access-control-request-method": "POST" }
        const ask = (path: string) =>
          Effect.promise(() => world.send(world.origin + path, { method: "OPTIONS", headers }))
        const preflight = yield* ask(paths.video)
        assert.strictEqual(preflight.status, 405)
        assert.strictEqual(preflight.headers.get("allow"), "POST")
        assert.notInclude([...preflight.headers.keys()].join(), "access-control")
        assert.strictEqual((yield* ask("/v2/nothing/")).status, 404)
        assert.strictEqual(world.mock.journal.entries()[0]?.operation, "preflight")
      }))

    it.effect("leaves consent page, control and reference as they are", () =>
      Effect.gen(function*() {
        const world = yield* connect({ cors: "like-production" })
        const allowed = (path: string, origin: string, method = "GET") =>
          Effect.map(
            Effect.promise(() => world.send(world.origin + path, { method, headers: { origin } })),
            ({ headers }) => headers.get("access-control-allow-origin")
          )
        assert.strictEqual(yield* allowed("/_mock/info", "http://localhost:3000"), "http://localhost:3000")
        assert.strictEqual(yield* allowed("/_mock/info", "http://localhost:3000", "OPTIONS"), "http://localhost:3000")
        assert.strictEqual(yield* allowed("/openapi.json", origin), "*")
        const query = "client_key=mock-client-key&response_type=code&scope=user.info.basic&state=1"
          + "&redirect_uri=http%3A%2F%2Flocalhost%3A3000%2F"
        const page = yield* Effect.promise(() => world.send(`${world.origin}${paths.authorize}?${query}`))
        assert.include(yield* Effect.promise(() => page.text()), "data-testid=\"consent\"")
      }))
  })
}
