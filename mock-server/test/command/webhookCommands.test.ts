import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { createServer } from "node:http"
import { text } from "node:stream/consumers"
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
  const app = createServer(async (request, response) => {
    heard.push(JSON.parse(await text(request)).event)
    response.end()
  })
  yield* Effect.acquireRelease(
    Effect.promise(() => new Promise<void>((resolve) => app.listen(0, "127.0.0.1", resolve))),
    () => Effect.sync(() => app.close())
  )
  const address = app.address()
  const target = `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}/hooks`
  return { mock, url, heard, target }
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

  it.live("say what is missing", () =>
    Effect.gen(function*() {
      const { url } = yield* world
      const [usage, unknown] = yield* result("trigger", "post.publish.gone")
      assert.strictEqual(usage, 2)
      assert.match(unknown, /trigger needs an event, one of post\.publish\.failed, .*, not "post\.publish\.gone"/)
      assert.match((yield* result("listen"))[1], /listen needs --forward-to URL/)
      assert.match((yield* result("trigger", "post.publish.failed", "--url", url))[1], /no webhook URL is set/)
      const [failed, nobody] = yield* result("trigger", "post.publish.failed", "--url", "http://127.0.0.1:1")
      assert.strictEqual(failed, 1)
      assert.match(nobody, /there is no mock at http:\/\/127\.0\.0\.1:1; start one/)
    }))
})
