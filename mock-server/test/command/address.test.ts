import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { existsSync } from "node:fs"
import { writeFile } from "node:fs/promises"
import { dirname, join } from "node:path"
import { throwawayCertificate } from "../../src/server/certificate.ts"
import { tell } from "../address/support.ts"
import type { Untyped } from "../control/support.ts"
import { temporaryFolder } from "../media/support.ts"
import { chunkHeaders, mp4, paths, singleChunk } from "../support.ts"
import { send, start } from "./support.ts"

describe("tiktok-mock", () => {
  it.effect("is reached as its flags say, and tells so", () =>
    Effect.gen(function*() {
      const mock = yield* start(
        ...`--port 0 --json --https --public-url https://mock.example/tiktok --trust-proxy --allow-host tiktok-mock`
          .split(" "),
        ...`--allow-host .preview.example --cors like-production --keep-media head --media-limit 1MiB --no-media-checks`
          .split(" ")
      )
      const ready = JSON.parse(yield* Effect.promise(() => mock.line()))
      assert.strictEqual(ready.publicUrl, "https://mock.example/tiktok")
      assert.match(ready.certificate.fingerprint, /^(?:[0-9A-F]{2}:){31}[0-9A-F]{2}$/)
      const ca: string = ready.certificate.pem
      const headers = { host: "tiktok-mock", origin: "https://mock.example" }
      const info = yield* tell(`${ready.url}/_mock/info`, { ca, servername: "tiktok-mock", headers })
      assert.deepInclude(JSON.parse(info.text), {
        publicUrl: "https://mock.example/tiktok",
        trustProxy: true,
        allowHosts: ["tiktok-mock", ".preview.example"],
        cors: "like-production",
        media: { keep: "head", limit: 1_048_576, checks: false, files: 0, bytes: 0 }
      })
    }))

  it.effect(
    "says in its ready lines how it is public, and by what to know its certificate",
    () =>
      Effect.gen(function*() {
        const mock = yield* start("--port", "0", "--https", "--public-url", "https://mock.example")
        yield* Effect.promise(() => mock.line())
        const [ready, certificate] = mock.stdout.split("\n")
        assert.match(
          ready ?? "",
          /^TikTok mock ready at https:\/\/127\.0\.0\.1:\d+ \(.*\), public as https:\/\/mock\.example$/
        )
        assert.match(
          certificate ?? "",
          /^Certificate SHA-256 (?:[0-9A-F]{2}:){31}[0-9A-F]{2}, in PEM at https:.*\/_mock\/certificate$/
        )
      })
  )

  it.effect("shows the certificate of its files, and says which file is at fault", () =>
    Effect.gen(function*() {
      const folder = yield* temporaryFolder
      const [cert, key, other] = ["cert.pem", "key.pem", "other.pem"].map((name) => join(folder, name))
      const own = throwawayCertificate(["127.0.0.1"])
      yield* Effect.promise(async () => {
        await writeFile(cert ?? "", own.cert)
        await writeFile(key ?? "", own.key)
        await writeFile(other ?? "", throwawayCertificate(["127.0.0.1"]).key)
      })
      const mock = yield* start("--port", "0", "--json", "--https-cert", cert ?? "", "--https-key", key ?? "")
      const { url } = JSON.parse(yield* Effect.promise(() => mock.line()))
      assert.strictEqual((yield* tell(`${url}/openapi.json`, { ca: own.cert })).status, 200)

      const mixed = yield* start("--port", "0", "--https-cert", cert ?? "", "--https-key", other ?? "")
      assert.strictEqual(yield* Effect.promise(() => mixed.exit), 1)
      assert.match(
        mixed.stderr,
        /^tiktok-mock: --https-cert and --https-key must be a certificate and its key, in PEM: .*\n$/
      )
      const missing = yield* start("--port", "0", "--https-cert", join(folder, "none"), "--https-key", key ?? "")
      assert.strictEqual(yield* Effect.promise(() => missing.exit), 1)
      assert.match(missing.stderr, /^tiktok-mock: --https-cert cannot be read: ENOENT.*\n$/)
    }))

  it.effect("keeps uploaded files to be played, and nothing of them when it has ended", () =>
    Effect.gen(function*() {
      const mock = yield* start("--port", "0", "--json")
      const { url } = JSON.parse(yield* Effect.promise(() => mock.line()))
      const json = (path: string, init?: RequestInit): Effect.Effect<Untyped> =>
        Effect.promise(async () => (await send(url + path, init)).json())
      const { accessToken } = yield* json("/_mock/tokens", { method: "POST" })
      const { data } = yield* json(paths.video, {
        method: "POST",
        headers: { authorization: `Bearer ${accessToken}`, "content-type": "application/json" },
        body: JSON.stringify(singleChunk(1_000))
      })
      yield* Effect.promise(() =>
        send(data.upload_url, { method: "PUT", headers: chunkHeaders(0, 999, 1_000), body: mp4(1_000) })
      )
      const { media } = yield* json(`/_mock/posts/${encodeURIComponent(data.publish_id)}`)
      assert.deepInclude(media, { bytes: 1_000, isWhole: true, type: "video/mp4" })
      assert.isTrue(existsSync(media.path))
      mock.child.kill("SIGTERM")
      assert.strictEqual(yield* Effect.promise(() => mock.exit), 0)
      assert.isFalse(existsSync(dirname(media.path)))
    }))
})
