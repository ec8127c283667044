import { assert, describe, it } from "@effect/vitest"
import { Effect, Result } from "effect"
import { mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { readSeed } from "../../src/command/readSeed.ts"
import { inMemory, outcome, paths, pulled, T0 } from "../support.ts"
import { send, start } from "./support.ts"

const world = `
# A world for the front end
name: demo
scenario: slow-moderation
creators:
  - username: ada
    followers: 12
  - username: eve
    privateAccount: true
apps:
  - clientKey: my-key
    clientSecret: my-secret
    audited: false
    redirectUris: ["http://localhost:3000/callback"]
    anyRedirectUri: false
tokens:
  - accessToken: dev-token-of-eve
    creator: eve
    scopes: [video.publish, user.info.basic]
  - accessToken: dev-token-that-is-over
    expiresInSeconds: 0
posts:
  - caption: Morning walk
    ageSeconds: 3600
  - caption: Too loud
    creator: eve
    failReason: spam_risk
limits:
  initsPerMinute: 2
`

const withFile = (text: string) =>
  Effect.acquireRelease(
    Effect.promise(async () => {
      const folder = await mkdtemp(join(tmpdir(), "seed-"))
      const file = join(folder, "world.yaml")
      await writeFile(file, text)
      return { folder, file }
    }),
    ({ folder }) => Effect.promise(() => rm(folder, { recursive: true }))
  )

describe("a seed file", () => {
  it.effect("is a world to begin in, tokens and posts included", () =>
    Effect.gen(function*() {
      const scenario = Result.getOrThrow(readSeed(world, "catalog"))
      const { mock, get, post } = yield* inMemory({ scenario })
      assert.deepStrictEqual(mock.settings().rules.lifecycle, { mode: "after", millis: 900_000 })
      const [ada, eve] = mock.control.creators()
      assert.deepInclude(ada, { username: "ada", followers: 12, privateAccount: false })
      assert.deepInclude(mock.control.apps()[0], { clientKeys: ["my-key"], clientSecret: "my-secret", audited: false })
      const [walk, loud] = mock.control.posts()
      assert.deepInclude(walk, { caption: "Morning walk", stage: "published", creator: ada?.openId ?? "" })
      assert.strictEqual(walk?.settledAt, T0 - 3_600_000)
      assert.deepInclude(loud, { stage: "failed", failReason: "spam_risk", creator: eve?.openId ?? "" })

      const authorization = "Bearer dev-token-of-eve"
      assert.strictEqual(outcome(yield* get(paths.creator, { authorization })), "200 ok")
      assert.strictEqual(mock.journal.entries()[0]?.creator, eve?.openId)
      assert.strictEqual(outcome(yield* post(paths.video, pulled, { authorization })), "200 ok")
      assert.strictEqual(outcome(yield* post(paths.video, pulled, { authorization })), "200 ok")
      assert.strictEqual((yield* post(paths.video, pulled, { authorization })).status, 429)
      const over = yield* get(paths.creator, { authorization: "Bearer dev-token-that-is-over" })
      assert.include(over.headers.get("x-mock-hint"), "expired")
    }))

  it.effect("gives the same ids each time, after a reset too", () =>
    Effect.gen(function*() {
      const scenario = Result.getOrThrow(readSeed(world, "live"))
      const { mock } = yield* inMemory({ scenario })
      const before = mock.snapshot().tables.posts
      mock.reset()
      assert.deepStrictEqual(mock.snapshot().tables.posts, before)
      mock.reset(["posts", "tokens"])
      assert.deepStrictEqual(mock.snapshot().tables.posts, before)
      assert.match(mock.control.posts()[0]?.publishId ?? "", /^v_pub_url~/)
      assert.match(mock.control.creators()[0]?.openId ?? "", /^7\d{18}$/)
    }))

  it("may be JSON, and may be empty", () => {
    const json = Result.getOrThrow(readSeed("{\"creators\": [{\"username\": \"ada\"}]}", "catalog"))
    assert.strictEqual(json.creators?.[0]?.username, "ada")
    assert.lengthOf(Result.getOrThrow(readSeed("", "catalog")).creators ?? [], 2)
  })

  const bomb = [
    "a: &a [x, x, x, x, x, x, x, x, x]",
    ...["b", "c", "d", "e", "f"].map((name, index) =>
      `${name}: &${name} [${Array(9).fill(`*${"abcde"[index]}`).join()}]`
    )
  ].join("\n")
  const wrong: ReadonlyArray<readonly [text: string, problems: ReadonlyArray<string>]> = [
    ["creators:\n  - username: ada\n    bann: true\n", ["line 3: creators.0.bann is not a known field"]],
    ["creators:\n  - followers: 1\n", ["line 2: creators.0.username is missing"]],
    ["creators:\n  - username: ada\n    followers: many\n", ["line 3: creators.0.followers must be number"]],
    ["creators:\n  - username: ada\n  - username: ada\n", [
      "line 3: creators.1.username must be unique, but equals creators.0.username in line 2",
      "line 3: creators.1.openId must be unique, but equals creators.0.openId in line 2"
    ]],
    ["scenario: sad\n", ["line 1: scenario must be one of happy,"]],
    ["limits:\n\n  postsPerDay: -1\n", ["line 3: limits.postsPerDay must be"]],
    ["lifecycle:\n  mode: after\n", ["line 1: lifecycle.millis is missing"]],
    ["tokens:\n  - accessToken: a\n    creator: bob\n", ["line 3: tokens.0.creator must be one of mara.films,"]],
    ["tokens:\n  - accessToken: a\n    clientKey: b\n", ["line 3: tokens.0.clientKey must be one of mock-client-key"]],
    ["tokens:\n  - accessToken: a\n  - accessToken: a\n", [
      "line 3: tokens.1.accessToken must be unique, but equals tokens.0.accessToken in line 2"
    ]],
    ["tokens:\n  - accessToken: a\n    refreshToken: r\n  - accessToken: b\n    refreshToken: r\n", [
      "line 5: tokens.1.refreshToken must be unique, but equals tokens.0.refreshToken in line 3"
    ]],
    ["tokens:\n  - accessToken: a\n  - accessToken: b\n    refreshToken: a-refresh\n", [
      "line 4: tokens.1.refreshToken must be unique, but equals <accessToken>-refresh of tokens.0.accessToken in line 2"
    ]],
    ["tokens:\n  - accessToken: a\n    refreshToken: b-refresh\n  - accessToken: b\n", [
      "line 4: tokens.1.accessToken must have a unique refresh token, but <accessToken>-refresh equals "
      + "tokens.0.refreshToken in line 3"
    ]],
    ["apps:\n  - clientKey: a\n    redirectUris:\n      - http://x.example/\n", [
      "line 4: apps.0.redirectUris.0 must be https"
    ]],
    ["colour: red\ncreators: []\napps: []\n", [
      "line 1: colour is not a known field",
      "line 2: creators must have at least one entry; omit it",
      "line 3: apps must have at least one entry; omit it"
    ]],
    ["creators: [\n", ["at line 2"]],
    ["- a\n- b\n", [
      "line 1: it must be a mapping with some of the names name, description, scenario, creators, apps,"
    ]],
    ["happy\n", ["line 1: it must be a mapping with some of the names"]],
    ["name: a\n---\nname: b\n", ["a second document starts; a seed file must be one document"]],
    ["name: !secret a\ncreators: !!set { a }\n", [
      "line 1: the tag !secret is not supported; write the value without it",
      "line 2: the tag !!set is not supported"
    ]],
    [bomb, ["its aliases (*name) expand to more than 100 values; write out the values"]],
    ["name: *title\n", ["the alias *title has no anchor &title before it"]],
    ["[".repeat(100_000), ["it is nested too deeply at line 1"]],
    ["posts: &all [*all]\n", ["line 1: posts.0 must be object"]]
  ]
  for (const [text, problems] of wrong) {
    it(`is refused with line, path and rule: ${problems[0]}`, () => {
      const scenario = readSeed(text, "catalog")
      assert.isTrue(Result.isFailure(scenario))
      const lines = Result.isFailure(scenario) ? scenario.failure.split("\n") : []
      assert.lengthOf(lines, problems.length, lines.join("\n"))
      for (const [index, problem] of problems.entries()) assert.include(lines[index], problem)
    })
  }

  it.effect("is taken by the command", () =>
    Effect.gen(function*() {
      const { file } = yield* withFile(world)
      const mock = yield* start("--port", "0", "--json", "--seed-file", file)
      const { scenario, url } = JSON.parse(yield* Effect.promise(() => mock.line()))
      assert.strictEqual(scenario, "demo")
      const authorization = "Bearer dev-token-of-eve"
      const response = yield* Effect.promise(() => send(url + paths.creator, { headers: { authorization } }))
      assert.strictEqual(response.status, 200)
    }))

  it.effect("is refused by the command with everything that is wrong, and exit code 1", () =>
    Effect.gen(function*() {
      const { file } = yield* withFile("colour: red\nlimits: { postsPerDay: a }\n")
      const mock = yield* start("--port", "0", "--seed-file", file)
      assert.strictEqual(yield* Effect.promise(() => mock.exit), 1)
      assert.match(
        mock.stderr,
        /^tiktok-mock: seed file .*world\.yaml is not valid\nline 1: colour .*\nline 2: limits/
      )
      const gone = yield* start("--port", "0", "--seed-file", `${file}.gone`)
      assert.strictEqual(yield* Effect.promise(() => gone.exit), 1)
      assert.include(gone.stderr, "--seed-file cannot be read: ENOENT")
    }))
})
