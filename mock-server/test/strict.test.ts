import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import type { Contract, MockOptions } from "../src/index.ts"
import { as, credentials, pkce, redirect_uri, withInfo, withSource } from "./live/support.ts"
import { chunkHeaders, dataOf, inMemory, mp4, paths, text, type WireResponse, type World } from "./support.ts"

/** A request that works here, and the start of the note that it gets. */
interface Risk {
  readonly name: string
  readonly contract: Contract
  readonly note: string
  readonly send: (world: World) => Effect.Effect<WireResponse>
}

const sendPost = (path: string, body: unknown, headers?: Record<string, string>) => (world: World) =>
  world.post(path, body, headers)

const authorize = (changes: Record<string, string | undefined>) => (world: World) =>
  Effect.promise(async () => {
    const hex = { code_challenge: pkce.hex, code_challenge_method: "S256" }
    const fields = { ...credentials, response_type: "code", scope: "video.publish", redirect_uri, state: "x" }
    const query = new URLSearchParams()
    for (const [name, value] of Object.entries({ ...fields, ...hex, ...changes })) {
      if (value !== undefined) query.set(name, value)
    }
    const { headers, status } = await world.send(`${world.origin}${paths.authorize}?${query.toString()}`)
    return { status, headers, text: "", body: { data: null, error: { code: "none" } } }
  })

const none = { code_challenge: undefined, code_challenge_method: undefined }
const base64url = { code_challenge: pkce.base64url }

const file = (video_size: number, chunk_size: number, total_chunk_count = Math.floor(video_size / chunk_size)) =>
  withSource({ source: "FILE_UPLOAD", video_size, chunk_size, total_chunk_count })

const upload = (suffix: string) => (world: World) =>
  Effect.gen(function*() {
    const url = text(dataOf(yield* world.post(paths.video, file(100, 100))), "upload_url")
    return yield* world.put(url + suffix, mp4(100), chunkHeaders(0, 99, 100))
  })

const branded = { privacy_level: "SELF_ONLY", brand_content_toggle: true }

const risks: ReadonlyArray<Risk> = [
  ...(["catalog", "live"] as const).flatMap((contract) => [
    { contract, name: "no state", note: "state: is missing", send: authorize({ state: undefined }) },
    { contract, name: "base64url of a web app", note: "code_challenge: is base64url", send: authorize(base64url) },
    {
      contract,
      name: "no challenge of a desktop app",
      note: "code_challenge: is missing, but TikTok requires it",
      send: authorize({ redirect_uri: "http://localhost:3000/cb", ...none })
    },
    {
      contract,
      name: "a desktop app without a port",
      note: "redirect_uri: must be localhost or 127.0.0.1 with a port",
      send: authorize({ redirect_uri: "http://localhost/cb" })
    },
    {
      contract,
      name: "another loopback address",
      note: "redirect_uri: must be localhost or 127.0.0.1 with a port",
      send: authorize({ redirect_uri: "http://127.0.0.2:3000/cb" })
    },
    {
      contract,
      name: "one chunk that is too long in decimal megabytes",
      note: "source_info.chunk_size: must be at most 64000000 bytes",
      send: sendPost(paths.video, file(64_000_001, 64_000_001))
    },
    {
      contract,
      name: "chunks that are too short in binary megabytes",
      note: "source_info.chunk_size: must be at least 5242880 bytes",
      send: sendPost(paths.video, file(20_000_000, 5_000_000))
    },
    {
      contract,
      name: "branded content that is private",
      note: "post_info.privacy_level: branded content must not be SELF_ONLY",
      send: sendPost(paths.video, withInfo(branded))
    },
    {
      contract,
      name: "an undocumented field",
      note: "post_info.titel: is not a documented field",
      send: sendPost(paths.video, withInfo({ privacy_level: "SELF_ONLY", titel: "" }))
    },
    {
      contract,
      name: "another media type",
      note: "header Content-Type: must be application/json",
      send: sendPost(paths.video, file(100, 100), { "content-type": "text/plain" })
    },
    {
      contract,
      name: "a path without its slash",
      note: "there is no /v2/post/publish/video/init;",
      send: sendPost(paths.video.slice(0, -1), file(100, 100))
    }
  ]),
  {
    contract: "catalog",
    name: "a short last chunk",
    note: "source_info.total_chunk_count: must be 2",
    send: sendPost(paths.video, file(25_000_000, 10_000_000, 3))
  },
  {
    contract: "live",
    name: "a profile field of version 1",
    note: "fields: \"avatar_url_200\" is not a documented field",
    send: (world) => world.get(`${paths.profile}?fields=open_id,avatar_url_200`)
  },
  { contract: "catalog", name: "a wrong part number", note: "part_number: must be 1", send: upload("&part_number=2") }
]

const responseOf = ({ contract, send }: Risk, options: MockOptions) =>
  Effect.scoped(Effect.gen(function*() {
    const world = yield* inMemory(options, contract)
    const { headers, status } = yield* send(world)
    const entry = world.mock.journal.entries().at(-1)
    return {
      isOk: status < 400,
      header: headers.get("x-mock-hint") ?? "",
      hint: entry?.hint,
      notes: entry?.notes ?? []
    }
  }))

describe("what works here and may fail at TikTok", () => {
  for (const risk of risks) {
    it.effect(`is noted, and refused under strict: ${risk.name}, ${risk.contract}`, () =>
      Effect.gen(function*() {
        const tolerant = yield* responseOf(risk, {})
        assert.isTrue(tolerant.isOk, tolerant.header)
        assert.strictEqual(tolerant.notes.length, 1)
        assert.isTrue(tolerant.notes[0]?.startsWith(risk.note), tolerant.notes[0])
        assert.strictEqual(tolerant.header, `TikTok may refuse this: ${tolerant.notes[0]}`)
        assert.isUndefined(tolerant.hint)
        const strict = yield* responseOf(risk, { strict: true })
        assert.isFalse(strict.isOk)
        assert.isTrue(strict.header.startsWith(risk.note), strict.header)
        assert.strictEqual(strict.hint, strict.header)
        assert.isEmpty(strict.notes)
      }))
  }

  it.effect("has no note for what every reading accepts", () =>
    Effect.gen(function*() {
      const whole = file(64_000_000, 64_000_000)
      for (const contract of ["catalog", "live"] as const) {
        const world = yield* inMemory({ switches: { strict: true } }, contract)
        for (const body of [whole, file(64_000_001, 10_000_000), file(100, 100)]) {
          const { headers, status } = yield* world.post(paths.video, body, as(world, { contract }))
          assert.deepStrictEqual([status, headers.get("x-mock-hint")], [200, null])
        }
        const desktop = { redirect_uri: "http://127.0.0.1:3000/cb" }
        for (const changes of [{}, none, desktop]) {
          const { headers, status } = yield* authorize(changes)(world)
          assert.deepStrictEqual([status, headers.get("x-mock-hint")], [200, null])
        }
      }
    }))

  it.effect("has no note for a part number after the upload_url, as the reference writes it", () =>
    Effect.gen(function*() {
      const world = yield* inMemory({ strict: true })
      const chunk = 5 * 2 ** 20
      const body = file(2 * chunk, chunk)
      for (const path of [paths.video, paths.inbox]) {
        const url = text(dataOf(yield* world.post(path, body)), "upload_url")
        for (const part of [1, 2]) {
          const headers = chunkHeaders((part - 1) * chunk, part * chunk - 1, 2 * chunk)
          const put = yield* world.put(`${url}?part_number=${part}`, mp4(chunk), headers)
          assert.deepStrictEqual([put.status, put.headers.get("x-mock-hint")], [200, null])
        }
      }
    }))

  it.effect("follows the switch for megabytes", () =>
    Effect.gen(function*() {
      const world = yield* inMemory({ strict: true, switches: { megabytes: "binary" } })
      const body = file(64 * 2 ** 20, 64 * 2 ** 20)
      assert.strictEqual((yield* world.post(paths.video, body)).status, 200)
    }))

  it.effect("includes calls of a page", () =>
    Effect.gen(function*() {
      const origin = "https://app.example"
      const world = yield* inMemory()
      const response = yield* world.get(paths.creator, { origin })
      assert.strictEqual(response.headers.get("access-control-allow-origin"), origin)
      assert.include(response.headers.get("x-mock-hint"), `a page of ${origin} can read this response, but TikTok`)
      const strict = yield* inMemory({ strict: true })
      const hidden = yield* strict.get(paths.creator, { origin })
      assert.isNull(hidden.headers.get("access-control-allow-origin"))
      assert.include(strict.mock.journal.entries()[0]?.notes.join(), `a page of ${origin} cannot read this`)
      const preflight = { method: "OPTIONS", headers: { origin, "access-control-request-method": "POST" } }
      const ask = ({ send }: World) =>
        Effect.map(Effect.promise(() => send(`${world.origin}${paths.video}`, preflight)), ({ status }) => status)
      assert.deepStrictEqual([yield* ask(world), yield* ask(strict)], [204, 405])
      // A page of the mock, such as its reference, needs no CORS.
      for (const { get, mock } of [world, strict]) {
        assert.isNull((yield* get(paths.creator, { origin: world.origin })).headers.get("x-mock-hint"))
        assert.isEmpty(mock.journal.entries().at(-1)?.notes)
      }
    }))
})
