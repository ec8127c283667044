import { assert, describe, it } from "@effect/vitest"
import { Deferred, Effect, Fiber } from "effect"
import { FetchHttpClient, HttpClient } from "effect/http"
import { TestClock } from "effect/testing"
import { once } from "node:events"
import { createServer } from "node:http"
import { connect } from "node:net"
import { freePort } from "../../../test/support/freePort.ts"
import { CommandFailed, ExitCode } from "../src/exitCode.ts"
import { awaitCallback } from "../src/login/loopback.ts"

const state = "ours"

/** A server on a free port. */
const occupied = Effect.acquireRelease(
  Effect.gen(function*() {
    const port = yield* Effect.promise(freePort)
    const server = createServer().listen(port, "127.0.0.1")
    yield* Effect.promise(() => once(server, "listening"))
    return { port, server }
  }),
  ({ server }) => Effect.callback<void>((resume) => void server.close(() => resume(Effect.void)))
)

/** A login that waits for its browser; the test completes it. */
const waiting = Effect.fnUntraced(function*<E = never>(
  complete: (callback: string) => Effect.Effect<string, E> = Effect.succeed
) {
  const port = yield* Effect.promise(freePort)
  const origin = `http://127.0.0.1:${port}`
  const listening = yield* Deferred.make<void>()
  const login = yield* Effect.forkChild(
    awaitCallback({ redirectUri: `${origin}/callback`, state }, Deferred.succeed(listening, undefined), complete)
  )
  yield* Deferred.await(listening)
  const visit = (target: string) =>
    HttpClient.get(`${origin}${target}`).pipe(
      Effect.flatMap((response) => Effect.map(response.text, (page) => ({ status: response.status, page }))),
      Effect.provide(FetchHttpClient.layer)
    )
  return { login, origin, port, visit }
})

describe("awaitCallback", () => {
  it.effect("returns the callback URL and shows that the login worked", () =>
    Effect.gen(function*() {
      const { login, origin, visit } = yield* waiting()
      const { page, status } = yield* visit("/callback?code=c&state=ours")
      assert.strictEqual(status, 200)
      assert.include(page, "You are logged in")
      assert.strictEqual(yield* Fiber.join(login), `${origin}/callback?code=c&state=ours`)
    }))

  it.effect("shows why a login did not work, and fails with it", () =>
    Effect.gen(function*() {
      const refused = new CommandFailed({ exitCode: ExitCode.Auth, reason: "<access_denied>" })
      const { login, visit } = yield* waiting(() => Effect.fail(refused))
      const { page, status } = yield* visit("/callback?error=access_denied&state=ours")
      assert.strictEqual(status, 400)
      assert.include(page, "&lt;access_denied&gt;")
      assert.strictEqual(yield* Effect.flip(Fiber.join(login)), refused)
    }))

  it.effect.each(["//", "///", "//elsewhere/callback?state=ours", "/", "/favicon.ico", "/callback/?state=ours"])(
    "answers 404 to %s and keeps waiting",
    (target) =>
      Effect.gen(function*() {
        const { login, visit } = yield* waiting()
        assert.strictEqual((yield* visit(target)).status, 404)
        assert.strictEqual((yield* visit("/callback?state=ours")).status, 200)
        yield* Fiber.join(login)
      })
  )

  it.effect.each(["/callback", "/callback?code=c", "/callback?code=c&state=theirs", "/callback?error=e&state="])(
    "rejects %s, which has another state, and keeps waiting",
    (target) =>
      Effect.gen(function*() {
        const { login, origin, visit } = yield* waiting()
        const { page, status } = yield* visit(target)
        assert.strictEqual(status, 400)
        assert.include(page, "This login was not started here")
        assert.strictEqual((yield* visit("/callback?code=c&state=ours")).status, 200)
        assert.strictEqual(yield* Fiber.join(login), `${origin}/callback?code=c&state=ours`)
      })
  )

  it.effect("answers 409 at once to a second visit, while the first is completed", () =>
    Effect.gen(function*() {
      const completing = yield* Deferred.make<void>()
      const completed = yield* Deferred.make<void>()
      const { login, visit } = yield* waiting((callback) =>
        Deferred.succeed(completing, undefined).pipe(Effect.andThen(Deferred.await(completed)), Effect.as(callback))
      )
      const first = yield* Effect.forkChild(visit("/callback?code=1&state=ours"))
      yield* Deferred.await(completing)
      assert.strictEqual((yield* visit("/callback?code=2&state=ours")).status, 409)
      yield* Deferred.succeed(completed, undefined)
      assert.strictEqual((yield* Fiber.join(first)).status, 200)
      assert.include(yield* Fiber.join(login), "code=1")
    }))

  it.effect("ends while a browser keeps an unused connection open", () =>
    Effect.gen(function*() {
      const { login, port, visit } = yield* waiting()
      const closed = yield* Deferred.make<void>()
      yield* Effect.callback<void>((resume) => {
        const idle = connect(port, "127.0.0.1", () => {
          // Half a request: no idle connection, as far as the server can tell.
          idle.write("GET /callback HTTP/1.1\r\n", () => resume(Effect.void))
        })
        idle.on("error", () => {})
        idle.once("close", () => Deferred.doneUnsafe(closed, Effect.void))
      })
      assert.strictEqual((yield* visit("/callback?state=ours")).status, 200)
      yield* Fiber.join(login)
      yield* Deferred.await(closed)
    }))

  it.effect("ends when the browser disconnects before the response", () =>
    Effect.gen(function*() {
      const gone = yield* Deferred.make<void>()
      const { login, port } = yield* waiting((callback) => Effect.as(Deferred.await(gone), callback))
      yield* Effect.callback<void>((resume) => {
        const browser = connect(port, "127.0.0.1", () => {
          browser.write("GET /callback?state=ours HTTP/1.1\r\nHost: localhost\r\n\r\n", () => browser.destroy())
        })
        browser.once("close", () => resume(Effect.void))
      })
      yield* Deferred.succeed(gone, undefined)
      assert.include(yield* Fiber.join(login), "/callback?state=ours")
    }))

  it.effect("leaves the port free", () =>
    Effect.gen(function*() {
      const { login, port, visit } = yield* waiting()
      yield* visit("/callback?state=ours")
      yield* Fiber.join(login)
      yield* Effect.callback<void, Error>((resume) => {
        const next = createServer()
        next.once("error", (error) => resume(Effect.fail(error)))
        next.listen(port, "127.0.0.1", () => next.close(() => resume(Effect.void)))
      })
    }))

  it.effect("gives up after five minutes", () =>
    Effect.gen(function*() {
      const { login } = yield* waiting()
      yield* TestClock.adjust("5 minutes")
      const error = yield* Effect.flip(Fiber.join(login))
      assert.strictEqual(error.exitCode, ExitCode.Auth)
    }))

  it.effect("reports that a port is taken", () =>
    Effect.gen(function*() {
      const { port } = yield* occupied
      const error = yield* refusal(`http://127.0.0.1:${port}/callback`)
      assert.strictEqual(error.exitCode, ExitCode.Usage)
      assert.include(error.message, `127.0.0.1:${port} is taken`)
    }))

  it.effect("reports the code of any other listen error", () =>
    Effect.gen(function*() {
      // An address reserved for documentation (RFC 5737).
      const error = yield* refusal("http://192.0.2.1:3455/callback")
      assert.strictEqual(error.exitCode, ExitCode.Usage)
      assert.include(error.message, "EADDRNOTAVAIL")
      assert.notInclude(error.message, "taken")
    }))
})

const refusal = (redirectUri: string) =>
  Effect.flip(awaitCallback({ redirectUri, state }, Effect.void, () => Effect.never))
