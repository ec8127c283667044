import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer, Logger, References } from "effect"
import { Post, Publisher } from "effect-tiktok"
import { once } from "node:events"
import { createServer } from "node:http"
import * as Mock from "tiktok-mock-server/effect"
import * as Fixture from "./mock.ts"
import { logged, telemetry } from "./observability.ts"

const post = { _tag: "Video", media: Fixture.mp4, privacyLevel: "SELF_ONLY" } as const

/** A collector, which keeps what it receives by its path. */
const collecting = Effect.acquireRelease(
  Effect.promise(async () => {
    const received: Array<{ readonly path: string; readonly body: string }> = []
    const server = createServer((request, response) => {
      const parts: Array<Buffer> = []
      request.on("data", (part: Buffer) => parts.push(part))
      request.on("end", () => {
        received.push({ path: request.url ?? "", body: Buffer.concat(parts).toString() })
        response.setHeader("content-type", "application/json").end("{}")
      })
    })
    server.listen(0, "127.0.0.1")
    await once(server, "listening")
    const address = server.address()
    if (address === null || typeof address === "string") throw new Error("the collector has no port")
    const bodies = (path: string) =>
      received.filter((one) => one.path.startsWith(path)).map(({ body }) => body).join("")
    return { bodies, server, url: `http://127.0.0.1:${address.port}` }
  }),
  ({ server }) =>
    Effect.sync(() => {
      server.close()
      server.closeAllConnections()
    })
)

describe("observability", () => {
  it.effect("exports spans by their names, and no secret", () =>
    Effect.gen(function*() {
      const { bodies, url } = yield* collecting
      yield* Effect.gen(function*() {
        const creator = yield* Fixture.creator
        const publisher = yield* Publisher.Publisher
        yield* publisher.publish(creator, post)
      }).pipe(Effect.provide(Layer.provideMerge(Fixture.layer, telemetry(url))))
      const traces = bodies("/v1/traces")
      for (const name of ["Publisher.publish", "TikTokApi.video.init", "Uploader.chunk", "TikTokApi.status"]) {
        assert.include(traces, `"${name}"`)
      }
      assert.notMatch(bodies("/"), /act\.|rft\.|upload_token=|mock-client-secret/)
    }).pipe(Effect.scoped))

  it.effect("logs a failure with TikTok's log id", () => {
    const lines: Array<Record<string, unknown>> = []
    const logger = Logger.layer([
      Logger.make(({ fiber, message }) =>
        void lines.push({ message: String(message), ...fiber.getRef(References.CurrentLogAnnotations) })
      )
    ])
    return Effect.gen(function*() {
      const creator = yield* Fixture.creator
      const { faults } = yield* Mock.MockTikTok
      faults.add({ match: { operation: "video.init" }, effect: { kind: "code", code: "spam_risk_too_many_posts" } })
      const publisher = yield* Publisher.Publisher
      yield* Effect.flip(logged(publisher.publish(creator, Post.video(post))))
      const [line] = lines
      assert.include(line, { reason: "PostCapReached", category: "refusal", code: "spam_risk_too_many_posts" })
      assert.isString(line?.["logId"])
    }).pipe(Effect.provide(Layer.provideMerge(Fixture.layer, logger)))
  })
})
