import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { chunkHeaders, dataOf, mp4, paths, sha256, text, transports } from "../support.ts"

const SIZE = 11_000_000
const CHUNK = 5_000_000

const credentials = { client_key: "mock-client-key", client_secret: "mock-client-secret" }
const redirect_uri = "https://yourdomain.com/callback"
const verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"

for (const [transport, connect] of transports) {
  describe(`live journey ${transport}`, () => {
    it.effect("goes from consent to a public post", () =>
      Effect.gen(function*() {
        const world = yield* connect()
        const query = new URLSearchParams({
          client_key: credentials.client_key,
          scope: "video.publish",
          response_type: "code",
          redirect_uri,
          state: "s",
          code_challenge: sha256(verifier),
          code_challenge_method: "S256"
        })
        const callback = new URL(
          yield* Effect.promise(() =>
            world.mock.control.consent(`${world.origin}${paths.authorize}?${query.toString()}`)
          )
        )
        const tokens = yield* world.form(paths.token, {
          ...credentials,
          grant_type: "authorization_code",
          code: callback.searchParams.get("code") ?? "",
          redirect_uri,
          code_verifier: verifier
        })
        assert.strictEqual(tokens.status, 200)
        const { access_token } = JSON.parse(tokens.text)
        const authorization = `Bearer ${access_token}`

        const info = dataOf(yield* world.post(paths.creatorInfo, "", { authorization }))
        assert.deepStrictEqual(info["privacy_level_options"], [
          "PUBLIC_TO_EVERYONE",
          "MUTUAL_FOLLOW_FRIENDS",
          "SELF_ONLY"
        ])
        const post = dataOf(
          yield* world.post(paths.video, {
            post_info: { title: "Morning walk #sea", privacy_level: "PUBLIC_TO_EVERYONE" },
            source_info: { source: "FILE_UPLOAD", video_size: SIZE, chunk_size: CHUNK, total_chunk_count: 2 }
          }, { authorization })
        )
        const publish_id = text(post, "publish_id")
        const uploadUrl = text(post, "upload_url")
        assert.match(publish_id, /^v_pub_file~v2-1\.\d{19}$/)
        assert.match(uploadUrl, /\/video\/\?upload_id=\d{19}&upload_token=[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)

        const status = Effect.suspend(() => world.post(paths.status, { publish_id }, { authorization }))
        const first = yield* world.put(uploadUrl, mp4(SIZE).slice(0, CHUNK), chunkHeaders(0, CHUNK - 1, SIZE))
        assert.deepStrictEqual([first.status, first.text], [206, ""])
        assert.strictEqual(first.headers.get("content-range"), `bytes 0-${CHUNK}/${SIZE}`)
        assert.deepStrictEqual(dataOf(yield* status), {
          status: "PROCESSING_UPLOAD",
          publicaly_available_post_id: [],
          uploaded_bytes: CHUNK
        })
        const last = yield* world.put(uploadUrl, mp4(SIZE).slice(CHUNK), chunkHeaders(CHUNK, SIZE - 1, SIZE))
        assert.strictEqual(last.status, 201)
        assert.strictEqual(last.headers.get("content-range"), `bytes 0-${SIZE}/${SIZE}`)

        world.mock.clock.advance(3_000)
        assert.deepStrictEqual(dataOf(yield* status), {
          status: "PUBLISH_COMPLETE",
          publicaly_available_post_id: [],
          uploaded_bytes: SIZE
        })
        world.mock.clock.advance(2_000)
        const done = yield* status
        const [postId] = world.mock.control.post(publish_id)?.publicPostIds ?? []
        assert.isAbove(Number(postId), Number.MAX_SAFE_INTEGER)
        assert.include(done.text, `"publicaly_available_post_id":[${postId}]`)
        assert.isNotEmpty(done.headers.get("x-tt-logid"))
        assert.strictEqual(world.mock.control.post(publish_id)?.sha256, sha256(mp4(SIZE)))
      }))
  })
}
