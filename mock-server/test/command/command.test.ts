import { assert, describe, it } from "@effect/vitest"
import { Effect, Result } from "effect"
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises"
import { createServer } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { readArguments } from "../../src/command/commands.ts"
import type { Lifecycle } from "../../src/index.ts"
import { send, start, startIn } from "./support.ts"

describe("tiktok-mock", () => {
  it.effect("prints only its ready line with --quiet, serves, and ends cleanly when told", () =>
    Effect.gen(function*() {
      const mock = yield* start("--port", "0", "--scenario", "unaudited-app", "--quiet")
      const line = yield* Effect.promise(() => mock.line())
      const [, url = ""] = /^TikTok mock ready at (http:\/\/127\.0\.0\.1:\d+) \(scenario unaudited-app\)$/.exec(line) ??
        []
      assert.strictEqual((yield* Effect.promise(() => send(`${url}/v2/creator_info/query/`))).status, 401)
      mock.child.kill("SIGTERM")
      assert.strictEqual(yield* Effect.promise(() => mock.exit), 0)
      assert.strictEqual(mock.stdout, `${line}\n`)
      assert.strictEqual(mock.stderr, "")
    }))

  it.effect("prints its ready line as JSON, and ends on SIGINT too", () =>
    Effect.gen(function*() {
      const mock = yield* start(
        "--port",
        "0",
        "--json",
        "--auto-consent",
        "--lifecycle",
        "2polls",
        "--limits",
        "off",
        "--audited",
        "--bandwidth",
        "10MB",
        "--contract",
        "live"
      )
      const ready = JSON.parse(yield* Effect.promise(() => mock.line()))
      assert.deepStrictEqual(ready, {
        event: "ready",
        url: `http://127.0.0.1:${ready.port}`,
        port: ready.port,
        scenario: "happy",
        dashboard: `${ready.url}/_mock/`,
        reference: `${ready.url}/docs`,
        clientKey: "mock-client-key",
        clientSecret: "mock-client-secret"
      })
      const refused = yield* Effect.promise(async () => (await send(`${ready.url}/v2/user/info/`)).text())
      assert.strictEqual(JSON.parse(refused).error.code, "access_token_invalid")
      mock.child.kill("SIGINT")
      assert.strictEqual(yield* Effect.promise(() => mock.exit), 0)
    }))

  it.effect("prints where to look, what to paste, and one line per request with its hint and fault", () =>
    Effect.gen(function*() {
      const mock = yield* start("--port", "0", "--public-url", "https://mock.example")
      const url = yield* Effect.promise(() => mock.capture(/ready at (\S+) /))
      assert.include(mock.stdout, "Dashboard      https://mock.example/_mock/\n")
      assert.include(mock.stdout, "API reference  https://mock.example/docs\n")
      assert.include(mock.stdout, "export TIKTOK_BASE_URL=https://mock.example\n")
      assert.include(mock.stdout, "export TIKTOK_CLIENT_KEY=mock-client-key\n")
      assert.include(mock.stdout, "export TIKTOK_CLIENT_SECRET=mock-client-secret\n")
      const fault = JSON.stringify({ effect: { kind: "code", code: "internal_error" }, match: { operation: "status" } })
      yield* Effect.promise(async () => {
        await send(`${url}/t/one/v2/creator_info/query/`)
        await send(`${url}/_mock/faults`, {
          method: "POST",
          body: fault,
          headers: { "content-type": "application/json" }
        })
        await send(`${url}/v2/post/publish/status/fetch/?access_token=secret\u202e`, { method: "POST", body: "{}" })
      })
      yield* Effect.promise(() =>
        mock.capture(
          /(\d\d:\d\d:\d\d GET \/t\/one\/v2\/creator_info\/query\/ 401 unauthorized \d+ ms\n +hint: header Auth)/
        )
      )
      yield* Effect.promise(() =>
        mock.capture(/(POST \/v2\/post\/publish\/status\/fetch\/\S+ 500 \S+ \d+ ms\n +fault: fault_1\n)/)
      )
      assert.notInclude(mock.stdout, "secret\u202e")
      assert.notInclude(mock.stdout, "/_mock/faults")
    }))

  it.effect("prints each request as JSON with --json", () =>
    Effect.gen(function*() {
      const mock = yield* start("--port", "0", "--json")
      const { url } = JSON.parse(yield* Effect.promise(() => mock.line()))
      yield* Effect.promise(() => send(`${url}/t/one/v2/creator_info/query/`))
      const line = yield* Effect.promise(() => mock.capture(/\n(.+)\n/))
      assert.deepInclude(JSON.parse(line), {
        event: "request",
        tenant: "one",
        id: "req_1",
        method: "GET",
        path: "/v2/creator_info/query/",
        operation: "creator.info",
        status: 401,
        code: "unauthorized"
      })
    }))

  it.effect("opens the dashboard with --open, and says so when it cannot", () =>
    Effect.gen(function*() {
      const folder = yield* Effect.acquireRelease(
        Effect.promise(() => mkdtemp(join(tmpdir(), "mock-open-"))),
        (name) => Effect.promise(() => rm(name, { recursive: true }))
      )
      yield* Effect.promise(() =>
        writeFile(join(folder, "xdg-open"), `#!/bin/sh\nprintf '%s' "$1" > "${folder}/opened"\n`, { mode: 0o755 })
      )
      const opened = async (): Promise<string> => {
        const text = await readFile(join(folder, "opened"), "utf8").catch(() => "")
        return text === "" ? opened() : text
      }
      const mock = yield* startIn({ PATH: `${folder}:/bin` }, "--port", "0", "--open")
      const url = yield* Effect.promise(() => mock.capture(/ready at (\S+) /))
      assert.strictEqual(yield* Effect.promise(opened), `${url}/_mock/`)
      const other = yield* startIn({ PATH: "/nowhere" }, "--port", "0", "--open")
      yield* Effect.promise(() => other.line())
      while (other.stderr === "") yield* Effect.promise(() => new Promise(setImmediate))
      assert.match(other.stderr, /^tiktok-mock: --open .*; open http:\S+\/_mock\/ yourself\n$/)
    }))

  it.effect("serves and ends although its lines are not read", () =>
    Effect.gen(function*() {
      const mock = yield* start("--port", "0", "--limits", "off")
      const url = yield* Effect.promise(() => mock.capture(/ready at (\S+) /))
      mock.child.stdout?.pause()
      for (let sent = 0; sent < 400; sent += 20) {
        yield* Effect.promise(() =>
          Promise.all(Array.from({ length: 20 }, () => send(`${url}/v2/${"x".repeat(4_000)}`).then((it) => it.text())))
        )
      }
      mock.child.kill("SIGTERM")
      const { promise, resolve } = Promise.withResolvers<number | null>()
      mock.child.once("exit", resolve)
      assert.strictEqual(yield* Effect.promise(() => promise), 0)
      mock.child.stdout?.resume()
    }))

  it.effect("says in one line that a port is in use, and exits with 1", () =>
    Effect.gen(function*() {
      const blocker = yield* Effect.acquireRelease(
        Effect.promise(() => {
          const { promise, resolve } = Promise.withResolvers<ReturnType<typeof createServer>>()
          const server = createServer().listen(0, "127.0.0.1", () => resolve(server))
          return promise
        }),
        (server) => Effect.sync(() => server.close())
      )
      const address = blocker.address()
      const port = typeof address === "object" ? String(address?.port) : ""
      const mock = yield* start("--port", port)
      assert.strictEqual(yield* Effect.promise(() => mock.exit), 1)
      assert.strictEqual(
        mock.stderr,
        `tiktok-mock: --port ${port} is in use on 127.0.0.1; choose another one, or 0 for any free port\n`
      )
      assert.strictEqual(mock.stdout, "")
    }))

  it.effect("says in one line what is wrong with a flag, and exits with 2", () =>
    Effect.gen(function*() {
      const mock = yield* start("--scenario", "nowhere")
      assert.strictEqual(yield* Effect.promise(() => mock.exit), 2)
      assert.match(mock.stderr, /^tiktok-mock: --scenario must be one of happy, .*, is "nowhere" \(see --help\)\n$/)
      assert.strictEqual(mock.stdout, "")
    }))

  it.effect("lists switches and rules with value, default and source", () =>
    Effect.gen(function*() {
      const listed = yield* start("switches", "--strict", "--switch", "limits.postsPerDay=off")
      assert.strictEqual(yield* Effect.promise(() => listed.exit), 0)
      assert.match(listed.stdout, /^strict=true \(default false\)$/m)
      assert.match(listed.stdout, /^pkce=optional \(default optional\)$/m)
      assert.match(listed.stdout, /^ {2}\* optional: None\..* \(documented: Login Kit for Web, .*\)$/m)
      assert.match(listed.stdout, /^limits\.postsPerDay=off \(default 15\)$/m)
      assert.match(listed.stdout, /^ {2}Posts per day and creator \(documented: Content Sharing Guidelines, .*\)$/m)
      const json = yield* start("switches", "--json")
      assert.strictEqual(yield* Effect.promise(() => json.exit), 0)
      const [first, ...others] = json.stdout.trimEnd().split("\n").map((line): unknown => JSON.parse(line))
      assert.deepInclude(first, { name: "strict", value: false, default: false })
      assert.deepInclude(others.at(-1), { name: "lifetimes.uploadUrl", value: 3_600_000 })
    }))

  it.effect("issues other tokens at each start and reset, unless it has a seed", () =>
    Effect.gen(function*() {
      const tokens = Effect.fnUntraced(function*(...args: ReadonlyArray<string>) {
        const mock = yield* start("--port", "0", "--json", ...args)
        const { url } = JSON.parse(yield* Effect.promise(() => mock.line()))
        const post = (path: string) => Effect.promise(async () => (await send(url + path, { method: "POST" })).text())
        const issue = Effect.map(
          Effect.all([post("/_mock/tokens"), post("/t/a/_mock/tokens")]),
          (responses) => responses.map((text) => String(JSON.parse(text).accessToken))
        )
        const before = yield* issue
        yield* post("/_mock/reset")
        yield* post("/t/a/_mock/reset")
        return [...before, ...yield* issue]
      })
      const random = [...yield* tokens(), ...yield* tokens()]
      assert.strictEqual(new Set(random).size, 8)
      const [first, tenant, ...afterReset] = yield* tokens("--seed", "a")
      assert.deepStrictEqual(afterReset, [first, tenant])
      assert.deepStrictEqual(yield* tokens("--seed", "a"), [first, tenant, first, tenant])
    }))

  it.effect("serves under the switches of its flags", () =>
    Effect.gen(function*() {
      const mock = yield* start("--port", "0", "--json", "--strict", "--switch", "oauthErrorStatus=401")
      const { url } = JSON.parse(yield* Effect.promise(() => mock.line()))
      const body = new URLSearchParams({ grant_type: "a" })
      const refused = yield* Effect.promise(() => send(`${url}/v2/oauth/token/`, { method: "POST", body }))
      assert.strictEqual(refused.status, 401)
      const info = yield* Effect.promise(async () => (await send(`${url}/_mock/info`)).text())
      assert.isTrue(JSON.parse(info).switches.strict)
    }))

  it.effect("explains itself", () =>
    Effect.gen(function*() {
      const mock = yield* start("--help")
      assert.strictEqual(yield* Effect.promise(() => mock.exit), 0)
      for (
        const word of [
          "--port",
          "--scenario",
          "--state",
          "--ephemeral",
          "--seed-file",
          "/_mock/",
          "--json",
          "--switch",
          "tiktok-mock switches",
          "catalog-examples"
        ]
      ) assert.include(mock.stdout, word)
    }))

  it.effect("explains each of its commands", () =>
    Effect.gen(function*() {
      for (const name of ["switches", "init", "trigger", "resend", "listen", "logs"] as const) {
        const command = yield* start(name, "--help")
        assert.strictEqual(yield* Effect.promise(() => command.exit), 0)
        assert.isTrue(command.stdout.startsWith(`Usage: tiktok-mock ${name} `), command.stdout)
      }
    }))
})

/** The options of a mock that serves. */
const serveOf = (...args: ReadonlyArray<string>) => {
  const invocation = Result.getOrThrow(readArguments(args))
  return invocation._tag === "Serve" ? invocation.serve : assert.fail(invocation._tag)
}

describe("arguments", () => {
  const wrong: ReadonlyArray<readonly [args: ReadonlyArray<string>, names: string]> = [
    [["--port", "70000"], "--port"],
    [["--port", "-1"], "--port"],
    [["--port", "http"], "--port"],
    [["--port"], "--port"],
    [["--lifecycle", "soon"], "--lifecycle"],
    [["--limits", "none"], "--limits"],
    [["--scenario", "toString"], "--scenario"],
    [["--audited", "--unaudited"], "--audited"],
    [["--colour"], "--colour"],
    [["--contract", "dead"], "--contract"],
    [["--bandwidth", "fast"], "--bandwidth"],
    [["--bandwidth", "0MB"], "--bandwidth"],
    [["--bandwidth", "10mB"], "--bandwidth"],
    [["--webhook", "file:///etc/hosts"], "--webhook"],
    [["--state", "a", "--ephemeral"], "--ephemeral"],
    [["--state", ""], "--state"],
    [["--seed-file", "a", "--scenario", "happy"], "--seed-file"],
    [["--public-url", "mock.example"], "--public-url"],
    [["--public-url", "https://mock.example?a=1"], "--public-url"],
    [["--allow-host", "https://mock.example"], "--allow-host"],
    [["--allow-host", "mock", "--allow-host", "mock:8080"], "--allow-host"],
    [["--cors", "none"], "--cors"],
    [["--https-cert", "cert.pem"], "--https-key"],
    [["--https-key", "key.pem"], "--https-cert"],
    [["--https-cert", "", "--https-key", "key.pem"], "--https-cert"],
    [["--keep-media", "some"], "--keep-media"],
    [["--media-dir", ""], "--media-dir"],
    [["--media-limit", "0"], "--media-limit"],
    [["--media-limit", "2gb"], "--media-limit"],
    [["serve"], "serve is not a command; there are init, switches, trigger, resend, listen, logs"],
    [["--content", "{}"], "--content is not an option of a mock that starts"],
    [["init", "--port", "1"], "--port is not an option of init"],
    [["init", "a", "b"], "b is one argument too many"],
    [["switches", "a"], "a is one argument too many"],
    [["trigger", "post.publish.gone"], "trigger needs an event, one of post.publish.failed, "],
    [["trigger", "post.publish.failed", "--content", "{}", "--publish-id", "1"], "--publish-id and --content"],
    [["trigger", "post.publish.failed", "--content", "[]"], "--content must be a JSON object, is []"],
    [["trigger", "post.publish.failed", "--content", "{"], "--content must be a JSON object, is {"],
    [["trigger", "post.publish.failed", "--url", "localhost:1"], "--url must be an http or https URL"],
    [["trigger", "post.publish.failed", "--strict"], "--strict is not an option of trigger"],
    [["listen"], "listen needs --forward-to URL"],
    [["listen", "--forward-to", "app"], "--forward-to must be an http or https URL, is \"app\""],
    [["listen", "--forward-to", "http://localhost", "--events", "post.publish.failed,gone"], "--events needs an event"],
    [["listen", "--forward-to", "http://localhost", "--header", "X-Env"], "--header must be NAME:VALUE"],
    [["logs", "--status", "6xx"], "--status must be a status like 404 or a class like 4xx, is \"6xx\""],
    [["listen", "a", "--forward-to", "http://localhost"], "a is one argument too many"]
  ]
  for (const [args, names] of wrong) {
    it(`refuses ${args.join(" ")} in one line`, () => {
      const invocation = readArguments(args)
      assert.isTrue(Result.isFailure(invocation))
      if (Result.isFailure(invocation)) {
        assert.include(invocation.failure, names)
        assert.notInclude(invocation.failure, "\n")
      }
    })
  }

  const bandwidths: ReadonlyArray<readonly [text: string, bandwidth: number]> = [
    ["10MB", 10_000_000],
    ["500KB", 500_000],
    ["1.5MiB", 1_572_864],
    ["2000", 2_000],
    ["1GB", 1_000_000_000]
  ]
  for (const [text, bandwidth] of bandwidths) {
    it(`reads the bandwidth ${text}`, () => {
      assert.deepInclude(serveOf("--bandwidth", text), { bandwidth })
    })
  }

  it("reads the contract and the webhook's address", () => {
    const webhook = "http://localhost:3000/hooks"
    assert.deepInclude(serveOf("--contract", "live", "--webhook", webhook), { contract: "live", webhook })
  })

  const lifecycles: ReadonlyArray<readonly [text: string, lifecycle: Lifecycle]> = [
    ["immediate", { mode: "immediate" }],
    ["manual", { mode: "manual" }],
    ["3s", { mode: "after", millis: 3_000 }],
    ["250ms", { mode: "after", millis: 250 }],
    ["2m", { mode: "after", millis: 120_000 }],
    ["2polls", { mode: "polls", count: 2 }],
    ["1poll", { mode: "polls", count: 1 }]
  ]
  for (const [text, lifecycle] of lifecycles) {
    it(`reads the life cycle ${text}`, () => {
      assert.deepInclude(serveOf("--lifecycle", text), { lifecycle })
    })
  }
})
