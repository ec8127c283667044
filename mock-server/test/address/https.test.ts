import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { X509Certificate } from "node:crypto"
import { get } from "node:http"
import type { ListenOptions, MockOptions } from "../../src/index.ts"
import { throwawayCertificate } from "../../src/server/certificate.ts"
import { overSocket, paths, singleChunk } from "../support.ts"
import { tell, tellOrThrow } from "./support.ts"

const serve = (options: MockOptions = {}, where: ListenOptions = { https: true }) =>
  Effect.gen(function*() {
    const { mock, token } = yield* overSocket(options)
    const server = yield* Effect.promise(() => mock.listen(where))
    return { mock, token, server, ca: server.certificate?.pem ?? "", url: server.url }
  })

/** Code of the error with which a connection fails. */
const failureOf = (work: () => Promise<unknown>) =>
  Effect.promise(() =>
    work().then(() => "none", (error: unknown) => error instanceof Error && "code" in error ? error.code : error)
  )

describe("a throwaway certificate", () => {
  it.effect("is believed by a client that trusts it, for every name of the mock, and for no other", () =>
    Effect.gen(function*() {
      const { ca, server, url } = yield* serve({
        publicUrl: "https://mock.example",
        allowHosts: ["tiktok-mock", ".preview.example", "10.1.2.3", "fd00::12:5"]
      })
      assert.match(url, /^https:\/\/127\.0\.0\.1:\d+$/)
      const ask = (servername: string) => () =>
        tellOrThrow(`${url}/openapi.json`, { ca, servername, headers: { host: servername } })
      for (const name of ["localhost", "mock.example", "tiktok-mock", "a.preview.example"]) {
        assert.strictEqual((yield* Effect.promise(ask(name))).status, 200, name)
      }
      // Addresses are compared with what a client has called.
      assert.strictEqual((yield* tell(`${url}/openapi.json`, { ca })).status, 200)
      const certificate = new X509Certificate(ca)
      for (const address of ["127.0.0.1", "::1", "10.1.2.3", "fd00::12:5"]) {
        assert.isDefined(certificate.checkIP(address), address)
      }
      assert.strictEqual(yield* failureOf(ask("evil.example")), "ERR_TLS_CERT_ALTNAME_INVALID")
      assert.strictEqual(yield* failureOf(() => tellOrThrow(`${url}/openapi.json`)), "DEPTH_ZERO_SELF_SIGNED_CERT")
      assert.strictEqual(server.certificate?.fingerprint, certificate.fingerprint256)
    }))

  it.effect("is another one each time, for servers alone, and signs no other", () =>
    Effect.sync(() => {
      const now = Date.UTC(2026, 0, 15)
      const [one, two] = [throwawayCertificate(["localhost"], now), throwawayCertificate(["localhost"], now)]
      assert.notStrictEqual(one.cert, two.cert)
      const certificate = new X509Certificate(one.cert)
      assert.isTrue(certificate.verify(certificate.publicKey))
      assert.isFalse(certificate.verify(new X509Certificate(two.cert).publicKey))
      assert.isFalse(certificate.ca)
      assert.deepStrictEqual(certificate.keyUsage, ["1.3.6.1.5.5.7.3.1"])
      assert.deepStrictEqual(
        [certificate.validFrom, certificate.validTo],
        ["Jan 14 00:00:00 2026 GMT", "Feb 16 00:00:00 2027 GMT"]
      )
    }))

  it.effect("can be asked for, and there is none where https is not spoken", () =>
    Effect.gen(function*() {
      const { ca, mock, url } = yield* serve()
      const given = yield* tell(`${url}/_mock/certificate`, { rejectUnauthorized: false })
      assert.strictEqual(given.text, ca)
      assert.strictEqual(given.headers["content-type"], "application/x-pem-file")
      const plain = yield* Effect.promise(() => mock.listen())
      const missing = yield* tell(`${plain.url}/_mock/certificate`)
      assert.strictEqual(missing.status, 404)
      assert.include(missing.text, "--https")
      assert.isUndefined(plain.certificate)
    }))
})

describe("https", () => {
  it.effect("hands out upload addresses in https, and takes the bytes there", () =>
    Effect.gen(function*() {
      const { ca, token, url } = yield* serve()
      const init = yield* tell(url + paths.video, {
        ca,
        method: "POST",
        headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
        body: JSON.stringify(singleChunk(8))
      })
      const uploadUrl: string = JSON.parse(init.text).data.upload_url
      assert.isTrue(uploadUrl.startsWith(`${url}/upload/`), uploadUrl)
      const put = yield* tell(uploadUrl, {
        ca,
        method: "PUT",
        headers: { "content-type": "video/mp4", "content-range": "bytes 0-7/8", "content-length": "8" },
        body: "0000ftyp"
      })
      assert.strictEqual(put.status, 200)
    }))

  it.effect("has faults of the connection too", () =>
    Effect.gen(function*() {
      const { ca, mock, url } = yield* serve()
      for (const kind of ["reset", "cut", "lose-response"] as const) {
        mock.faults.add({ effect: { kind }, times: 1 })
        assert.strictEqual(yield* failureOf(() => tellOrThrow(url + paths.creator, { ca })), "ECONNRESET", kind)
      }
      assert.strictEqual((yield* tell(url + paths.creator, { ca })).status, 401)
    }))

  it.effect("takes a certificate of one's own", () =>
    Effect.gen(function*() {
      const own = throwawayCertificate(["localhost", "127.0.0.1"])
      const { server, url } = yield* serve({}, { https: own })
      assert.strictEqual(server.certificate?.pem, own.cert)
      assert.strictEqual((yield* tell(`${url}/openapi.json`, { ca: own.cert })).status, 200)
    }))

  it.effect("rejects a key that is another certificate's, and what is no certificate", () =>
    Effect.gen(function*() {
      const { mock } = yield* overSocket()
      const { cert } = throwawayCertificate(["localhost"])
      const { key } = throwawayCertificate(["localhost"])
      const listen = (https: { cert: string; key: string }) => failureOf(() => mock.listen({ https }))
      assert.strictEqual(yield* listen({ cert, key }), "ERR_OSSL_X509_KEY_VALUES_MISMATCH")
      assert.match(String(yield* listen({ cert: "no PEM", key })), /^ERR_OSSL/)
    }))

  it.effect("does not answer a client that speaks http", () =>
    Effect.gen(function*() {
      const { url } = yield* serve()
      const failure = yield* failureOf(() =>
        new Promise((resolve, reject) => get(url.replace("https", "http"), resolve).on("error", reject))
      )
      assert.include(["ECONNRESET", "HPE_INVALID_CONSTANT", "EPIPE"], failure)
    }))
})
