/** What goes wrong for a program of promises, and what it catches. */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { create, type LogLine, type Options, TikTokError, TokenRejected } from "effect-tiktok/promise"
import { randomBytes } from "node:crypto"
import { existsSync } from "node:fs"
import { inspect } from "node:util"
import { smallestChunk, video } from "../support/media.ts"
import { hasOwnPostgres, ownPostgres } from "../support/ownPostgres.ts"
import { hasOwnRedis, ownRedis, volatile } from "../support/ownRedis.ts"
import { app, each, promises, roads } from "../support/promises.ts"

const small = video(1000)
const post = { _tag: "Video", privacyLevel: "SELF_ONLY", media: small } as const
const encryptionKey = randomBytes(32).toString("base64")

/** What a promise rejects with. */
const caught = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then((value) => assert.fail(`it gave ${inspect(value)}`), (error: unknown) => error)

const failure = async (promise: Promise<unknown>): Promise<TikTokError> => {
  const error = await caught(promise)
  return error instanceof TikTokError ? error : assert.fail(inspect(error))
}

/** What a program in JavaScript may pass. */
const untyped: (given: unknown) => any = (given) => given

async function* broken() {
  yield* []
  throw new Error("the queue is gone")
}

describe.each(roads)("a program of promises over %s", (road) => {
  it("catches TikTok's refusal with its reason and remedy, and prints each thing once", async () => {
    await using fixture = await promises(road, { retries: 0 })
    const { creator, mock, tiktok } = fixture
    mock.faults.add({
      match: { operation: "video.init" },
      effect: { kind: "code", code: "spam_risk_user_banned_from_posting" }
    })
    const error = await failure(tiktok.publisher.publish(creator, post))
    assert.instanceOf(error, Error)
    assert.strictEqual(error.reason._tag, "CreatorBanned")
    assert.strictEqual(error.code, "spam_risk_user_banned_from_posting")
    assert.isFalse(error.retryable)
    assert.isUndefined(error.retryAfter)
    assert.strictEqual(error.cause, error.reason)
    assert.include(error.stack, "promiseFaults.test.ts")
    const json = JSON.stringify(error)
    for (const said of ["CreatorBanned", error.code ?? "", error.remedy, error.operation]) {
      assert.strictEqual(json.split(JSON.stringify(said)).length, 2, said)
    }
    assert.hasAllKeys(JSON.parse(json), "_tag operation reason category scope retryable remedy".split(" "))
  })

  it("waits as long as TikTok says when it gives up", async () => {
    await using fixture = await promises(road, { retries: 0, mock: { switches: { retryAfter: true } } })
    const { creator, mock, tiktok } = fixture
    mock.faults.add({ match: { operation: "creator.info" }, effect: { kind: "code", code: "rate_limit_exceeded" } })
    const error = await failure(tiktok.creator.info(creator))
    assert.strictEqual(error.reason._tag, "RateLimited")
    assert.isTrue(error.retryable)
    assert.isNumber(error.retryAfter)
    assert.strictEqual(JSON.stringify(error).split("retryAfter").length, 2)
  })

  it("repeats a read as often as it was told", async () => {
    await using fixture = await promises(road, { retries: 1 })
    const { creator, mock, tiktok } = fixture
    mock.faults.add({ match: { operation: "creator.info" }, effect: { kind: "status", status: 500 }, times: 1 })
    assert.isDefined((await tiktok.creator.info(creator)).nickname)
    assert.strictEqual(mock.journal.find({ operation: "creator.info" }).length, 2)
  })

  it("catches an outage as a failure that may pass, and says that nothing was posted twice", async () => {
    await using fixture = await promises(road, { retries: 0 })
    const { creator, mock, tiktok } = fixture
    mock.faults.add({ effect: { kind: "reset" } })
    const error = await failure(tiktok.creator.info(creator))
    assert.strictEqual(error.reason._tag, "Unreachable")
    assert.isTrue(error.retryable)
    assert.strictEqual(error.category, "failure")
  })

  it("sends nothing after its signal has aborted, and rejects with the signal's reason", async () => {
    await using fixture = await promises(road)
    const { creator, mock, tiktok } = fixture
    const sent = mock.journal.find({}).length
    const reason = new Error("changed my mind")
    const signal = AbortSignal.abort(reason)
    assert.strictEqual(await caught(tiktok.publisher.publish(creator, post, { signal })), reason)
    assert.strictEqual(await caught(each(tiktok.publisher.publishStream(creator, post, { signal }))), reason)
    assert.strictEqual(await caught(tiktok.auth.refresh(creator, { signal })), reason)
    assert.strictEqual(mock.journal.find({}).length, sent)
  })

  it("closes the connection when its signal aborts, and rejects with the signal's reason", async () => {
    await using fixture = await promises(road)
    const { creator, mock, tiktok } = fixture
    mock.faults.add({ match: { operation: "upload" }, effect: { kind: "hang" } })
    const aborting = new AbortController()
    const publish = caught(tiktok.publisher.publish(creator, post, { signal: aborting.signal }))
    while (mock.faults.list()[0]?.hits !== 1) await new Promise((resolve) => setImmediate(resolve))
    aborting.abort()
    assert.strictEqual(await publish, aborting.signal.reason)
    assert.strictEqual(Object(aborting.signal.reason).name, "AbortError")
    // The mock notes a request that hangs once its client has left.
    await mock.journal.waitFor({ operation: "upload" })
  })

  it("aborts what runs when it is closed, and every later call", async () => {
    await using fixture = await promises(road)
    const { creator, mock, tiktok } = fixture
    mock.faults.add({ match: { operation: "creator.info" }, effect: { kind: "hang" } })
    const running = caught(tiktok.creator.info(creator))
    const listening = caught(each(tiktok.webhooks.events()))
    await new Promise((resolve) => setImmediate(resolve))
    await tiktok.close()
    await tiktok.close()
    const later = [caught(tiktok.publisher.pending()), caught(each(tiktok.videos.list(creator)))]
    for (const error of await Promise.all([running, listening, ...later])) {
      assert.instanceOf(error, DOMException)
      assert.strictEqual(Object(error).name, "AbortError")
    }
  })

  it("stops the upload when it leaves the loop over its events", async () => {
    await using fixture = await promises(road)
    const { creator, mock, tiktok } = fixture
    mock.faults.add({ match: { operation: "upload", nth: 2 }, effect: { kind: "hang" } })
    const media = video(2 * smallestChunk)
    for await (
      const event of tiktok.publisher.publishStream(creator, { ...post, media }, { chunkSize: smallestChunk })
    ) {
      if (event._tag === "BytesConfirmed") break
    }
    assert.strictEqual(mock.control.posts()[0]?.stage, "awaiting-upload")
  })
})

/** Loses its store, and makes calls that need it. */
const lost = (url: string, stop: Effect.Effect<unknown>) =>
  Effect.promise(async () => {
    await using tiktok = await create({ contract: "live", ...app, store: url, encryptionKey })
    await Effect.runPromise(stop)
    const limit = { name: "posts", key: "posts", limit: 1, window: 60_000 }
    const calls = [
      tiktok.tokens.get("mara"),
      tiktok.auth.accessToken("mara"),
      tiktok.publisher.publish("mara", post, { key: "order 1" }),
      tiktok.publisher.pending(),
      tiktok.quota.take([limit])
    ]
    return await Promise.all(calls.map(failure))
  })

describe("a program of promises", () => {
  const wrong: ReadonlyArray<readonly [string, Record<string, unknown>]> = [
    ["contract", { contract: "makeLive" }],
    ["contract", { contract: undefined }],
    ["clientKey", { clientKey: "" }],
    ["clientSecret", { clientSecret: undefined }],
    ["clientSecret", { clientSecret: "" }],
    ["store", { store: undefined }],
    ["store", { store: "mysql://localhost/tiktok" }],
    ["encryptionKey", { store: "folder" }],
    ["encryptionKey", { store: "redis://localhost", encryptionKey: "short" }],
    ["encryptionKey", { store: "postgres://u@localhost/tiktok", encryptionKey: "short" }],
    ["baseUrl", { baseUrl: "ftp://localhost" }],
    ["timeout", { timeout: "soon" }],
    ["retries", { retries: -1 }],
    ["maxWait", { maxWait: NaN }],
    ["fetch", { fetch: "fetch" }],
    ["log", { log: console }],
    ["tokens", { tokens: [{ creator: "mara" }] }],
    ["tokens", { store: "folder", encryptionKey, tokens: [] }],
    ["timeout", { timeout: 0 }],
    ["prefix", { prefix: 3 }],
    ["prefix", { store: "folder", encryptionKey, prefix: "not a name" }],
    ["clientKey", { store: "folder", encryptionKey, clientKey: "" }],
    ["baseUrl", { store: "folder", encryptionKey, baseUrl: "ftp://localhost" }],
    ["uploadHosts", { store: "redis://127.0.0.1:1", encryptionKey, uploadHosts: ["*"] }],
    ["store", { store: "redis://u:hun%ter2@127.0.0.1:1", encryptionKey }],
    ["uploadHosts", { uploadHosts: "x" }],
    ["uploadHosts", { uploadHosts: ["*"] }],
    ["maxConnections", { maxConnections: 0 }]
  ]

  it.each(wrong)("is told of a wrong %s", async (field, given) => {
    const options: Options = { contract: "live", ...app, store: "memory", ...given }
    const { reason } = await failure(create(options))
    assert(reason._tag === "InvalidInput", inspect(reason))
    assert.isTrue(reason.field.startsWith(field), reason.field)
    assert.isFalse(existsSync("folder"))
  })

  it.each(["/proc/tiktok/store", import.meta.filename])(
    "is told of a folder that cannot be made: %s",
    async (store) => {
      const { reason } = await failure(create({ contract: "live", ...app, store, encryptionKey }))
      assert(reason._tag === "StoreFailed", inspect(reason))
      assert.strictEqual(reason.store, store)
      assert.strictEqual(reason.action, "write")
    }
  )

  it("is told of a store that cannot be reached, without its password", async () => {
    const stores = ["redis://:hunter2@127.0.0.1:1", "postgres://tiktok:hunter2@127.0.0.1:1/tiktok"]
    for (const store of stores) {
      const error = await failure(create({ contract: "live", ...app, store, encryptionKey }))
      assert(error.reason._tag === "StoreFailed")
      assert.strictEqual(error.reason.store, store.replace(/:\/\/.*@/, "://"))
      assert.isTrue(error.retryable)
      assert.include(error.message, "ECONNREFUSED")
      assert.notInclude(inspect(error), "hunter2")
    }
  })

  const encoded = "must have its user name and password percent-encoded"
  const port = "must have a port from 1 to 65535, or none"
  const slashes = "must have two slashes after"
  const kinds = "must be memory, a folder, or a URL of Redis or PostgreSQL"
  const mistyped: ReadonlyArray<readonly [store: string, rule: string]> = [
    ["mysql://u:hunter2@host/db", kinds],
    ["mysql:u:hunter2@host", kinds],
    ["localhost:6379", kinds],
    ["file:///tmp/store", kinds],
    ["redis:/host", `${slashes} redis:`],
    ["redis:host", `${slashes} redis:`],
    ["postgres:/u:hunter2@host/db", `${slashes} postgres:`],
    [" redis://host", "must have no space around it"],
    ["redis://", "must name a host"],
    ["redis:///0", "must name a host"],
    ["redis://:6379", "must name a host"],
    ["redis://:hunter2@", "must name a host"],
    ["redis://:hunter2@:6379", "must name a host"],
    ["postgres:///db?user=u", "must name a host"],
    ["redis://:hunter2@host:notaport", port],
    ["redis://host:0", port],
    ["redis://host:65536", port],
    ["postgres://u@host:0/db", port],
    ["postgres://u@host/db?port=x", port],
    ["redis://u:hun%ter2@host", encoded],
    ["redis://u:hunter2%E9@host", encoded],
    ["redis://u:123/hunter2@host", encoded],
    ["redis://u:123#hunter2@host", encoded],
    ["postgres://u:hun%ter2@host/db", encoded],
    ["postgres://u:hunter2?x@host/db", encoded],
    ["redis://host/abc", "must have the number of a database after the host, or nothing"],
    ["postgres://host/db", "must name a user"],
    ["postgres://u@host/%E9", "must be a URL with its special characters percent-encoded"],
    [
      "postgres://u:hunter2@host/db?sslmode=on",
      "must have an sslmode of disable, allow, prefer, require, verify-ca, verify-full"
    ],
    ["postgres://u@host/db?connect_timeout=soon", "must have a connect_timeout in whole seconds"],
    ["a\0b", "must be text that is not empty and has no NUL"]
  ]

  it.each(mistyped)("is told which rule a mistyped store breaks, without its password: %j", async (store, rule) => {
    const error = await failure(create({ contract: "live", ...app, store, encryptionKey }))
    assert.deepStrictEqual(error.reason, { _tag: "InvalidInput", field: "store", rule })
    assert.notMatch(inspect(error), /hunter2|hun%ter2/)
  })

  it("is told of a store that it lost, by each of its calls, and can still be closed", async () => {
    const errors = await Effect.runPromise(Effect.scoped(Effect.gen(function*() {
      const redis = hasOwnRedis ? yield* ownRedis(volatile) : undefined
      const postgres = hasOwnPostgres ? yield* ownPostgres : undefined
      return [
        ...redis === undefined ? [] : yield* lost(redis.url, redis.kill),
        ...postgres === undefined ? [] : yield* lost(postgres.url, postgres.stop)
      ]
    })))
    for (const error of errors) {
      const { reason } = error
      assert(reason._tag === "StoreFailed" || reason._tag === "QuotaUnavailable", inspect(error))
      assert.match(reason.detail, /^(?:Redis|SQL): \w/)
      assert.isTrue(error.retryable)
    }
  })

  it("loses nothing when its log throws or rejects", async () => {
    for (const log of [() => assert.fail("log"), () => Promise.reject(new Error("log"))]) {
      await using fixture = await promises("memory", { log })
      const { creator, tiktok } = fixture
      const outcome = await tiktok.publisher.publish(creator, post, { webhooks: broken(), pollEvery: 1 })
      assert.strictEqual(outcome._tag, "Published")
    }
  })

  it("is told that options of a recovery are null", async () => {
    await using fixture = await promises("memory")
    const { reason } = await failure(fixture.tiktok.publisher.recover(untyped(null)))
    assert.deepInclude(reason, { _tag: "InvalidInput", field: "options" })
  })

  it("is told which input of a call is wrong, also where types are lost", async () => {
    await using fixture = await promises("memory")
    const { creator, mock, tiktok } = fixture
    const { publish } = tiktok.publisher
    const plan = await tiktok.uploader.plan(small)
    const upload = { media: small, plan, uploadUrl: "https://a.example" }
    const authorization = await tiktok.auth.authorize({ redirectUri: "http://localhost", scopes: ["video.list"] })
    const sent = mock.journal.find({}).length
    const failures = {
      "creator": publish("", post),
      "post._tag": publish(creator, untyped({ media: small })),
      "privacyLevel": publish(creator, untyped({ ...post, privacyLevel: "EVERYONE" })),
      "media": publish(creator, untyped({ ...post, media: "clip.mp4" })),
      "media.file": publish(creator, { ...post, media: { file: "" } }),
      "media.url": publish(creator, { ...post, media: { url: "http://clips.example.com" } }),
      "media.stream": publish(creator, { ...post, media: { stream: untyped(1), size: 1 } }),
      "media.contentType": publish(creator, { ...post, media: { file: "a", contentType: untyped("text/plain") } }),
      "media.http": publish(creator, { ...post, media: { http: "clip.mp4" } }),
      "coverTimestamp": publish(creator, untyped({ ...post, coverTimestamp: "5 seconds" })),
      "every": tiktok.publisher.recover({ every: 0 }),
      "olderThan": tiktok.checkpoints.prune(untyped("a year")),
      "tolerance": tiktok.webhooks.verify({ headers: {}, body: "", tolerance: -1 }),
      "duration": tiktok.quota.pause({ name: "a", key: "a", limit: 1, window: 1 }, { duration: -1 }),
      "pollEvery": publish(creator, post, { pollEvery: 0 }),
      "deadline": publish(creator, post, { deadline: -1 }),
      "key": publish(creator, post, { key: "" }),
      "signal": publish(creator, post, { signal: untyped("stop") }),
      "webhooks": publish(creator, post, { webhooks: untyped([]) }),
      "options": publish(creator, post, untyped("fast")),
      "authorization": tiktok.auth.complete(untyped({}), "http://localhost/callback"),
      "scopes": tiktok.auth.authorize({ redirectUri: "http://localhost", scopes: untyped("video.publish") }),
      "only": tiktok.creator.profile(creator, { only: untyped(["shoeSize"]) }),
      "before": each(tiktok.videos.list(creator, { before: untyped("yesterday") })),
      "limits": tiktok.quota.take(untyped(1)),
      "limit.window": tiktok.quota.reset({ name: "a", key: "a", limit: 1, window: 0 }),
      "plan": each(tiktok.uploader.upload({ media: small, plan: untyped({}), uploadUrl: "https://a.example" })),
      "tokens": tiktok.tokens.set(untyped({ creator })),
      "time": tiktok.checkpoints.closedSince(untyped(0)),
      "headers": tiktok.webhooks.receive({ headers: untyped(undefined), body: "" }),
      "body": tiktok.webhooks.decode(untyped({ event: "post.publish.complete" })),
      "delivery": tiktok.webhooks.verify(untyped(undefined)),
      "call": tiktok.auth.withToken(creator, untyped(undefined)),
      "at": tiktok.webhooks.testHeader("", { at: untyped("2020") }),
      "ids": tiktok.videos.query(creator, untyped(undefined)),
      "code": tiktok.auth.exchange(authorization, untyped(undefined)),
      "uploadUrl": each(tiktok.uploader.upload({ media: small, plan, uploadUrl: untyped(1) })),
      "progress": each(tiktok.uploader.upload({ ...upload, progress: untyped(1) })),
      "beforeLast": each(tiktok.uploader.upload({ ...upload, beforeLast: untyped("x") })),
      "report": tiktok.publisher.recover({ report: untyped("log") })
    }
    for (const [field, call] of Object.entries(failures)) {
      const { reason } = await failure(call)
      assert.strictEqual(reason._tag === "InvalidInput" && reason.field, field, inspect(reason))
      assert.notMatch(inspect(reason), /Redacted|5 minutes/)
    }
    assert.strictEqual(mock.journal.find({}).length, sent)
  })

  const privateUrls = [
    "http://localhost/a.mp4",
    "http://169.254.169.254/a.mp4",
    "http://[fd00::1]/a.mp4",
    "http://nas/a.mp4"
  ]

  it.each(privateUrls)("reads no video from a host of its own network unless it is allowed: %s", async (http) => {
    await using fixture = await promises("memory")
    const { creator, tiktok } = fixture
    const { reason } = await failure(tiktok.publisher.publish(creator, { ...post, media: { http } }))
    const { host } = new URL(http)
    const rule = `must not lead to ${host}, which is private to this network, unless allowPrivate is set`
    assert.deepStrictEqual(reason, { _tag: "InvalidInput", field: "media.http", rule })
  })

  it("catches a webhook that is not from TikTok", async () => {
    await using fixture = await promises("memory")
    const { webhooks } = fixture.tiktok
    const body = JSON.stringify({ client_key: app.clientKey, event: "authorization.removed", content: "{}" })
    const header = await webhooks.testHeader(body)
    const old = await webhooks.testHeader(body, { at: new Date(0) })
    const deliveries = [
      { headers: {}, body },
      { headers: { "tiktok-signature": header }, body: `${body} ` },
      { headers: new Headers({ "TikTok-Signature": old }), body }
    ]
    for (const delivery of deliveries) {
      assert.strictEqual((await failure(webhooks.receive(delivery))).reason._tag, "SignatureRejected")
    }
    await webhooks.verify({ headers: { "TIKTOK-SIGNATURE": header }, body })
    await webhooks.verify({
      headers: untyped({ get: (name: string) => new Headers({ "TikTok-Signature": header }).get(name) }),
      body
    })
    await webhooks.verify({ headers: { "tiktok-signature": [header] }, body })
  })

  it("stores tokens that were JSON", async () => {
    await using fixture = await promises("memory")
    const { creator, tiktok: { tokens } } = fixture
    const found = await tokens.get(creator)
    await tokens.set(JSON.parse(JSON.stringify(found)))
    assert.deepStrictEqual(await tokens.get(creator), found)
  })

  it("makes a call of its own once more when it throws that the token is rejected", async () => {
    await using fixture = await promises("memory")
    const { creator, mock, tiktok } = fixture
    const seen: Array<string> = []
    const result = await tiktok.auth.withToken(creator, async (token, signal) => {
      assert.instanceOf(signal, AbortSignal)
      if (seen.push(token) === 1) throw new TokenRejected()
      return { at: new Date(0) }
    })
    assert.deepStrictEqual(result, { at: new Date(0) })
    assert.strictEqual(new Set(seen).size, 2)
    assert.strictEqual(mock.journal.find({ operation: "token.refresh" }).length, 1)
    const own = new Error("of the program")
    assert.strictEqual(await caught(tiktok.auth.withToken(creator, () => Promise.reject(own))), own)
  })

  it("prints nothing, and gives a log what the library says", async () => {
    const lines: Array<LogLine> = []
    await using fixture = await promises("memory", { log: (line) => void lines.push(line) })
    const { creator, tiktok } = fixture
    const outcome = await tiktok.publisher.publish(creator, post, { webhooks: broken(), pollEvery: 1 })
    assert.strictEqual(outcome._tag, "Published")
    const [line] = lines
    assert.strictEqual(line?.level, "Warn")
    assert.include(line?.message, "webhook")
    assert.instanceOf(line?.at, Date)
    assert.strictEqual(Object(line?.error).message, "the queue is gone")
  })
})
