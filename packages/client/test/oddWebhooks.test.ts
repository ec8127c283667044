/** Of a webhook only its event and what that is about are vital; all else may be anything, and changes only itself. */
import { assert, describe, it } from "@effect/vitest"
import { DateTime, Effect } from "effect"
import { Webhook } from "effect-tiktok"

const head = { client_key: "ck_test", create_time: 1_700_000_000, user_openid: "-000test" }

const publish = { publish_id: "v_pub_1", publish_type: "DIRECT_PUBLISH" }

/** Each event, what is vital of it, and what its content's fields are read as. */
const events = [
  { event: "post.publish.failed", content: { ...publish, reason: "internal" }, vital: ["publish_id"] },
  { event: "post.publish.complete", content: publish, vital: ["publish_id"] },
  { event: "post.publish.inbox_delivered", content: publish, vital: ["publish_id"] },
  { event: "post.publish.publicly_available", content: { ...publish, post_id: "7" }, vital: ["publish_id"] },
  { event: "post.publish.no_longer_publicaly_available", content: { ...publish, post_id: "7" }, vital: ["publish_id"] },
  { event: "post.publish.no_longer_publicly_available", content: { ...publish, post_id: "7" }, vital: ["publish_id"] },
  { event: "authorization.removed", content: { reason: 1 }, vital: ["user_openid"] },
  { event: "video.upload.failed", content: { share_id: "s" }, vital: ["share_id"] },
  { event: "video.publish.completed", content: { share_id: "s" }, vital: ["share_id"] },
  { event: "portability.download.ready", content: { request_id: "r" }, vital: ["request_id"] }
]

const shows: Readonly<Record<string, ReadonlyArray<string>>> = {
  client_key: ["clientKey"],
  create_time: ["createdAt"],
  user_openid: ["creator"],
  publish_type: ["publishType"],
  post_id: ["postId"],
  reason: ["failReason", "reason", "code"]
}

/** What a field may be, as it stands in JSON; undefined leaves it out. */
const oddities = [
  undefined,
  "null",
  `""`,
  `"86400"`,
  "true",
  "[]",
  "{}",
  "-1",
  "1e300",
  "1e400",
  "9223372036854775808",
  `${"[".repeat(500)}${"]".repeat(500)}`
]

const written = (fields: object, changed: string, odd: string | undefined): string => {
  const all = Object.entries(fields).flatMap(([key, value]) => {
    if (key !== changed) return [`${JSON.stringify(key)}:${JSON.stringify(value)}`]
    return odd === undefined ? [] : [`${JSON.stringify(key)}:${odd}`]
  })
  return `{${all.join(",")}}`
}

const plain = (event: Webhook.Event, without: ReadonlyArray<string>) =>
  Object.fromEntries(
    Object.entries(event).flatMap(([key, value]) =>
      without.includes(key) || value === undefined ? [] : [[key, DateTime.isDateTime(value) ? Number(value) : value]]
    )
  )

describe("a webhook", () => {
  it.effect.each(events)("$event is read with any head", ({ content, event, vital }) =>
    Effect.gen(function*() {
      const fields = { ...head, event, content: JSON.stringify(content), more: "x" }
      const whole = yield* Webhook.decode(JSON.stringify(fields))
      assert.notStrictEqual(whole._tag, "Unrecognized")
      for (const field of Object.keys(fields)) {
        if (field === "event" || field === "content" || vital.includes(field)) continue
        for (const odd of oddities) {
          const read = yield* Webhook.decode(written(fields, field, odd))
          assert.deepStrictEqual(
            plain(read, shows[field] ?? []),
            plain(whole, shows[field] ?? []),
            `${field} as ${odd}`
          )
        }
      }
    }))

  it.effect.each(events)(
    "$event is read with any other content, as text or as an object",
    ({ content, event, vital }) =>
      Effect.gen(function*() {
        const whole = yield* Webhook.decode(JSON.stringify({ ...head, event, content }))
        for (const field of Object.keys(content)) {
          for (const odd of oddities) {
            const inner = written({ ...content, more: "x" }, field, odd)
            for (const sent of [JSON.stringify(inner), inner, JSON.stringify(`\uFEFF${inner}`)]) {
              const read = yield* Webhook.decode(written({ ...head, event, content: "" }, "content", sent))
              if (!vital.includes(field)) {
                const affected = shows[field] ?? []
                assert.deepStrictEqual(plain(read, affected), plain(whole, affected), `${field} as ${odd}`)
              } else if (odd === undefined || !/\d{5}/.test(odd)) {
                assert(read._tag === "Unrecognized", `${field} as ${odd}`)
                assert.match(read.because, new RegExp(`^content.${field} is (?:missing|not of the documented type)$`))
              }
            }
          }
        }
      })
  )

  it.effect("reports a removed authorization with any content", () =>
    Effect.gen(function*() {
      for (const content of ["", " ", "x", "{", "null", "[]", null, undefined, 5, true, [], {}]) {
        const read = yield* Webhook.decode(JSON.stringify({ ...head, event: "authorization.removed", content }))
        assert(read._tag === "AuthorizationRemoved", JSON.stringify(content))
        assert.deepStrictEqual([read.creator, read.reason], ["-000test", "Unknown"])
      }
    }))

  it.effect("is read with a byte-order mark, as bytes and as text, and with numbers for ids", () =>
    Effect.gen(function*() {
      const content = `{"publish_id":7284629384759284729}`
      const body = `\uFEFF${JSON.stringify({ ...head, user_openid: 5, event: "post.publish.complete", content })}`
      for (const sent of [body, new TextEncoder().encode(body)]) {
        const read = yield* Webhook.decode(sent)
        assert(read._tag === "PublishCompleted", read._tag)
        assert.deepStrictEqual([read.publishId, read.creator], ["7284629384759284729", "5"])
      }
    }))

  it.effect("that is nested too deep becomes an error or an unrecognized event", () =>
    Effect.gen(function*() {
      const deep = `{"publish_id":${"[".repeat(100_000)}${"]".repeat(100_000)}}`
      const outer = written({ ...head, event: "post.publish.complete", content: "" }, "content", deep)
      const error = yield* Effect.flip(Webhook.decode(outer))
      assert.deepInclude(error.reason, { field: "body", rule: "is nested too deep" })
      const read = yield* Webhook.decode(
        written({ ...head, event: "post.publish.complete", content: "" }, "content", JSON.stringify(deep))
      )
      assert(read._tag === "Unrecognized", read._tag)
      assert.strictEqual(read.because, "content is nested too deep")
    }))
})
