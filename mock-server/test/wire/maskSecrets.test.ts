import { assert, describe, it } from "@effect/vitest"
import { maskHeaders, maskRequest, maskResponse, maskSecrets } from "../../src/wire/maskSecrets.ts"

const masked: ReadonlyArray<readonly [what: string, masks: (text: string) => string, text: string, kept: string]> = [
  ["a form", maskRequest, "grant_type=x&code=s3cret&code_verifier=s3cret", "grant_type=x&code=***&code_verifier=***"],
  ["a form's first field", maskRequest, "client_secret=s3cret&a=b", "client_secret=***&a=b"],
  ["JSON", maskRequest, "{\"code\": \"s3cret\",\"a\":1}", "{\"code\": \"***\",\"a\":1}"],
  ["a secret with quotes in it", maskRequest, String.raw`{"code":"s3\"cret","a":1}`, "{\"code\":\"***\",\"a\":1}"],
  ["JSON that breaks off", maskRequest, "{\"refresh_token\":\"s3cre", "{\"refresh_token\":\"***\""],
  [
    "a misspelt name",
    maskRequest,
    "{\"accessToken\":\"s3cret\",\"clientSecret\":7}",
    "{\"accessToken\":\"***\",\"clientSecret\":\"***\"}"
  ],
  [
    "an upload's address",
    maskResponse,
    "{\"upload_url\":\"https://h/v/?upload_id=1&upload_token=s3cret\"}",
    "{\"upload_url\":\"https://h/v/?upload_id=1&upload_token=***\"}"
  ],
  [
    "tokens, but neither their type nor an error's code",
    maskResponse,
    "{\"access_token\":\"s3cret\",\"token_type\":\"Bearer\",\"code\":\"ok\"}",
    "{\"access_token\":\"***\",\"token_type\":\"Bearer\",\"code\":\"ok\"}"
  ],
  ["a path", maskSecrets, "/callback?code=s3cret&state=x", "/callback?code=***&state=x"]
]

describe("maskSecrets", () => {
  for (const [what, masks, text, kept] of masked) {
    it(`masks ${what}`, () => {
      assert.strictEqual(masks(text), kept)
    })
  }

  it("masks headers, and bounds their number and length", () => {
    const headers: Array<readonly [string, string]> = [
      ["authorization", "Bearer s3cret"],
      ["cookie", "session=s3cret"],
      ["x-access-token", "s3cret"],
      ["location", "https://app.example/callback?code=s3cret&scopes=a"],
      ["accept", "x".repeat(1_000)]
    ]
    assert.deepStrictEqual(maskHeaders(headers), {
      authorization: "Bearer ***",
      cookie: "***",
      "x-access-token": "***",
      location: "https://app.example/callback?code=***&scopes=a",
      accept: "x".repeat(512)
    })
    const many = Array.from({ length: 100 }, (_, index) => [`x-${index}`, "1"] as const)
    assert.lengthOf(Object.keys(maskHeaders(many)), 50)
  })
})
