/** A server that echoes a request puts no secret into an error: no token, no client secret, no upload URL. */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Redacted, Result, Stream } from "effect"
import { Contract, Media, Post, Publisher, StatusPoller, TikTokApi, type TikTokError, Uploader } from "effect-tiktok"
import { failureOf } from "../support/failureOf.ts"
import { callAsApp, refused, withResponse } from "../support/liveCall.ts"
import { withoutRetries } from "../support/noRetries.ts"
import { creator, type SentRequest, type StubResponse, withStub } from "../support/stubTikTok.ts"

const contracts = [Contract.catalog, Contract.live]

const secrets = [
  "YOUR_CLIENT_SECRET",
  "act.a/b+c",
  "rft.a b\"c",
  "code*with!signs",
  "verifier~1234",
  "v.c0e1234567890abcdef"
]

const uploadUrl = "https://upload.tiktokapis.com/video/?upload_id=1&upload_token=a%2Bb%3D12345678"

/** Every call with a secret. */
const calls = {
  exchange: callAsApp(({ oauth }) => oauth.exchange, (app) => ({
    app,
    code: Redacted.make("code*with!signs"),
    redirectUri: "https://app.example",
    codeVerifier: Redacted.make("verifier~1234")
  })),
  refresh: callAsApp(({ oauth }) => oauth.refresh, (app) => ({ app, refreshToken: Redacted.make("rft.a b\"c") })),
  status: TikTokApi.TikTokApi.use((api) =>
    api.call(api.contract.posts.status, { publishId: Post.PublishId.make("p") }, Redacted.make("act.a/b+c"))
  )
}

/** The whole request as text, as a gateway's error page shows it. */
const echo = ({ body, form, headers, method, url }: SentRequest): string =>
  [
    `${method} ${url}`,
    JSON.stringify(headers),
    JSON.stringify(body),
    JSON.stringify(form),
    new URLSearchParams(form).toString(),
    ...secrets,
    ...secrets.map(encodeURIComponent)
  ].join("\n")

const sentBy: Readonly<Record<keyof typeof calls, ReadonlyArray<string>>> = {
  exchange: ["YOUR_CLIENT_SECRET", "code*with!signs", "verifier~1234"],
  refresh: ["YOUR_CLIENT_SECRET", "rft.a b\"c"],
  status: ["YOUR_CLIENT_SECRET", "act.a/b+c"]
}

describe.each(contracts)("in $name", (contract) => {
  it.effect.each(["exchange", "refresh", "status"] as const)(
    "%s keeps what it sends out of its errors",
    (name) =>
      Effect.gen(function*() {
        const ask: Effect.Effect<unknown, Effect.Error<typeof calls[typeof name]>, TikTokApi.TikTokApi> = calls[name]
        const responses = [
          (text: string) => ({ error: { code: `odd ${text}`, message: text, log_id: text } }),
          (text: string) => ({ error: text, error_description: text, log_id: text }),
          (text: string) => ({ code: text, message: text, logid: text })
        ]
        for (const response of responses) {
          const { value: error } = yield* withStub(
            (request) => ({ status: 403, body: response(echo(request)) }),
            failureOf(ask),
            contract
          )
          const texts = JSON.stringify([error, error.reason, error.message, String(error)])
          assert.include(texts, "<redacted>")
          for (const secret of sentBy[name]) {
            for (const written of [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)]) {
              assert.notInclude(texts, written)
              assert.notInclude(`${error.message} ${error.logId} ${error.code}`, written)
            }
          }
        }
      })
  )

  it.effect("a redirect keeps sent secrets out of its target", () =>
    Effect.gen(function*() {
      const { value: error } = yield* withStub(
        () => ({
          status: 302,
          body: {},
          headers: { location: "https://elsewhere.example/seen/act.a%2Fb%2Bc/next?x=1" }
        }),
        failureOf(calls.status),
        contract
      )
      assert.include(error.message, "elsewhere.example/seen/<redacted>/next")
      assert.notInclude(JSON.stringify([error, error.reason]), "act.a%2Fb%2Bc")
    }))

  it.effect("a status keeps the token out of its fail reason", () =>
    Effect.gen(function*() {
      const { value: report } = yield* withStub(
        () => ({
          status: 200,
          body: { data: { status: "FAILED", fail_reason: "no v.c0e1234567890abcdef" }, error: { code: "ok" } }
        }),
        StatusPoller.StatusPoller.use((poller) => poller.get(creator, Post.PublishId.make("p"))),
        contract
      )
      assert.strictEqual(report.failReason, "no <redacted>")
    }))
})

/** Accepts a post and its bytes, and returns this status. */
const respondWith =
  (response: { readonly status: number; readonly body: unknown }) => ({ method, url }: SentRequest) => {
    if (method === "PUT") return { status: 201, body: {} }
    return url.includes("/init/")
      ? { status: 200, body: { data: { publish_id: "p", upload_url: uploadUrl } } }
      : response
  }

describe.each(contracts)("a publish in $name", (contract) => {
  it.effect.each([
    { name: "reason", response: { status: 200, body: { data: { status: "FAILED", fail_reason: `no ${uploadUrl}` } } } },
    { name: "status", response: { status: 200, body: { data: { status: `no ${uploadUrl}` } } } },
    { name: "error", response: { status: 400, body: { error: { code: "odd", message: `no ${uploadUrl}` } } } }
  ])("keeps where its video went out of the $name of its status", ({ response }) =>
    Effect.gen(function*() {
      const post = Post.video({ media: Media.bytes(new Uint8Array(1000)), privacyLevel: "SELF_ONLY" })
      const publish = Publisher.Publisher.use(({ publishStream }) =>
        Stream.runCollect(publishStream(creator, post, { deadline: 0 })).pipe(Effect.result)
      )
      const { value } = yield* withStub(respondWith(response), publish, contract)
      const said = JSON.stringify(value)
      assert.include(said, "no <redacted>")
      assert.notInclude(said, "12345678")
    }))
})

/** The tokens of the stub's creator. A call carries at most one. */
const tokens = ["v.c0e1234567890abcdef", "existing_refresh_token"]

const base64 = (text: string) => Buffer.from(text).toString("base64")

const echoedTokens = [
  ...tokens,
  ...tokens.map((token) => base64(`Bearer ${token}`)),
  ...tokens.map((token) => base64(token).replaceAll("=", "%3D")),
  ...tokens.map((token) => token.replaceAll("_", "%5f").replaceAll(".", "\\u002e"))
]

const assertSafe = (result: Result.Result<unknown, TikTokError.TikTokError>) => {
  const said = JSON.stringify(result) + (Result.isFailure(result) ? String(result.failure) : "")
  for (const token of echoedTokens) {
    // The last characters of base64 also depend on the bytes after them.
    assert.notInclude(said, token.slice(0, -4))
  }
  return said
}

const kinds = [
  Post.video({ media: Media.bytes(new Uint8Array(1000)), privacyLevel: "SELF_ONLY" }),
  Post.photos({ images: ["https://verified-domain.com/1.jpg"], privacyLevel: "SELF_ONLY" })
]

describe.each(contracts)("no token of the creator is printed in $name", (contract) => {
  const publishing = (post: Post.Post, respond: (request: SentRequest) => StubResponse) =>
    withStub(
      respond,
      Publisher.Publisher.use(({ publish }) => Effect.result(publish(creator, post, { key: "k", deadline: 0 }))),
      contract
    ).pipe(
      Effect.map(({ value }) => value),
      withoutRetries
    )

  it.effect.each(kinds)("where an init of a $_tag is refused", (post) =>
    Effect.gen(function*() {
      for (const token of echoedTokens) {
        const body = { error: { code: `odd ${token}`, message: `of ${token}`, log_id: token } }
        assert.include(assertSafe(yield* publishing(post, () => ({ status: 403, body }))), "<redacted>")
      }
    }))

  it.effect.each(kinds)("where an init of a $_tag is redirected", (post) =>
    Effect.gen(function*() {
      for (const token of echoedTokens.filter((echoed) => !echoed.includes("\\"))) {
        const headers = { location: `https://elsewhere.example/${encodeURIComponent(token)}` }
        assert.include(assertSafe(yield* publishing(post, () => ({ status: 303, headers }))), "<redacted>")
      }
    }))

  it.effect.each(kinds)("where the publish id of a $_tag is the token", (post) =>
    Effect.gen(function*() {
      for (const token of [...echoedTokens, "YOUR_CLIENT_SECRET"]) {
        const data = { publish_id: token, upload_url: uploadUrl }
        const said = assertSafe(yield* publishing(post, () => ({ status: 200, body: { data } })))
        assert.include(said, "must not be a secret")
        assert.notInclude(said, "YOUR_CLIENT_SECRET")
      }
    }))

  it.effect.each([200, 403, 400])("where a chunk is answered with HTTP %d", (status) =>
    Effect.gen(function*() {
      for (const token of echoedTokens) {
        const response = { status, body: { error: { code: "odd", message: `of ${token}`, log_id: token } } }
        const said = yield* publishing(
          kinds[0] ?? assert.fail(),
          ({ method }) =>
            method === "PUT" ? response : { status: 200, body: { data: { publish_id: "p", upload_url: uploadUrl } } }
        )
        assert.include(assertSafe(said), "<redacted>")
      }
    }))

  it.effect("where the host of an upload URL is the token", () =>
    Effect.gen(function*() {
      for (const token of tokens) {
        const data = { publish_id: "p", upload_url: `https://${token}.evil.example/` }
        const said = yield* publishing(kinds[0] ?? assert.fail(), () => ({ status: 200, body: { data } }))
        assert.include(assertSafe(said), "https://<redacted>.evil.example")
      }
    }))
})

const upload = Uploader.Uploader.use((uploader) =>
  Stream.runDrain(uploader.upload({
    media: Media.bytes(new Uint8Array(1000)),
    plan: { size: 1000, chunkSize: 1000, chunkCount: 1 },
    uploadUrl: Redacted.make(uploadUrl)
  }))
)

describe.each(contracts)("a chunk in $name", (contract) => {
  it.effect.each([200, 400, 401, 403, 404, 416, 500])(
    "answered with HTTP %d does not reveal its URL",
    (status) =>
      Effect.gen(function*() {
        const echoes = [
          uploadUrl,
          "/video/?upload_id=1&upload_token=a%2Bb%3D12345678",
          "a+b=12345678",
          "a%2bb%3d12345678"
        ]
        const echoed = ["YOUR_CLIENT_SECRET", ...echoes].join(" ")
        const text = JSON.stringify({ error: { code: "odd", message: echoed, log_id: uploadUrl } })
        const error = yield* refused(
          { status, text, headers: { "content-range": `bytes ${uploadUrl}` } },
          upload,
          contract
        )
        const said = `${error.message} ${error.logId} ${JSON.stringify(error.reason)}`
        assert.include(said, "<redacted>")
        assert.notMatch(said, /upload_token|12345678|YOUR_CLIENT_SECRET/)
      })
  )

  it.effect.each([
    { text: `{"error":{"code":"invalid_params","message":"Bad range"}}`, tag: "RequestRejected" },
    { text: `{"error":{"code":"access_token_invalid"}}`, tag: "TokenRejected" },
    { text: `{"error":"access_denied"}`, tag: "AccessDenied" },
    { text: `{"code":"something_new","message":"No"}`, tag: "UnknownRefusal" }
  ])(
    "has not arrived when a 200 says $text",
    ({ tag, text }) =>
      Effect.map(refused({ status: 200, text }, upload, contract), ({ reason }) => assert.strictEqual(reason._tag, tag))
  )

  it.effect.each([
    "",
    "  ",
    "OK",
    "<html></html>",
    "{}",
    "null",
    "[1]",
    `{"error":{"code":"ok"}}`,
    `{"error":{"code":0}}`,
    `{"error":null,"code":200}`,
    `{"code":200,"message":"Success"}`,
    `{"data":{}}`
  ])("has arrived when a 200 says %s", (text) => Effect.asVoid(withResponse({ status: 200, text }, upload, contract)))

  it.effect("has arrived when a 200 is nested too deep to be read", () =>
    Effect.asVoid(withResponse({ status: 200, text: "[".repeat(60_000) }, upload, contract)))
})
