import { assert, describe, it } from "@effect/vitest"
import { Redacted, Result, Schema } from "effect"
import { Post, TikTokError } from "effect-tiktok"
import { runs } from "../../../test/support/runs.ts"
import * as Redact from "../src/internal/wire/redact.ts"

const hex = (digits: string) => digits.replaceAll(/%[\dA-F]{2}/g, (escape) => escape.toLowerCase())

/** Encodings in which a server may repeat its input. */
const writings: Readonly<Record<string, (text: string) => string>> = {
  plain: (text) => text,
  "in JSON": (text) => JSON.stringify(text).slice(1, -1),
  "in JSON in JSON": (text) => JSON.stringify(JSON.stringify(text).slice(1, -1)).slice(1, -1),
  "in JSON with escaped slashes": (text) => JSON.stringify(text).slice(1, -1).replaceAll("/", "\\/"),
  "in JSON as escapes alone": (text) =>
    Array.from(
      { length: text.length },
      (_, at) => `\\u${text.charCodeAt(at).toString(16).toUpperCase().padStart(4, "0")}`
    ).join(""),
  "in a URL": encodeURIComponent,
  "in a URL in a URL": (text) => encodeURIComponent(encodeURIComponent(text)),
  "in a URL in lower case": (text) => hex(encodeURIComponent(text)),
  "in a form": (text) => new URLSearchParams({ a: text }).toString().slice(2),
  "in HTML": (text) =>
    text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll("\"", "&quot;").replaceAll(
      "'",
      "&#39;"
    ),
  "in base64": (text) => Buffer.from(text).toString("base64").replaceAll("=", ""),
  "in base64 for URLs": (text) => Buffer.from(text).toString("base64url")
}

const broken = (rule: string) => new TikTokError.MalformedResponse({ status: 200, field: "Content-Encoding", rule })

describe("redact", () => {
  it("cuts a text of megabytes and leaves no part of a secret at the cut", () => {
    const secret = `act.${"s".repeat(60)}`
    for (const at of [0, 16_350, 16_384, 32_740, 32_768, 4_000_000]) {
      const message = "x".repeat(at) + secret + "y".repeat(4_000_000)
      const refusal = new TikTokError.UnknownRefusal({ code: "c", detail: message, status: 403, logId: undefined })
      const found = Redact.response(Result.fail(refusal), () => [secret])
      assert(Result.isFailure(found) && found.failure._tag === "UnknownRefusal")
      assert.isAtMost(found.failure.detail.length, 16_386)
      assert.notInclude(found.failure.detail, "ss")
    }
  })

  it("finds a secret with a line break inside", () => {
    for (const line of ["\n", "\r\n", "\n    ", "\\\n", " "]) {
      assert.strictEqual(Redact.text(["act.secret"], `is act.se${line}cret now`), "is <redacted> now")
    }
  })

  it("is out of what is said of a header that cannot be read", () => {
    assert.deepStrictEqual(Redact.sendFailure(broken("is act.secret"), () => ["act.secret"]), broken("is <redacted>"))
  })

  it("needs no extra time for a secret of spaces", () => {
    const text = " ".repeat(20_000)
    assert.strictEqual(Redact.text(["a    b    c    d"], text), text)
    assert.strictEqual(Redact.text(["    secret"], `${text}secre`), `${text}secre`)
  })

  it.prop(
    "hides a secret in every encoding",
    { secret: Schema.String.check(Schema.isMinLength(4)), before: Schema.String },
    ({ before, secret }) => {
      // Half a surrogate pair can be written in no URL.
      if (!secret.isWellFormed()) return
      for (const [way, write] of Object.entries(writings)) {
        const found = Redact.text([secret], `: ${write(secret)}, ${write(secret)}.`)
        assert.strictEqual(found, ": <redacted>, <redacted>.", way)
        if (!before.includes(secret.slice(0, 1))) {
          assert.include(Redact.text([secret], `${before} ${write(secret)}`), before)
        }
      }
    }
  )

  it.prop(
    "hides a secret in several encodings at once",
    {
      secret: Schema.String.check(Schema.isMinLength(4), Schema.isMaxLength(40)),
      ways: Schema.Array(Schema.Literals(Object.keys(writings))).check(Schema.isMaxLength(4))
    },
    ({ secret, ways }) => {
      if (!secret.isWellFormed()) return
      const written = ways.reduce((text, way) => writings[way]?.(text) ?? text, secret)
      assert.strictEqual(Redact.text([secret], `: ${written}, ${written}.`), ": <redacted>, <redacted>.")
    },
    { arbitrary: { runs: runs(500) } }
  )

  it.each(["%00\u0000", "\u0000\u0000\u0000%c2", "a%41\\u0042&amp;"])(
    "hides %j, which has an escape of its own",
    (secret) => {
      for (const [way, write] of Object.entries(writings)) {
        const written = JSON.stringify(write(secret)).slice(1, -1)
        assert.strictEqual(Redact.text([secret], `: ${written}, ${written}.`), ": <redacted>, <redacted>.", way)
      }
    }
  )

  it("hides escapes of JSON inside those of a URL, and the other way round", () => {
    const secret = "act.a/b+c"
    for (
      const written of ["act%5Cu002ea%5C%2Fb%252Bc", "act\\u0025%32ea\\u00252fb&amp;#43;c", "act%252525252Ea/b%2Bc"]
    ) {
      assert.strictEqual(Redact.text([secret], `is ${written} now`), "is <redacted> now")
    }
  })

  it("finds a secret across the edge of two parts of a long text", () => {
    const written = "act%252Ea/b%2Bc"
    for (const edge of [65_536, 131_072]) {
      for (let before = edge - written.length; before <= edge; before++) {
        const found = Redact.text(["act.a/b+c"], " ".repeat(before) + written + " ".repeat(1_000))
        assert.strictEqual(found.trim(), "<redacted>", `after ${before}`)
      }
    }
  })

  it.each(Object.entries(writings))("hides a secret of special characters, %s", (_, write) => {
    const secret = "a b+c/d=e&f<g>h\"i'j\\k%2Fl.m*n(o)p[q]r{s}t^u$v|w?x-y~z!é😀"
    assert.strictEqual(Redact.text([secret], `x ${write(secret)} y`), "x <redacted> y")
  })

  it.prop(
    "finds a secret inside other base64 text, in every encoding",
    { secret: Schema.String.check(Schema.isMinLength(8)), before: Schema.String, after: Schema.String },
    ({ after, before, secret }) => {
      if (![after, before, secret].every((text) => text.isWellFormed())) return
      const text = before + secret + after
      const inForm = new URLSearchParams([["", text]]).toString().slice(1)
      for (const written of [text, encodeURIComponent(text), inForm, JSON.stringify(text).slice(1, -1)]) {
        for (const alphabet of ["base64", "base64url"] as const) {
          const whole = Buffer.from(written).toString(alphabet)
          const lines = whole.replaceAll(/.{16}/g, "$&\r\n")
          for (const shown of [whole, lines, encodeURIComponent(whole), JSON.stringify(whole).replaceAll("/", "\\/")]) {
            const found = Redact.text([secret], shown)
            assert.include(found, "<redacted>")
            const left = Buffer.from(found.replaceAll("<redacted>", ""), alphabet).toString()
            assert.notInclude(left, secret)
          }
        }
      }
    }
  )

  it("hides the longer of two secrets first, and leaves short ones", () => {
    assert.strictEqual(Redact.text(["abcd", "abcdef", "x"], "abcdef abcd x"), "<redacted> <redacted> x")
  })

  it("knows every secret of a call's input, and does not read media", () => {
    const video = Post.video({
      media: { _tag: "Bytes", bytes: new Uint8Array(8), contentType: "video/mp4" },
      privacyLevel: "SELF_ONLY"
    })
    const input = {
      app: { clientKey: "ck", clientSecret: Redacted.make("cs") },
      code: Redacted.make("code"),
      redirectUri: "https://app.example",
      video
    }
    assert.deepStrictEqual(Redact.secretsOf(input), ["cs", "code"])
  })
})
