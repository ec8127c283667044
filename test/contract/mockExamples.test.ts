/** The mock answers every request of the catalog as the catalog shows. These requests use no client. */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Schema } from "effect"
import * as Catalog from "../fixtures/catalog/index.ts"
import { transports } from "../support/fixture.ts"
import { makeRawMock, type RawRequest, type RawResponse } from "../support/rawMock.ts"

const Envelope = Schema.Struct({
  data: Schema.Json,
  error: Schema.Struct({
    code: Schema.String,
    message: Schema.optionalKey(Schema.String),
    log_id: Schema.optionalKey(Schema.NonEmptyString)
  })
})

const envelope = Schema.decodeUnknownSync(Envelope, { onExcessProperty: "error" })

/** The response equals the sample. It may have a `log_id` where the sample has none. */
const assertIs = (response: RawResponse, sample: Catalog.ResponseSample, data?: Schema.Json) => {
  assert.strictEqual(response.status, sample.status, response.text)
  for (const [header, value] of Object.entries(sample.headers)) {
    assert.strictEqual(response.headers.get(header), value, header)
  }
  if (sample.body === undefined) return assert.strictEqual(response.text, "")
  assert.strictEqual(response.headers.get("content-type"), "application/json; charset=UTF-8")
  const [seen, shown] = [envelope(response.json()), envelope(sample.body)]
  assert.deepStrictEqual(seen.data, data ?? shown.data)
  const { log_id: logId } = seen.error
  assert.deepStrictEqual(seen.error, { ...(logId === undefined ? {} : { log_id: logId }), ...shown.error })
}

const calls = Catalog.requests.filter(({ name }) => !name.startsWith("authorize:"))

const chunk = new Uint8Array(5_242_880)

const raw = (sample: Catalog.RequestSample): RawRequest => ({
  ...sample,
  body: sample.method === "PUT" ? chunk : sample.body
})

const successOf = ({ name }: Catalog.RequestSample) => Catalog.response(`${name.split(":")[0]}: success`)

/** Section 8 shows one response for two lists of fields. The mock returns only the requested fields. */
const dataOf = ({ name, url }: Catalog.RequestSample): Schema.Json | undefined => {
  if (!name.startsWith("creator-info:")) return undefined
  const fields = new URL(url).searchParams.get("fields")?.split(",") ?? []
  const { user } = Schema.decodeUnknownSync(UserData)(envelope(Catalog.response("creator-info: success").body).data)
  return { user: Object.fromEntries(Object.entries(user).filter(([field]) => fields.includes(field))) }
}

const UserData = Schema.Struct({ user: Schema.Record(Schema.String, Schema.Json) })

const request = (name: string, body: (body: object) => unknown = (body) => body): RawRequest => {
  const sample = Catalog.request(name)
  assert(typeof sample.body === "object" && sample.body !== null)
  return { ...sample, body: body(sample.body) }
}

const withToken = (request: RawRequest, token: string): RawRequest => ({
  ...request,
  headers: { ...request.headers, Authorization: `Bearer ${token}` }
})

describe.each(transports)("the mock answers over %s", (transport) => {
  it.effect.each(calls)("$name", (sample) =>
    Effect.gen(function*() {
      const { send } = yield* makeRawMock(transport, { scenario: "catalog-examples" })
      assertIs(yield* send(raw(sample)), successOf(sample), dataOf(sample))
    }))

  it.effect("every sample in reverse order, and twice", () =>
    Effect.gen(function*() {
      const { send } = yield* makeRawMock(transport, { scenario: "catalog-examples" })
      for (const sample of [...calls, ...calls].toReversed()) {
        assertIs(yield* send(raw(sample)), successOf(sample), dataOf(sample))
      }
    }))

  it.effect.each(Catalog.requests.filter((sample) => !calls.includes(sample)))(
    "$name, with a page that redirects the creator back with code and state",
    (sample) =>
      Effect.gen(function*() {
        const { send } = yield* makeRawMock(transport, { scenario: "catalog-examples" })
        const page = yield* send(sample)
        assert.strictEqual(page.status, 200)
        assert.match(page.headers.get("content-type") ?? "", /^text\/html/)
        const decision = yield* send({
          method: "POST",
          url: sample.url,
          headers: { "Content-Type": "application/x-www-form-urlencoded" },
          body: "decision=allow&open_id=1234567890123456789&scope=user.info.basic&scope=video.publish"
        })
        assert.strictEqual(decision.status, 302)
        const callback = new URL(decision.headers.get("location") ?? "")
        const { searchParams } = new URL(sample.url)
        assert.strictEqual(callback.origin + callback.pathname, searchParams.get("redirect_uri"))
        assert.deepStrictEqual(Object.fromEntries(callback.searchParams), {
          code: "authorization_code_from_callback",
          state: searchParams.get("state") ?? "",
          scopes: "user.info.basic,video.publish"
        })
      })
  )

  it.effect("a status while the post is processed", () =>
    Effect.gen(function*() {
      const { mock, send } = yield* makeRawMock(transport, { lifecycle: { mode: "manual" } })
      const { accessToken } = mock.control.issueToken()
      yield* send(withToken(request("photo-init: photos"), accessToken))
      const [post] = mock.control.posts()
      const asked = request("status: status", () => ({ publish_id: post?.publishId }))
      assertIs(yield* send(withToken(asked, accessToken)), Catalog.response("status: during processing"))
    }))

  it.effect("a status after a video in no known format", () =>
    Effect.gen(function*() {
      const { mock, send } = yield* makeRawMock(transport, { lifecycle: { mode: "immediate" } })
      const { accessToken } = mock.control.issueToken()
      const init = request("video-init: FILE_UPLOAD", (body) => ({
        ...body,
        source_info: { source: "FILE_UPLOAD", video_size: 4, chunk_size: 4, total_chunk_count: 1 }
      }))
      const { data } = Accepted((yield* send(withToken(init, accessToken))).json())
      yield* send({
        method: "PUT",
        url: data.upload_url,
        headers: { "Content-Type": "video/mp4", "Content-Range": "bytes 0-3/4" },
        body: new TextEncoder().encode("text")
      })
      const asked = request("status: status", () => ({ publish_id: data.publish_id }))
      assertIs(yield* send(withToken(asked, accessToken)), Catalog.response("status: on failure"))
    }))

  it.effect("an unaudited client that posts to a public account", () =>
    Effect.gen(function*() {
      const { mock, send } = yield* makeRawMock(transport, { scenario: "unaudited-app" })
      const { accessToken } = mock.control.issueToken()
      const response = yield* send(withToken(request("video-init: FILE_UPLOAD"), accessToken))
      assertIs(response, Catalog.response("video-init: unaudited client"))
      assert.lengthOf(mock.control.posts(), 0)
    }))

  it.effect("the seventh init of a minute", () =>
    Effect.gen(function*() {
      const { mock, send } = yield* makeRawMock(transport, {})
      const { accessToken } = mock.control.issueToken()
      const init = send(withToken(request("photo-init: photos"), accessToken))
      for (let count = 1; count <= 6; count++) assert.strictEqual((yield* init).status, 200)
      const response = yield* init
      assertIs(response, Catalog.response("video-init: rate limit exceeded"))
      assertIs(response, Catalog.response("error-format: rate limit"))
      assert.lengthOf(mock.control.posts(), 6)
    }))

  it.effect("a refusal in the standard envelope, with exactly its fields", () =>
    Effect.gen(function*() {
      const { send } = yield* makeRawMock(transport, {})
      const shown = envelope(Catalog.response("error-format: standard envelope").body)
      const seen = envelope((yield* send(request("token: refresh"))).json())
      assert.isNull(seen.data)
      assert.sameMembers(Object.keys(seen.error), Object.keys(shown.error))
    }))
})

describe("the catalog", () => {
  it("shows its eight endpoints", () => {
    const endpoints = new Set(Catalog.requests.map(({ method, url }) => `${method} ${new URL(url).pathname}`))
    assert.strictEqual(endpoints.size, 8)
  })
})

const Accepted = Schema.decodeUnknownSync(
  Schema.Struct({ data: Schema.Struct({ publish_id: Schema.String, upload_url: Schema.String }) })
)
