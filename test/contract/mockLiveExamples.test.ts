/** The mock answers every request of the published API as the page shows. These requests use no client. */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Schema } from "effect"
import { type MockOptions, scenarios } from "tiktok-mock-server"
import * as Live from "../fixtures/live/index.ts"
import { type Transport, transports } from "../support/fixture.ts"
import { makeRawMock, type RawRequest, type RawResponse } from "../support/rawMock.ts"

/** A placeholder of the page, and its value at the mock. */
type Swap = Readonly<Record<string, string>>

const app = scenarios["unaudited-app"].apps[0]

/** The app of the page's samples. */
const scenario: MockOptions["scenario"] = {
  name: "live-examples",
  description: "The app that the page's samples name.",
  apps: [{ ...app, audited: true, clientKeys: ["YOUR_CLIENT_KEY"], clientSecret: "YOUR_CLIENT_SECRET" }]
}

const raw = ({ body, form, headers, method, query, url }: Live.RequestSample, swap: Swap): RawRequest => {
  const swapped = (text: string) =>
    Object.entries(swap).reduce((result, [shown, real]) => result.replaceAll(shown, real), text)
  const all = (fields: Readonly<Record<string, string>>) =>
    Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, swapped(value)]))
  const address = new URL(swapped(url))
  for (const [name, value] of Object.entries(query)) address.searchParams.set(name, value)
  // The transport writes the length, from the body.
  const { "Content-Length": length, ...rest } = headers
  const content = form === undefined
    ? body === undefined ? undefined : swapped(JSON.stringify(body))
    : new URLSearchParams(all(form)).toString()
  return {
    method,
    url: address.href,
    headers: all(rest),
    body: length === undefined ? content : new Uint8Array(Number(length))
  }
}

const open = Effect.fnUntraced(function*(transport: Transport, options: MockOptions = {}) {
  const { mock, send } = yield* makeRawMock(transport, {
    scenario,
    defaultContract: "live",
    lifecycle: { mode: "manual" },
    ...options
  })
  const { accessToken, openId, refreshToken } = mock.control.issueToken({ contract: "live" })
  const ask = (name: string, swap: Swap = {}) =>
    send(raw(Live.request(name), { "act.1": accessToken, "rft.1": refreshToken, ...swap }))
  const accepted = (name: string, swap: Swap = {}) =>
    Effect.map(ask(name, swap), (response) => Accepted(response.json()).data)
  return { mock, openId, send, ask, accepted }
})

type Page = Effect.Success<ReturnType<typeof open>>

const Accepted = Schema.decodeUnknownSync(
  Schema.Struct({
    data: Schema.Struct({ publish_id: Schema.String, upload_url: Schema.optionalKey(Schema.String) })
  })
)

const shownUpload = Live.request("upload: first chunk of the page's example").url
const shownPost = "v_pub_file~v2-1.7412345678901234567"
const fileInit = "video-init: FILE_UPLOAD with every field"
const pullInit = "video-init: PULL_FROM_URL with the fewest fields"
const toEveryone = { MUTUAL_FOLLOW_FRIENDS: "PUBLIC_TO_EVERYONE", SELF_ONLY: "PUBLIC_TO_EVERYONE" }

interface Example {
  readonly request: string
  readonly response: string
  /** The rest of a check, where the page leaves something open or the time matters. */
  readonly options?: MockOptions
  readonly ask?: (page: Page) => Effect.Effect<RawResponse>
}

/** Starts an upload, then sends it a chunk of the page's example. */
const chunk = (name: string, before: (page: Page, publishId: string) => void = () => {}) => (page: Page) =>
  Effect.gen(function*() {
    const { publish_id, upload_url = "" } = yield* page.accepted(fileInit)
    before(page, publish_id)
    return yield* page.ask(name, { [shownUpload]: upload_url })
  })

const lastChunk = (page: Page) =>
  Effect.gen(function*() {
    const { upload_url = "" } = yield* page.accepted(fileInit)
    for (let first = 0; first < 40_000_000; first += 10_000_000) {
      yield* page.ask("upload: first chunk of the page's example", {
        [shownUpload]: upload_url,
        "bytes 0-9999999/": `bytes ${first}-${first + 9_999_999}/`
      })
    }
    return yield* page.ask("upload: last chunk of the page's example", { [shownUpload]: upload_url })
  })

const status = (init: string, settle: (page: Page, publishId: string) => void = () => {}, swap: Swap = {}) =>
(
  page: Page
) =>
  Effect.gen(function*() {
    const { publish_id } = yield* page.accepted(init, swap)
    settle(page, publish_id)
    return yield* page.ask("status: status", { [shownPost]: publish_id })
  })

const complete = ({ mock }: Page, publishId: string) => mock.control.completePost(publishId)

/** Makes a public post and returns its id. */
const published = (page: Page) =>
  Effect.gen(function*() {
    const { publish_id } = yield* page.accepted(pullInit, toEveryone)
    complete(page, publish_id)
    return page.mock.control.post(publish_id)?.postId ?? ""
  })

const success = (request: string, response: string): Example => ({ request, response })

const onFirst = (response: string, ask: NonNullable<Example["ask"]>): Example => ({
  request: "upload: first chunk of the page's example",
  response: `upload: ${response}`,
  ask
})

const onStatus = (response: string, ask: NonNullable<Example["ask"]>): Example => ({
  request: "status: status",
  response,
  ask
})

const examples: ReadonlyArray<Example> = [
  {
    request: "token: authorization code",
    response: "token: success",
    ask: (page) =>
      Effect.gen(function*() {
        const { url } = raw(Live.request("authorize: hex challenge"), {})
        const callback = new URL(yield* Effect.promise(() => page.mock.control.consent(url)))
        const code = callback.searchParams.get("code") ?? ""
        return yield* page.ask("token: authorization code", { "code*with!signs": code })
      })
  },
  success("token: refresh", "token: success"),
  ...([200, 400] as const).map((oauthErrorStatus) => ({
    request: "token: refresh",
    response: `token: error with HTTP ${oauthErrorStatus}`,
    options: { switches: { oauthErrorStatus } },
    ask: ({ ask }: Page) => ask("token: refresh", { "rft.1": "rft.unknown" })
  })),
  success("client-token: client credentials", "client-token: success"),
  success("revoke: access token", "revoke: an empty object"),
  {
    request: "revoke: access token",
    response: "revoke: error",
    ask: ({ ask }) => ask("revoke: access token", { "act.1": "" })
  },
  success("creator-info: without a body", "creator-info: public account"),
  {
    request: "creator-info: without a body",
    response: "creator-info: private account",
    ask: ({ ask, mock, openId }) => {
      mock.control.updateCreator(openId, { privateAccount: true })
      return ask("creator-info: without a body")
    }
  },
  {
    request: "creator-info: without a body",
    response: "creator-info: nothing can be posted",
    options: { switches: { creatorInfoOnError: "absent" } },
    ask: ({ ask, mock, openId }) => {
      mock.control.updateCreator(openId, { atPostCap: true })
      return ask("creator-info: without a body")
    }
  },
  success(fileInit, "video-init: FILE_UPLOAD"),
  success(pullInit, "video-init: PULL_FROM_URL"),
  success("inbox-init: FILE_UPLOAD", "inbox-init: FILE_UPLOAD"),
  success("inbox-init: PULL_FROM_URL", "inbox-init: PULL_FROM_URL"),
  success("photo-init: DIRECT_POST with every field", "photo-init: success"),
  success("photo-init: DIRECT_POST with the fewest fields", "photo-init: success"),
  success("photo-init: MEDIA_UPLOAD", "photo-init: success"),

  onFirst("more expected", chunk("upload: first chunk of the page's example")),
  { request: "upload: last chunk of the page's example", response: "upload: all parts in", ask: lastChunk },
  {
    request: "upload: last chunk of the page's example",
    response: "upload: a plain 200",
    options: { switches: { lastChunkStatus: 200 } },
    ask: lastChunk
  },
  onFirst("length is not the body's", ({ accepted, send }) =>
    Effect.gen(function*() {
      const { upload_url = "" } = yield* accepted(fileInit)
      const request = raw(Live.request("upload: first chunk of the page's example"), { [shownUpload]: upload_url })
      return yield* send({ ...request, body: new Uint8Array(10) })
    })),
  onFirst(
    "upload URL expired",
    chunk("upload: first chunk of the page's example", ({ mock }, publishId) => mock.control.expireUpload(publishId))
  ),
  onFirst("no such upload", ({ accepted, ask }) =>
    Effect.gen(function*() {
      const { upload_url = "" } = yield* accepted(fileInit)
      const url = new URL(upload_url)
      url.searchParams.set("upload_id", "1")
      return yield* ask("upload: first chunk of the page's example", { [shownUpload]: url.href })
    })),
  {
    request: "upload: last chunk of the page's example",
    response: "upload: out of order",
    ask: chunk("upload: last chunk of the page's example")
  },
  onFirst(
    "gateway error",
    chunk(
      "upload: first chunk of the page's example",
      ({ mock }) => mock.faults.add({ match: { operation: "upload" }, effect: { kind: "status", status: 502 } })
    )
  ),

  onStatus("status: PROCESSING_UPLOAD", status(fileInit)),
  onStatus("status: PROCESSING_DOWNLOAD", status(pullInit)),
  onStatus("status: SEND_TO_USER_INBOX", status("inbox-init: PULL_FROM_URL", complete)),
  onStatus("status: PUBLISH_COMPLETE", status(fileInit, complete, toEveryone)),
  onStatus("status: PUBLISH_COMPLETE before moderation", status(pullInit, complete)),
  onStatus(
    "status: FAILED",
    status(pullInit, ({ mock }, publishId) => mock.control.failPost(publishId, "frame_rate_check_failed"))
  ),
  onStatus("error: with log_id, as in every example", ({ ask }) => ask("status: status")),

  {
    request: "cancel: cancel",
    response: "cancel: success without data",
    options: { lifecycle: { mode: "manual", pullMillis: 60_000 } },
    ask: ({ accepted, ask }) =>
      Effect.flatMap(
        accepted(pullInit),
        ({ publish_id }) => ask("cancel: cancel", { "v_pub_url~v2.7412345678901234567": publish_id })
      )
  },
  success("user-info: every field", "user-info: success"),
  {
    request: "video-list: from a cursor",
    response: "video-list: a page",
    ask: (page) => Effect.andThen(published(page), page.ask("video-list: from a cursor"))
  },
  success("video-list: from a cursor", "video-list: the last page"),
  {
    request: "video-query: two ids",
    response: "video-query: one of them is the creator's",
    ask: (page) =>
      Effect.flatMap(published(page), (id) => page.ask("video-query: two ids", { "7412345678901234567": id }))
  }
]

/** Shapes that only stale pages and tables have, and the empty response in the form that the mock does not use. */
const unsent = [
  "token: wrapped, as on a stale page",
  "revoke: nothing",
  "error: with logid, as in the tables",
  "error: bare, as on the error-handling page"
]

/** The type of each field, by its path. `[]` stands for every element of a list. */
const fieldsOf = (value: unknown, path = ""): ReadonlyArray<readonly [path: string, type: string]> => {
  if (Array.isArray(value)) {
    return [[path, "list"], ...value.flatMap((item: unknown) => fieldsOf(item, `${path}[]`))]
  }
  if (typeof value !== "object" || value === null) return [[path, value === null ? "null" : typeof value]]
  return [[path, "object"], ...Object.entries(value).flatMap(([name, field]) => fieldsOf(field, `${path}.${name}`))]
}

const lines = (fields: ReturnType<typeof fieldsOf>) => fields.map(([path, type]) => `${path}: ${type}`)

/** Values that the page shows empty may be left out. */
const isRequired = (sample: Live.ResponseSample) => (line: string) =>
  !(sample.text ?? "").includes(`"${/(\w+): \w+$/.exec(line)?.[1] ?? ""}":""`)

const withoutDigits = (text: string | null | undefined) => text?.replaceAll(/\d+/g, "0")

/** Status, names and types match the page. Values may differ, and names may come from other responses of the endpoint. */
const assertFits = (response: RawResponse, sample: Live.ResponseSample) => {
  assert.strictEqual(response.status, sample.status, response.text)
  for (const [header, value] of Object.entries(sample.headers)) {
    assert.strictEqual(withoutDigits(response.headers.get(header)), withoutDigits(value), header)
  }
  if (sample.text === undefined) return assert.strictEqual(response.text, "")
  const [file] = sample.name.split(":")
  const known = new Set(
    [...Live.responses, ...Live.appResponses].flatMap(({ name, text }) =>
      name.startsWith(`${file}:`) && text !== undefined ? lines(fieldsOf(JSON.parse(text))) : []
    )
  )
  const seen = lines(fieldsOf(response.json()))
  assert.deepStrictEqual(seen.filter((line) => !known.has(line)), [], "fields that the page does not name")
  const shown = lines(fieldsOf(JSON.parse(sample.text))).filter(isRequired(sample))
  assert.deepStrictEqual(shown.filter((line) => !seen.includes(line)), [], "fields that the mock left out")
}

const responseOf = (name: string) =>
  [...Live.responses, ...Live.appResponses].find((sample) => sample.name === name) ??
    assert.fail(`nothing shows ${name}`)

const isAuthorize = ({ name }: Live.RequestSample) => name.startsWith("authorize:")

describe.each(transports)("the live mock answers over %s", (transport) => {
  it.effect.each(examples)("$request with $response", ({ response, ask, options, request }) =>
    Effect.gen(function*() {
      const page = yield* open(transport, options)
      assertFits(yield* ask?.(page) ?? page.ask(request), responseOf(response))
    }))

  it.effect.each(Live.requests.filter(isAuthorize))(
    "$name with a page that redirects the creator back",
    (sample) =>
      Effect.gen(function*() {
        const { mock, send } = yield* open(transport)
        const request = raw(sample, {})
        const page = yield* send(request)
        assert.strictEqual(page.status, 200)
        assert.match(page.headers.get("content-type") ?? "", /^text\/html/)
        for (const { deny, name } of [{ name: "success", deny: false }, { name: "error", deny: true }] as const) {
          const callback = new URL(yield* Effect.promise(() => mock.control.consent(request.url, { deny })))
          const shown = new URL(Live.callback(name))
          assert.strictEqual(callback.origin + callback.pathname, shown.origin + shown.pathname)
          assert.sameMembers([...callback.searchParams.keys()], [...shown.searchParams.keys()])
          for (const field of ["state", "scopes", "error"]) {
            assert.strictEqual(callback.searchParams.get(field), shown.searchParams.get(field), field)
          }
        }
      })
  )
})

describe("the live mock", () => {
  it.effect("sends the page's webhook, with the page's signature", () =>
    Effect.gen(function*() {
      const { body, clientSecret, event, header, time } = Live.webhook
      const sent: Array<{ readonly header: string | undefined; readonly body: string }> = []
      const { client_key: clientKey, content, user_openid: openId } = event
      const { mock } = yield* makeRawMock("memory", {
        scenario: {
          name: "live-webhook",
          description: "The app and the creator of the page's webhook.",
          apps: [{ ...app, clientKeys: [clientKey], clientSecret }],
          creators: [{ ...scenarios.banned.creators[0], openId }]
        },
        clock: { now: () => time * 1000 },
        webhook: {
          url: "https://app.example/webhook",
          send: async (_url, { body, headers }) => {
            sent.push({ header: headers["TikTok-Signature"], body })
            return { status: 200 }
          }
        }
      })
      yield* Effect.promise(() => mock.webhooks.trigger({ event: "post.publish.complete", openId, content }))
      assert.deepStrictEqual(sent, [{ header, body }])
    }))

  it("receives every request, and sends every response except those of stale pages", () => {
    const requests = [...Live.requests, ...Live.appRequests].filter((sample) => !isAuthorize(sample))
    const responses = [...Live.responses, ...Live.appResponses].map(({ name }) => name)
    assert.sameMembers([...new Set(examples.map(({ request }) => request))], requests.map(({ name }) => name))
    assert.sameMembers([...new Set(examples.map(({ response }) => response)), ...unsent], responses)
  })
})
