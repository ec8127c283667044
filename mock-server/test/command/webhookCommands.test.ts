import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { createServer } from "node:http"
import { text } from "node:stream/consumers"
import { webhookEventNames } from "../../src/engine/records.ts"
import { createMock } from "../../src/index.ts"
import { start } from "./support.ts"

/** A mock on a port, and an app that receives webhooks. */
const world = Effect.gen(function*() {
  const mock = yield* Effect.acquireRelease(
    Effect.sync(() => createMock()),
    (made) => Effect.promise(() => made.dispose())
  )
  const { url } = yield* Effect.promise(() => mock.listen())
  const heard: Array<string> = []
  const environments: Array<string | undefined> = []
  const app = createServer(async (request, response) => {
    heard.push(JSON.parse(await text(request)).event)
    environments.push(request.headersDistinct["x-env"]?.[0])
    response.end()
  })
  yield* Effect.acquireRelease(
    Effect.promise(() => new Promise<void>((resolve) => app.listen(0, "127.0.0.1", resolve))),
    () => Effect.sync(() => app.close())
  )
  const address = app.address()
  const target = `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}/hooks`
  return { mock, url, heard, environments, target }
})

/** Runs the command to its end. Returns its exit code and its errors. */
const result = Effect.fnUntraced(function*(...args: ReadonlyArray<string>) {
  const command = yield* start(...args)
  return [yield* Effect.promise(() => command.exit), command.stderr] as const
})

describe("commands for webhooks", () => {
  it.live("listen sends webhooks to an app until it ends, and trigger makes one", () =>
    Effect.gen(function*() {
      const { heard, mock, target, url } = yield* world
      const listening = yield* start("listen", "--forward-to", target, "--url", url)
      yield* Effect.promise(() => listening.capture(/(sent to)/))
      assert.strictEqual(mock.webhooks.settings().url, target)
      const triggered = yield* start(
        "trigger",
        "video.publish.completed",
        "--content",
        `{"share_id":"1"}`,
        "--url",
        url
      )
      assert.strictEqual(yield* Effect.promise(() => triggered.exit), 0)
      const line = `200 video.publish.completed to ${target}`
      assert.strictEqual(triggered.stdout, `${line}\n`)
      assert.deepStrictEqual(heard, ["video.publish.completed"])
      assert.include(mock.webhooks.deliveries()[0]?.body, "share_id")
      yield* Effect.promise(() => listening.capture(/(200 video\.publish\.completed to)/))
      listening.child.kill("SIGTERM")
      assert.strictEqual(yield* Effect.promise(() => listening.exit), 0)
      assert.isUndefined(mock.webhooks.settings().url)
    }))

  it.live("resend lists webhooks and sends one again", () =>
    Effect.gen(function*() {
      const { heard, mock, target, url } = yield* world
      mock.webhooks.setUrl(target)
      const triggered = mock.webhooks.trigger({ event: "video.publish.completed", content: {} })
      const [delivery] = yield* Effect.promise(() => triggered)
      const line = `200 video.publish.completed to ${target}`
      const listed = yield* start("resend", "--url", url)
      assert.strictEqual(yield* Effect.promise(() => listed.exit), 0)
      assert.strictEqual(listed.stdout, `${delivery?.id}  ${line}\n`)
      const again = yield* start("resend", delivery?.id ?? "", "--url", url)
      assert.strictEqual(yield* Effect.promise(() => again.exit), 0)
      assert.strictEqual(again.stdout, `${line}\n`)
      assert.deepStrictEqual(heard, ["video.publish.completed", "video.publish.completed"])
      const [status, problem] = yield* result("resend", "none", "--url", url)
      assert.notStrictEqual(status, 0)
      assert.include(problem, "no delivery none")
    }))

  it.live("listen goes on after a reset of the mock, although ids repeat", () =>
    Effect.gen(function*() {
      const { heard, mock, target, url } = yield* world
      const listening = yield* start("listen", "--forward-to", target, "--url", url)
      yield* Effect.promise(() => listening.capture(/(sent to)/))
      const trigger = Effect.promise(() => mock.webhooks.trigger({ event: "video.publish.completed", content: {} }))
      const [first] = yield* trigger
      yield* Effect.promise(() => listening.capture(/(200 video\.publish\.completed)/))
      mock.reset()
      yield* Effect.promise(() => listening.capture(/sent to[^]+(sent to)/))
      const [second] = yield* trigger
      assert.strictEqual(second?.id, first?.id)
      yield* Effect.promise(() => listening.capture(/200 video[^]+(200 video\.publish\.completed)/))
      assert.lengthOf(heard, 2)
    }))

  it.live("listen ends when another program sets another URL", () =>
    Effect.gen(function*() {
      const { mock, target, url } = yield* world
      const listening = yield* start("listen", "--forward-to", target, "--url", url)
      yield* Effect.promise(() => listening.capture(/(sent to)/))
      mock.webhooks.setUrl("http://localhost:1/other")
      assert.strictEqual(yield* Effect.promise(() => listening.exit), 1)
      assert.include(listening.stderr, "are sent to http://localhost:1/other, which another program has set")
      assert.strictEqual(mock.webhooks.settings().url, "http://localhost:1/other")
    }))

  it.live("listen sends chosen events with headers, and restores what it has changed", () =>
    Effect.gen(function*() {
      const { environments, heard, mock, target, url } = yield* world
      const chosen = "post.publish.failed"
      const listening = yield* start(
        "listen",
        "--forward-to",
        target,
        "--url",
        url,
        "--events",
        chosen,
        "--header",
        "X-Env: test"
      )
      yield* Effect.promise(() => listening.capture(/(signed with the secret mock-client-secret)/))
      const [, other] = yield* result("trigger", "post.publish.complete", "--url", url)
      assert.include(other, `the mock does not send post.publish.complete, only ${chosen}`)
      yield* result("trigger", chosen, "--url", url)
      assert.deepStrictEqual([heard, environments], [[chosen], ["test"]])
      listening.child.kill("SIGTERM")
      assert.strictEqual(yield* Effect.promise(() => listening.exit), 0)
      const { events, headers, url: earlier } = mock.webhooks.settings()
      assert.deepStrictEqual([events.length, headers, earlier], [9, {}, undefined])
      mock.webhooks.setUrl(target)
      yield* Effect.promise(() => mock.webhooks.deliver())
      assert.lengthOf(heard, 1)
    }))

  it.live("listen prints only the secret when told to", () =>
    Effect.gen(function*() {
      const { mock, url } = yield* world
      mock.control.updateApp({ clientSecret: "other" })
      const secret = yield* start("listen", "--print-secret", "--url", url)
      assert.strictEqual(yield* Effect.promise(() => secret.exit), 0)
      assert.strictEqual(secret.stdout, "other\n")
    }))

  it.live("trigger names a creator and a post, and lists the events without one", () =>
    Effect.gen(function*() {
      const { mock, target, url } = yield* world
      mock.webhooks.setUrl(target)
      const send = (creator: string) =>
        result("trigger", "post.publish.complete", "--creator", creator, "--publish-id", "v_1", "--url", url)
      const [, unknown] = yield* send("eve")
      assert.include(unknown, "--creator must be one of mara.films, ")
      assert.deepStrictEqual(yield* send("@mara.films"), [0, ""])
      const [sent] = mock.webhooks.deliveries()
      assert.strictEqual(
        sent?.openId,
        mock.control.creators().find(({ username }) => username === "mara.films")?.openId
      )
      assert.include(sent?.body, `{\\"publish_id\\":\\"v_1\\"}`)
      const events = yield* start("trigger")
      assert.strictEqual(yield* Effect.promise(() => events.exit), 0)
      assert.strictEqual(events.stdout, `${webhookEventNames.join("\n")}\n`)
    }))

  it.live("say what is missing", () =>
    Effect.gen(function*() {
      const { url } = yield* world
      assert.strictEqual((yield* result("trigger", "post.publish.gone"))[0], 2)
      assert.match((yield* result("trigger", "post.publish.failed", "--url", url))[1], /no webhook URL is set/)
      const [failed, missing] = yield* result("trigger", "post.publish.failed", "--url", "http://127.0.0.1:2")
      assert.strictEqual(failed, 1)
      assert.include(missing, "no mock answers at http://127.0.0.1:2 (connect ECONNREFUSED 127.0.0.1:2); start one")
      const [, refused] = yield* result("listen", "--forward-to", "https://app.example/", "--url", url)
      assert.include(refused, `${url} refused with 400: `)
      assert.include(refused, "url: must be on this machine")
    }))
})
