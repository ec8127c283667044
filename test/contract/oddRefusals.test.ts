/** A refusal is recognized by its code, in the names of both contracts, or by its HTTP status, and by nothing else. */
import { assert, describe, it } from "@effect/vitest"
import { oddities, type Path, pathsOf, plain, withOdd } from "../support/oddResponses.ts"
import { failure, responses, wire } from "../support/responseTable.ts"

/** The codes of one refusal in each contract. */
const refusals = [
  { code: "invalid_publish_id", status: 400, tag: "PublishIdRejected" },
  { code: "access_token_invalid", status: 401, tag: "TokenRejected" },
  { code: "unauthorized", status: 401, tag: "TokenRejected" },
  { code: "spam_risk_too_many_posts", status: 403, tag: "PostCapReached" },
  { code: "rate_limit_exceeded", status: 200, tag: "RateLimited" },
  { code: "too_many_requests", status: 200, tag: "RateLimited" },
  { code: "invalid_request", status: 400, tag: "RequestRejected" },
  { code: "invalid_params", status: 400, tag: "RequestRejected" },
  { code: "invalid_param", status: 400, tag: "RequestRejected" },
  { code: "internal_server_error", status: 200, tag: "ServerFault" },
  { code: "internal_error", status: 200, tag: "ServerFault" },
  { code: "unaudited_client_can_only_post_to_private_accounts", status: 403, tag: "AppUnaudited" },
  { code: "forbidden", status: 403, tag: "Forbidden" },
  { code: "url_ownership_unverified", status: 403, tag: "UrlUnverified" },
  { code: "Rate_Limit_Exceeded", status: 200, tag: "RateLimited" },
  { code: " invalid_publish_id\n", status: 400, tag: "PublishIdRejected" },
  { code: "something_new", status: 403, tag: "UnknownRefusal" }
] as const

const forms = [
  {
    name: "the envelope",
    of: (code: string) => ({ data: {}, error: { code, message: "A message", log_id: "1" } }),
    isVital: (path: Path) => path[0] === "error" && (path.length === 1 || path[1] === "code")
  },
  {
    name: "a bare object",
    of: (code: string) => ({ code, message: "A message", logid: "1" }),
    isVital: (path: Path) => path[0] === "code"
  },
  {
    name: "OAuth's word",
    of: (code: string) => ({ error: code, error_description: "A message", log_id: "1" }),
    isVital: (path: Path) => path[0] === "error"
  }
]

/** The responses that refuse with a code, in every form, each with one odd field. */
const variationsOf = (code: string) =>
  forms.flatMap(({ isVital, name, of }) =>
    pathsOf(of(code)).filter((path) => !isVital(path)).flatMap((path) =>
      oddities.map((odd) => ({
        text: withOdd(of(code), path, odd),
        why: `${name} with ${path.join(".")} as ${odd?.slice(0, 40)}`
      }))
    )
  )

describe("a refusal", () => {
  it.each(responses)("$contract, $name: stays the same with any other field beside its code", ({ decode }) => {
    const [{ code, status, tag }] = refusals
    for (const { text, why } of variationsOf(code)) {
      assert.deepInclude(plain(failure(decode(wire(text, status)))), { _tag: tag, code, status }, why)
    }
  })

  it.each(refusals)("by $code is $tag in both contracts, with any field beside its code", ({ code, status, tag }) => {
    for (const { contract, decode, name } of responses) {
      if (!name.startsWith("status")) continue
      for (const { text, why } of variationsOf(code)) {
        assert.deepInclude(
          plain(failure(decode(wire(text, status)))),
          { _tag: tag, code, status },
          `${contract}, ${why}`
        )
      }
    }
  })

  it.each(responses)("$contract, $name: may have a number as its code", ({ decode }) => {
    const reason = failure(decode(wire(`{"error":{"code":10007,"message":["odd"]}}`, 403)))
    assert(reason._tag === "UnknownRefusal", reason._tag)
    assert.deepInclude(plain(reason), { code: "10007", detail: "" })
  })

  const byStatus = [
    { status: 400, tag: "UnknownRefusal" },
    { status: 401, tag: "TokenRejected" },
    { status: 403, tag: "UnknownRefusal" },
    { status: 404, tag: "UnknownRefusal" },
    { status: 413, tag: "UnknownRefusal" },
    { status: 429, tag: "RateLimited" },
    { status: 500, tag: "ServerFault" },
    { status: 503, tag: "ServerFault" },
    { status: 504, tag: "ServerFault" }
  ] as const

  const unreadable = [
    "",
    "<html></html>",
    "{\"error\":{\"code\":\"access_tok",
    "Forbidden",
    "null",
    "[]",
    "{}",
    `{"data":{}}`,
    `{"error":{}}`,
    `{"error":{"code":null,"message":"A message"}}`,
    `{"error":{"code":"","message":"","log_id":"1"}}`,
    `{"error":true}`,
    `{"message":"Forbidden"}`,
    `{"error":{"code":"x"},"data":${"[".repeat(100_000)}${"]".repeat(100_000)}}`
  ]

  it.each(responses)("$contract, $name: is judged by its HTTP status where no code can be read", ({ decode }) => {
    for (const { status, tag } of byStatus) {
      for (const text of unreadable) {
        const reason = failure(decode(wire(text, status)))
        assert.strictEqual(reason._tag, tag, text.slice(0, 60))
        assert.deepInclude(plain(reason), { code: `http_${status}`, status })
      }
    }
  })
})
