/** A media URL from a stranger reaches no host inside this network. */
import * as NodeServices from "@effect/platform-node/NodeServices"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { Media, Post, Publisher, TikTokApi, Uploader } from "effect-tiktok"
import { FetchHttpClient } from "effect/http"
import { type Fixture, makeFixture, run } from "../support/fixture.ts"
import { smallestChunk, video } from "../support/media.ts"
import { mediaServer, memoryUrl, withMediaInMemory } from "../support/mediaServer.ts"

const clip = video(smallestChunk)

const publish = (fixture: Fixture, media: Media.HttpMedia) =>
  Publisher.Publisher.use((publisher) =>
    publisher.publish(fixture.creator, Post.video({ media, privacyLevel: "SELF_ONLY" }))
  )

describe("a media server", () => {
  it.effect("with a private host gets no request, unless that is allowed", () =>
    Effect.gen(function*() {
      const fixture = yield* makeFixture({ contract: "live", transport: "socket" })
      const server = yield* mediaServer(clip)
      const error = yield* Effect.flip(run(fixture, publish(fixture, Media.http(`${server.url}/a.mp4?signature=1`))))
      assert.deepInclude(error.reason, { _tag: "InvalidInput", field: "media.url" })
      assert.notInclude(error.message, "signature")
      assert.strictEqual(server.asked.length, 0)
    }))

  it.effect("cannot redirect any client to a private host", () =>
    Effect.gen(function*() {
      const inside = yield* mediaServer(clip)
      const { asked, fixture } = withMediaInMemory(
        yield* makeFixture({ contract: "live", transport: "memory" }),
        () => new Response(null, { status: 307, headers: { location: `${inside.url}/latest/meta-data?signature=1` } })
      )
      const error = yield* Effect.flip(run(fixture, publish(fixture, Media.http(memoryUrl))))
      assert.deepInclude(error.reason, { _tag: "MediaSourceError", status: 307, field: "Location" })
      assert.notInclude(error.message, "signature")
      assert.strictEqual(asked.length, 1)
      assert.strictEqual(inside.asked.length, 0)
    }))

  it.effect("keeps its headers from another host, also with fetch, which follows redirects by itself", () =>
    Effect.gen(function*() {
      const storage = yield* mediaServer(clip)
      const gate = yield* mediaServer(clip, ({ response }) => {
        response.writeHead(302, { location: `${storage.url}/b.mp4` }).end()
      })
      const fixture = yield* makeFixture({ contract: "live", transport: "socket" })
      const layer = Uploader.layer.pipe(
        Layer.provide(TikTokApi.layer(fixture.options)),
        Layer.provide([FetchHttpClient.layer, NodeServices.layer])
      )
      const media = Media.http(`${gate.url}/a.mp4`, { headers: { "x-api-key": "secret" }, allowPrivate: true })
      const identity = yield* Uploader.Uploader.use((uploader) => uploader.identify(media)).pipe(Effect.provide(layer))
      assert.strictEqual(identity.size, clip.length)
      assert.deepStrictEqual(gate.asked.map((headers) => headers["x-api-key"]), ["secret"])
      assert.deepStrictEqual(storage.asked.map((headers) => headers["x-api-key"]), [undefined])
    }))
})
