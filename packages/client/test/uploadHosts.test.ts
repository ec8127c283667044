import { assert, describe, it } from "@effect/vitest"
import { Redacted, Result } from "effect"
import * as UploadHosts from "../src/internal/wire/uploadHosts.ts"

const tiktok = "https://open.tiktokapis.com"
const mock = "http://127.0.0.1:8787/tenants/a"

type Case = readonly [url: string, base?: string, further?: ReadonlyArray<string>]

const cases = (all: ReadonlyArray<Case>) => all.map((args) => ({ url: args[0], args }))

const check = (url: string, base = tiktok, further?: ReadonlyArray<string>) =>
  Result.flatMap(UploadHosts.make(base, further), (check) => check(Redacted.make(url)))

describe("an upload URL", () => {
  it.each(cases([
    ["https://open-upload.tiktokapis.com/video/?upload_id=1&upload_token=2"],
    ["https://upload.us.tiktokapis.com/upload?upload_id=1"],
    ["https://tiktokapis.com/upload"],
    ["HTTPS://OPEN-UPLOAD.TikTokAPIs.com/upload"],
    ["https://open-upload.tiktokapis.com:8443/upload"],
    ["https://open-upload.tiktokapis.com./upload"],
    ["http://127.0.0.1:8787/upload", mock],
    ["https://open-upload.tiktokapis.com/upload", mock],
    ["https://upload.gateway.example/upload", "https://gateway.example/tiktok"],
    ["https://gateway.example:8443/upload", "https://gateway.example/tiktok"],
    ["https://cdn.uploads.example/1", tiktok, ["uploads.example"]],
    ["http://10.0.0.5:8080/1", tiktok, ["http://10.0.0.5:8080"]]
  ]))("may be $url", ({ args }) => {
    assert.deepStrictEqual(check(...args), Result.void)
  })

  it.each(cases([
    ["http://open-upload.tiktokapis.com/secret"],
    ["https://tiktokapis.com.evil.example/secret"],
    ["https://eviltiktokapis.com/secret"],
    ["https://tiktokapis.com@evil.example/secret"],
    ["https://open-upload.tiktokapis.com:443@evil.example/secret"],
    ["https://me:pass@open-upload.tiktokapis.com/secret"],
    ["https://evil.example#.tiktokapis.com/secret"],
    ["https://evil.example\\.tiktokapis.com/secret"],
    ["https://evil.example?.tiktokapis.com/secret"],
    ["https:evil.example/secret"],
    ["https://evil.example./secret"],
    ["https://xn--tiktokpis-66g.com/secret"],
    ["https://tiktok\u0430pis.com/secret"],
    ["https://open.tiktokapis\u3002com.evil.example/secret"],
    ["https://[::1]/secret"],
    ["https://127.0.0.1/secret"],
    ["file:///etc/secret"],
    ["data:text/plain,secret"],
    ["ftp://open-upload.tiktokapis.com/secret"],
    ["/secret"],
    [""],
    ["http://127.0.0.1:9999/secret", mock],
    ["http://localhost:8787/secret", mock],
    ["http://127.0.0.1.evil.example:8787/secret", mock],
    ["http://2130706433:1/secret", mock],
    ["http://gateway.example/secret", "https://gateway.example/tiktok"],
    ["http://cdn.uploads.example/secret", tiktok, ["uploads.example"]],
    ["https://10.0.0.5:8080/secret", tiktok, ["http://10.0.0.5:8080"]]
  ]))("is refused when it is $url, and the error does not repeat it", ({ args }) => {
    const result = check(...args)
    assert(Result.isFailure(result))
    assert.deepInclude(result.failure, { _tag: "MalformedResponse", field: "data.upload_url" })
    assert.notMatch(result.failure.message, /secret|pass/)
  })

  it.each([
    "",
    ".",
    "*",
    "http://",
    "uploads.example/path",
    "uploads.example:443",
    "a@b",
    "https://a.example/path",
    "https://me@a.example",
    "two words"
  ])("has no host that is named %j", (entry) => {
    const made = UploadHosts.make(tiktok, [entry])
    assert(Result.isFailure(made))
    assert.deepInclude(made.failure, { _tag: "InvalidInput", field: "uploadHosts" })
  })
})
