import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { createMock } from "../src/index.ts"
import { as, begin, credentials, exchange, live, login, redirect_uri, refresh } from "./live/support.ts"
import {
  chunkHeaders,
  dataOf,
  inMemory,
  mp4,
  paths,
  singleChunk,
  text,
  type WireResponse,
  type World
} from "./support.ts"

const hintOf = ({ headers }: Pick<WireResponse, "headers">) => headers.get("x-mock-hint") ?? ""

const send = (world: World, path: string, init: RequestInit = {}) =>
  Effect.map(Effect.promise(() => world.send(world.origin + path, init)), hintOf)

const authorize = (world: World, changes: Record<string, string>) => {
  const fields = { client_key: credentials.client_key, response_type: "code", scope: "video.publish", redirect_uri }
  return send(world, `${paths.authorize}?${new URLSearchParams({ ...fields, ...changes }).toString()}`)
}

const encoded = (text: string) => encodeURIComponent(text).replaceAll("*", "%2A").replaceAll("!", "%21")

const UNKNOWN = "was not issued since the start or the last reset of the mock"
const ENCODED = "is not URL-decoded; decode it before it is sent"
const MISPLACED = "is empty; the fields must be in the body, not in the query string"

const gone = (path: string, successor: string) =>
  `${path} belongs to version 1 of TikTok's API, which is gone; use ${successor}`

describe("a hint", () => {
  it.effect("says which parameter of the authorize URL is missing, and which is wrong", () =>
    Effect.gen(function*() {
      const world = yield* live()
      const bare = (query: string) => send(world, `${paths.authorize}?${query}`)
      assert.strictEqual(yield* bare(""), "client_key: is missing")
      assert.strictEqual(yield* bare("client_id=a"), "client_key: is missing; client_id is not a parameter of TikTok")
      assert.strictEqual(yield* authorize(world, { client_key: "a" }), "client_key: is not the key of an app")
      assert.strictEqual(yield* authorize(world, { redirect_uri: "" }), "redirect_uri: is missing")
      assert.strictEqual(
        yield* authorize(world, { redirect_uri: encoded(redirect_uri) }),
        "redirect_uri: is URL-encoded twice"
      )
      assert.strictEqual(
        yield* authorize(world, { redirect_uri: `${redirect_uri}?a=b` }),
        "redirect_uri: must have no query and no fragment"
      )
      assert.strictEqual(yield* authorize(world, { response_type: "" }), "response_type: must be code, is missing")
      assert.match(yield* authorize(world, { scope: "" }), /^scope: is missing;/)
      assert.match(
        yield* authorize(world, { scope: "video.publish%2Cvideo.upload" }),
        /^scope: is URL-encoded twice;/
      )
      world.mock.control.updateApp({ anyRedirectUri: false, redirectUris: ["https://app.example/cb"] })
      assert.strictEqual(yield* authorize(world, {}), "redirect_uri: is not registered for this app")
    }))

  it.effect("says what a code is that the mock does not know as a code", () =>
    Effect.gen(function*() {
      const world = yield* live()
      const code = yield* login(world)
      const { accessToken, refreshToken } = world.mock.control.issueToken({ contract: "live" })
      const hint = (code: string, changes = {}) => Effect.map(exchange(world, code, changes), hintOf)
      assert.strictEqual(yield* hint("stranger"), `code: ${UNKNOWN}`)
      assert.strictEqual(yield* hint(""), "code: is empty")
      assert.strictEqual(yield* hint(encoded(code)), `code: ${ENCODED}`)
      assert.strictEqual(yield* hint("100%"), `code: ${UNKNOWN}`)
      assert.strictEqual(yield* hint(accessToken), "code: is an access token")
      assert.strictEqual(yield* hint(refreshToken), "code: is a refresh token")
      assert.strictEqual(
        yield* hint(code, { redirect_uri: encoded(redirect_uri) }),
        `redirect_uri: ${ENCODED}`
      )
      assert.strictEqual(
        yield* hint(code, { redirect_uri: "https://a.example/" }),
        `redirect_uri: must be the one of the authorize request, "${redirect_uri}"`
      )
      assert.strictEqual(yield* hint(code, { client_key: "" }), "client_key: is empty")
      assert.strictEqual(yield* hint(code, { client_secret: "" }), "client_secret: is empty")
    }))

  it.effect("says what a token is that the mock does not know as that token", () =>
    Effect.gen(function*() {
      for (const contract of ["catalog", "live"] as const) {
        const world = yield* inMemory({ defaultContract: contract }, contract)
        const { accessToken, refreshToken } = world.mock.control.issueToken({ contract })
        const bearer = (token: string) =>
          Effect.map(world.post(paths.video, singleChunk(100), { authorization: `Bearer ${token}` }), hintOf)
        assert.strictEqual(yield* bearer("stranger"), `header Authorization: the token ${UNKNOWN}`)
        assert.strictEqual(yield* bearer(refreshToken), "header Authorization: the token is a refresh token")
        assert.strictEqual(yield* bearer(accessToken.replace(".", "%2E")), `header Authorization: the token ${ENCODED}`)
        world.mock.reset()
        assert.strictEqual(yield* bearer(accessToken), `header Authorization: the token ${UNKNOWN}`)
      }
      const world = yield* live()
      const { accessToken, refreshToken } = world.mock.control.issueToken({ contract: "live" })
      assert.strictEqual(hintOf(yield* refresh(world, accessToken)), "refresh_token: is an access token")
      const revoked = yield* world.form(paths.revoke, { ...credentials, token: refreshToken })
      assert.strictEqual(hintOf(revoked), "token: is a refresh token")
      const { mock } = world
      mock.restore({ ...mock.snapshot(), tables: { ...mock.snapshot().tables, creators: [] } })
      const orphan = yield* world.post(paths.video, singleChunk(100))
      assert.include(hintOf(orphan), "the token belongs to a creator or app that no longer exists")
    }))

  it.effect("says what is wrong with the ids of a post and its upload", () =>
    Effect.gen(function*() {
      const world = yield* live()
      const publishId = yield* begin(world, paths.video, singleChunk(100))
      const status = (publish_id: string) => Effect.map(world.post(paths.status, { publish_id }, as(world, {})), hintOf)
      assert.strictEqual(yield* status("v_pub_file~v2-1.1"), `publish_id: ${UNKNOWN}`)
      assert.strictEqual(yield* status(""), "publish_id: is empty")
      assert.strictEqual(yield* status(publishId.replace("~", "%7E")), `publish_id: ${ENCODED}`)
      const url = new URL(text(dataOf(yield* world.post(paths.video, singleChunk(100))), "upload_url"))
      const put = (url: URL) => Effect.map(world.put(url.href, mp4(100), chunkHeaders(0, 99, 100)), hintOf)
      url.searchParams.delete("upload_token")
      assert.strictEqual(yield* put(url), "upload_token: is missing")
      url.searchParams.delete("upload_id")
      assert.strictEqual(yield* put(url), "upload_id: is missing")
      const level = yield* world.post(paths.video, { ...singleChunk(100), post_info: {} })
      assert.match(hintOf(level), /^post_info.privacy_level: is missing, but/)
      assert.match(hintOf(yield* world.get(paths.profile)), /^fields: is missing;/)
    }))

  it.effect("finds fields in the query string, and a body of the other media type", () =>
    Effect.gen(function*() {
      const world = yield* live()
      const query = new URLSearchParams({ ...credentials, grant_type: "client_credentials" }).toString()
      const form = { "content-type": "application/x-www-form-urlencoded" }
      const json = { "content-type": "application/json" }
      const token = (suffix: string, headers: Record<string, string>, body?: string) =>
        send(world, paths.token + suffix, { method: "POST", headers, ...(body === undefined ? {} : { body }) })
      assert.strictEqual(yield* token(`?${query}`, form), `body: ${MISPLACED}`)
      for (const headers of [json, {}]) {
        assert.strictEqual(yield* token(`?${query}`, headers), `the body must be a JSON object: it ${MISPLACED}`)
      }
      assert.strictEqual(
        yield* send(world, `${paths.revoke}?${query}`, { method: "POST" }),
        `body: ${MISPLACED}`
      )
      const status = yield* world.post(`${paths.status}?publish_id=1`, "")
      assert.strictEqual(hintOf(status), `the body must be a JSON object: it ${MISPLACED}`)
      assert.strictEqual(yield* token("", form, "{}"), "body: is JSON, but its Content-Type is that of a form")
      assert.strictEqual(yield* token("", json, query), "the body must be a JSON object: it is a form")
      assert.strictEqual(yield* token("", json), "the body must be a JSON object: it is empty")
    }))

  it.effect("says that version 1 is gone, and names its successor", () =>
    Effect.gen(function*() {
      const mock = createMock()
      const hint = (url: string) => Effect.map(Effect.promise(() => mock.fetch(url, { method: "POST" })), hintOf)
      for (
        const [path, successor] of [
          ["/oauth/access_token/", "/v2/oauth/token/"],
          ["/oauth/access_token", "/v2/oauth/token/"],
          ["/oauth/refresh_token/", "/v2/oauth/token/"],
          ["/platform/oauth/connect/", "/v2/auth/authorize/"],
          ["/share/video/upload/", "/v2/post/publish/inbox/video/init/"],
          ["/v1/oauth/access_token/", "/v2/oauth/token/"],
          ["/v1/post/publish/video/init/", "/v2/post/publish/video/init/"]
        ] as const
      ) {
        assert.strictEqual(yield* hint(`https://open-api.tiktok.com${path}?client_key=a`), gone(path, successor))
      }
      assert.strictEqual(
        yield* hint("https://www.tiktok.com/auth/authorize/"),
        gone("/auth/authorize/", "/v2/auth/authorize/")
      )
      assert.match(yield* hint("https://open.tiktokapis.com/v2/oauth/tokn/"), /nearest documented path is \/v2\/oauth/)
    }))
})
