import { assert, describe, it } from "@effect/vitest"
import { createHash } from "node:crypto"
import { readFileSync } from "node:fs"
import { gunzipSync } from "node:zlib"
import { createMock } from "../../src/index.ts"

const ask = (path: string, headers: Record<string, string> = {}) =>
  createMock().fetch(`http://127.0.0.1:8787${path}`, { headers })

const sha256 = (bytes: Uint8Array | string, encoding: "base64" | "hex") =>
  createHash("sha256").update(bytes).digest(encoding)

describe("GET /docs", () => {
  it("is a page whose policy lets it talk to its own origin alone", async () => {
    const response = await ask("/docs?api=catalog")
    assert.strictEqual(response.status, 200)
    const policy = Object.fromEntries(
      (response.headers.get("content-security-policy") ?? "").split("; ").map((rule): [string, string] => {
        const [name = "", ...sources] = rule.split(" ")
        return [name, sources.join(" ")]
      })
    )
    assert.deepInclude(policy, { "default-src": "'none'", "connect-src": "'self'", "form-action": "'none'" })
    assert.notMatch(Object.values(policy).join(" "), /https?:|\*|unsafe-eval/)
    const page = await response.text()
    const scripts = [...page.matchAll(/<script>([^]*?)<\/script>/g)].map(([, script = ""]) => script)
    assert.lengthOf(scripts, 1)
    for (const script of scripts) assert.include(policy["script-src"], `'sha256-${sha256(script, "base64")}'`)
    // Relative addresses work under the prefix of a tenant as well.
    assert.deepStrictEqual([...page.matchAll(/(?:src|href)="([^"]*)"/g)].map(([, address]) => address), [
      "data:,",
      "openapi.json?contract=catalog",
      "openapi.json?contract=live",
      "docs/scalar.js"
    ])
  })

  it("offers both contracts, none before the other", async () => {
    for (const defaultContract of ["catalog", "live"] as const) {
      const mock = createMock({ defaultContract })
      for (const path of ["/docs", "/t/a/docs", "/docs?api=other"]) {
        const page = await (await mock.fetch(`http://127.0.0.1:8787${path}`)).text()
        assert.deepStrictEqual([...page.matchAll(/(?:src|href)="([^"]*)"/g)].map(([, address]) => address), [
          "docs?api=catalog",
          "docs?api=live"
        ])
      }
    }
  })

  it("has the script of the version that was looked at, zipped for clients that accept it", async () => {
    const source: { readonly sha256: string } = JSON.parse(
      readFileSync(new URL("../../vendor/scalar/source.json", import.meta.url), "utf8")
    )
    const plain = await ask("/docs/scalar.js")
    assert.isNull(plain.headers.get("content-encoding"))
    assert.strictEqual(sha256(new Uint8Array(await plain.arrayBuffer()), "hex"), source.sha256)
    const zipped = await ask("/docs/scalar.js", { "accept-encoding": "gzip, br" })
    assert.strictEqual(zipped.headers.get("content-encoding"), "gzip")
    assert.strictEqual(sha256(gunzipSync(new Uint8Array(await zipped.arrayBuffer())), "hex"), source.sha256)
  })

  it("is in no journal", async () => {
    const mock = createMock()
    await mock.fetch("http://127.0.0.1:8787/docs")
    assert.deepStrictEqual(mock.journal.entries(), [])
  })
})
