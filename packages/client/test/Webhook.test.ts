import { assert, describe, it } from "@effect/vitest"
import { DateTime, Effect, Layer, Redacted, Schema } from "effect"
import { Contract, Post, TikTokApi, type TikTokError, Webhook } from "effect-tiktok"
import { TestClock } from "effect/testing"
import { runs } from "../../../test/support/runs.ts"

const clientSecret = Redacted.make("cs_test")

/** The app of a program. */
const withSecret = (secret: string) =>
  Layer.mock(TikTokApi.TikTokApi)({
    contract: Contract.live,
    authorizeOrigin: "",
    app: { clientKey: "ck", clientSecret: Redacted.make(secret) }
  })

// The test vector of tiktok-live, section 9.
const vector = {
  time: 1_700_000_000,
  body:
    `{"client_key":"ck_test","event":"post.publish.complete","create_time":1700000000,"user_openid":"-000test","content":"{\\"publish_id\\":\\"v_pub_file~v2-1.1\\",\\"publish_type\\":\\"DIRECT_PUBLISH\\"}"}`,
  header: "t=1700000000,s=a6a112a6a013fc0bc84a0088012e1543c0ff15c37a1c85167d99c05ba0541f8f"
}

const atVector = TestClock.setTime(vector.time * 1000)

const signedBy = (header: string | null | undefined, body: Uint8Array | string = vector.body) => ({
  clientSecret,
  header,
  body
})

const rejection = (delivery: Webhook.Delivery) =>
  Effect.map(Effect.flip(Webhook.verify(delivery)), ({ message, reason }) => {
    assert(reason._tag === "SignatureRejected", message)
    return reason
  })

const flipped = (bytes: Uint8Array, place: number) => {
  const bit = place % (bytes.length * 8)
  return Uint8Array.from(bytes, (byte, index) => index === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte)
}

describe("Webhook signatures", () => {
  it.effect("signs the page's body with the page's signature", () =>
    Effect.gen(function*() {
      const { body, header, time } = vector
      assert.strictEqual(yield* Webhook.testHeader({ clientSecret, body, timestamp: time }), header)
      yield* atVector
      assert.strictEqual(yield* Webhook.testHeader({ clientSecret, body: new TextEncoder().encode(body) }), header)
    }))

  it.effect("accepts the page's signature for the page's body", () =>
    Effect.gen(function*() {
      yield* atVector
      yield* Webhook.verify(signedBy(vector.header))
      yield* Webhook.verify(signedBy(vector.header, new TextEncoder().encode(vector.body)))
      yield* Webhook.verify(signedBy(` s=${vector.header.slice(15).toUpperCase()} , v=2, t=${vector.time}`))
    }))

  it.effect.prop(
    "takes what it has signed, byte for byte, and nothing that differs in one bit",
    { body: Schema.Uint8Array, place: Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 1_000_000 })) },
    ({ body, place }) =>
      Effect.gen(function*() {
        const header = yield* Webhook.testHeader({ clientSecret, body })
        yield* Webhook.verify(signedBy(header, body))

        const tag = Buffer.from(header.slice(header.indexOf("s=") + 2), "hex")
        const forged = `t=0,s=${Buffer.from(flipped(tag, place)).toString("hex")}`
        assert.strictEqual((yield* rejection(signedBy(forged, body))).field, "TikTok-Signature.s")
        assert.strictEqual((yield* rejection(signedBy(header.replace("t=0", "t=1"), body))).field, "TikTok-Signature.s")
        if (body.length === 0) return
        assert.strictEqual((yield* rejection(signedBy(header, flipped(body, place)))).field, "TikTok-Signature.s")
      }),
    { arbitrary: { runs: runs(100) } }
  )

  it.effect("rejects a signature by another secret", () =>
    Effect.gen(function*() {
      yield* atVector
      const { field } = yield* rejection({ ...signedBy(vector.header), clientSecret: Redacted.make("cs_other") })
      assert.strictEqual(field, "TikTok-Signature.s")
    }))

  it.effect("accepts times within the tolerance, and rejects others in both directions", () =>
    Effect.gen(function*() {
      const { header, time } = vector
      for (const [distance, tolerance] of [[300_000, undefined], [10_000, "10 seconds"]] as const) {
        const delivery = { ...signedBy(header), tolerance }
        for (const side of [-1, 1]) {
          yield* TestClock.setTime(time * 1000 + side * distance)
          yield* Webhook.verify(delivery)
          yield* TestClock.setTime(time * 1000 + side * (distance + 1))
          assert.strictEqual((yield* rejection(delivery)).field, "TikTok-Signature.t")
        }
      }
      yield* TestClock.setTime(time * 1000 + 360_000)
      assert.strictEqual((yield* rejection(signedBy(header))).rule, "must be within 5m of now, was 6m before it")
    }))

  it.effect("names the broken rule of a header", () =>
    Effect.gen(function*() {
      const s = vector.header.slice(13)
      for (const missing of [undefined, null, ""]) {
        assert.strictEqual((yield* rejection(signedBy(missing))).message, "header TikTok-Signature is missing")
      }
      const malformed = [
        "nonsense",
        "t=1700000000",
        s,
        `t=,${s}`,
        `t=soon,${s}`,
        `t=-1,${s}`,
        `t=1700000000,${s}0`,
        `t=1700000000,${s.slice(0, -2)}`,
        `t=1700000000,${s.slice(0, -1)}g`,
        `t=1700000000,t=1700000000,${s}`,
        `${vector.header},${vector.header}`
      ]
      for (const header of malformed) {
        const { field, rule } = yield* rejection(signedBy(header))
        assert.strictEqual(field, "TikTok-Signature", header)
        assert.strictEqual(rule, "must hold t=<unix seconds> and s=<64 hexadecimal digits>, each once", header)
      }
    }))

  it.effect("refuses an empty client secret", () =>
    Effect.gen(function*() {
      const empty = { ...signedBy(vector.header), clientSecret: Redacted.make("") }
      for (const error of [yield* Effect.flip(Webhook.verify(empty)), yield* Effect.flip(Webhook.testHeader(empty))]) {
        assert.strictEqual(error.reason.message, "clientSecret must not be empty")
      }
    }))
})

const creator = Post.CreatorId.make("-000test")
const publishId = Post.PublishId.make("v_pub_file~v2-1.1")
const postId = Post.PostId.make("7284629384759284729")
const head = { clientKey: "ck_test", createdAt: DateTime.makeUnsafe(vector.time * 1000) }
const publish = { ...head, creator, publishId, publishType: "DIRECT_PUBLISH" }

const delivery = (event: string, content: unknown, other: object = {}) =>
  JSON.stringify({
    client_key: "ck_test",
    event,
    create_time: vector.time,
    user_openid: "-000test",
    content: typeof content === "string" ? content : JSON.stringify(content),
    ...other
  })

const decoded = (event: string, content: unknown, other?: object) => Webhook.decode(delivery(event, content, other))

const wirePublish = { publish_id: publishId, publish_type: "DIRECT_PUBLISH" }

const documented: ReadonlyArray<readonly [event: string, content: object, value: Webhook.Event]> = [
  [
    "post.publish.failed",
    { ...wirePublish, reason: "frame_rate_check_failed" },
    Webhook.PublishFailed.make({ ...publish, failReason: "frame_rate_check_failed" })
  ],
  ["post.publish.complete", wirePublish, Webhook.PublishCompleted.make(publish)],
  [
    "post.publish.inbox_delivered",
    { ...wirePublish, publish_type: "INBOX_SHARE" },
    Webhook.InboxDelivered.make({ ...publish, publishType: "INBOX_SHARE" })
  ],
  [
    "post.publish.publicly_available",
    { ...wirePublish, post_id: postId },
    Webhook.PubliclyAvailable.make({ ...publish, postId })
  ],
  [
    "post.publish.no_longer_publicaly_available",
    { ...wirePublish, post_id: postId },
    Webhook.NoLongerAvailable.make({ ...publish, postId })
  ],
  ...([
    "Unknown",
    "UserDisconnected",
    "AccountDeleted",
    "AgeChanged",
    "AccountBanned",
    "DeveloperRevoked"
  ] as const).map((reason, code) =>
    [
      "authorization.removed",
      { reason: code },
      Webhook.AuthorizationRemoved.make({ ...head, creator, reason, code: String(code) })
    ] as const
  ),
  ["video.upload.failed", { share_id: "v.1" }, Webhook.VideoUploadFailed.make({ ...head, creator, shareId: "v.1" })],
  [
    "video.publish.completed",
    { share_id: "v.1" },
    Webhook.VideoPublishCompleted.make({ ...head, creator, shareId: "v.1" })
  ]
]

const archive = Webhook.PortabilityDownloadReady.make({ ...head, requestId: "7" })

/** Why an event with a known name is unrecognized. */
const because = (event: string, content: unknown, other?: object) =>
  Effect.map(decoded(event, content, other), (read) => {
    assert(read._tag === "Unrecognized", JSON.stringify(read))
    assert.strictEqual(read.event, event)
    return read.because
  })

describe("Webhook events", () => {
  it.effect.each(documented)(
    "reads %s %o",
    ([event, content, value]) => Effect.map(decoded(event, content), (read) => assert.deepStrictEqual(read, value))
  )

  it.effect("reads portability.download.ready, which names no creator", () =>
    Effect.gen(function*() {
      const read = yield* decoded("portability.download.ready", { request_id: 7 }, { user_openid: undefined })
      assert.deepStrictEqual(read, archive)
    }))

  it.effect("survives JSON", () =>
    Effect.gen(function*() {
      const codec = Schema.toCodecJson(Webhook.Event)
      const unrecognized = yield* decoded("post.archived", { publish_id: 1 })
      for (const event of [...documented.map(([, , value]) => value), archive, unrecognized]) {
        const json = JSON.stringify(yield* Schema.encodeEffect(codec)(event))
        assert.deepStrictEqual(yield* Schema.decodeUnknownEffect(codec)(JSON.parse(json)), event)
      }
    }))

  it.effect.prop(
    "keeps every digit of ids beyond 2^53, numbers and strings alike",
    {
      lead: Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 9 })),
      rest: Schema.Array(Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 9 }))),
      quoted: Schema.Boolean
    },
    ({ lead, quoted, rest }) =>
      Effect.gen(function*() {
        const id = `${lead}${rest.join("")}`.padEnd(19, "7")
        const wire = quoted ? `"${id}"` : id
        const post = yield* decoded("post.publish.publicly_available", `{"publish_id":"v_1","post_id":${wire}}`)
        assert(post._tag === "PubliclyAvailable", JSON.stringify(post))
        assert.strictEqual(post.postId, id)
        const archive = yield* decoded("portability.download.ready", `{"request_id":${wire}}`)
        assert(archive._tag === "PortabilityDownloadReady", JSON.stringify(archive))
        assert.strictEqual(archive.requestId, id)
      })
  )

  it.effect("keeps the raw content of an unknown event", () =>
    Effect.gen(function*() {
      for (const event of ["post.publish.archived", "constructor"]) {
        const content = `{ "post_id": 7284629384759284729 }`
        assert.deepStrictEqual(yield* decoded(event, content), {
          _tag: "Unrecognized",
          ...head,
          creator,
          event,
          content,
          because: "event is none of the documented ones"
        })
      }
    }))

  it.effect("keeps the raw content of a known event that it cannot read, and names the missing field", () =>
    Effect.gen(function*() {
      assert.strictEqual(yield* because("post.publish.complete", {}), "content.publish_id is missing")
      assert.strictEqual(
        yield* because("post.publish.complete", "{\"publish_id\":"),
        "content must be JSON, was cut off or something else"
      )
      assert.strictEqual(
        yield* because("authorization.removed", { reason: 1 }, { user_openid: undefined }),
        "user_openid is missing"
      )
    }))

  it.effect("keeps unknown reasons and publish types", () =>
    Effect.gen(function*() {
      const removed = yield* decoded("authorization.removed", { reason: 6 })
      assert(removed._tag === "AuthorizationRemoved", JSON.stringify(removed))
      assert.strictEqual(`${removed.reason} ${removed.code}`, "Unrecognized 6")
      const failed = yield* decoded("post.publish.failed", { publish_id: "v_1", publish_type: "STORY", reason: "moon" })
      assert(failed._tag === "PublishFailed", JSON.stringify(failed))
      assert.strictEqual(`${failed.publishType} ${failed.failReason}`, "STORY moon")
    }))

  it.effect("accepts events without optional fields, or with other forms of them", () =>
    Effect.gen(function*() {
      const bare = yield* decoded("post.publish.failed", { publish_id: "v_1", publish_type: null, reason: "" })
      assert(bare._tag === "PublishFailed", JSON.stringify(bare))
      assert.isUndefined(bare.failReason)
      assert.isUndefined(bare.publishType)
      const removed = yield* decoded("authorization.removed", "{}")
      assert(removed._tag === "AuthorizationRemoved", JSON.stringify(removed))
      assert.strictEqual(removed.reason, "Unknown")
      const unwrapped = yield* decoded("post.publish.complete", "", { content: wirePublish, create_time: "1700000000" })
      assert.deepStrictEqual(unwrapped, Webhook.PublishCompleted.make(publish))
    }))

  it.effect("names the field and the rule of a body without an event", () =>
    Effect.gen(function*() {
      const cases = [
        ["", "body must be JSON, was empty"],
        ["<html>", "body must be JSON, was HTML or XML"],
        ["[]", "body is not of the documented type"],
        ["[".repeat(100_000), "body is nested too deep"],
        [delivery("e", "{}", { event: undefined }), "event is missing"]
      ] as const
      for (const [body, message] of cases) {
        const error = yield* Effect.flip(Webhook.decode(body))
        assert.strictEqual(error.message, `Webhook.decode: webhook: ${message}`)
      }
    }))

  it.effect("receives a signed body, and does not read others", () =>
    Effect.gen(function*() {
      yield* atVector
      assert.deepStrictEqual(
        yield* Webhook.receive(signedBy(vector.header, new TextEncoder().encode(vector.body))),
        Webhook.PublishCompleted.make(publish)
      )
      const error: TikTokError.TikTokError = yield* Effect.flip(Webhook.receive(signedBy(vector.header, "{")))
      assert.strictEqual(error.reason._tag, "SignatureRejected")
      const header = yield* Webhook.testHeader({ clientSecret, body: "{" })
      const malformed: TikTokError.TikTokError = yield* Effect.flip(Webhook.receive(signedBy(header, "{")))
      assert.strictEqual(malformed.reason._tag, "MalformedEvent")
    }))

  it.effect("takes the client secret of the app from TikTokApi if none is given", () =>
    Effect.gen(function*() {
      yield* atVector
      const { clientSecret: _, ...own } = signedBy(vector.header, new TextEncoder().encode(vector.body))
      assert.deepStrictEqual(
        yield* Effect.provide(Webhook.receive(own), withSecret(Redacted.value(clientSecret))),
        Webhook.PublishCompleted.make(publish)
      )
      yield* Effect.provide(Webhook.verify(own), withSecret(Redacted.value(clientSecret)))
      const { reason } = yield* Effect.flip(Effect.provide(Webhook.receive(own), withSecret("another")))
      assert.strictEqual(reason._tag, "SignatureRejected")
    }))
})

describe("Webhook.dedupKey", () => {
  it.effect("is equal for a second delivery", () =>
    Effect.gen(function*() {
      for (const [event, content] of documented) {
        const once = yield* decoded(event, content)
        const twice = yield* decoded(event, content)
        assert.strictEqual(Webhook.dedupKey(once), Webhook.dedupKey(twice))
      }
    }))

  it.effect("distinguishes events by name, creator, publish, post, time and subject", () =>
    Effect.gen(function*() {
      const event = "post.publish.publicly_available"
      const content = { publish_id: "v_1", post_id: "1" }
      const different = yield* Effect.all([
        decoded(event, content),
        decoded("post.publish.complete", content),
        decoded(event, content, { user_openid: "other" }),
        decoded(event, { ...content, publish_id: "v_2" }),
        decoded(event, { ...content, post_id: "2" }),
        decoded(event, content, { create_time: vector.time + 1 }),
        decoded("video.upload.failed", { share_id: "1" }),
        decoded("video.upload.failed", { share_id: "2" }),
        decoded("portability.download.ready", { request_id: 1 }),
        decoded("portability.download.ready", { request_id: 2 }),
        decoded("new.one", "{}"),
        decoded("new.two", "{}"),
        decoded("new.two", "{\"id\":1}")
      ])
      assert.strictEqual(new Set(different.map(Webhook.dedupKey)).size, different.length)
    }))
})
