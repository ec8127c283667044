import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { type Contract, createMock, type MockOptions } from "../../src/index.ts"
import { dataOf, inMemory, outcome, paths, singleChunk, text, type World } from "../support.ts"
import { creatorsOf } from "./support.ts"

const connect = (options: MockOptions = {}, contract: Contract = "live") =>
  inMemory({ scenario: "sandbox-app", limits: "off", lifecycle: { mode: "immediate" }, ...options }, contract)

const KEY = "sb-mock-client-key"

const authorizeUrl = ({ origin }: World, clientKey = KEY) => {
  const query = new URLSearchParams({
    client_key: clientKey,
    response_type: "code",
    scope: "user.info.basic,video.upload",
    redirect_uri: "https://app.example/callback",
    state: "s"
  })
  return `${origin}${paths.authorize}?${query.toString()}`
}

/** The response to a creator who allows everything on the consent page. */
const allow = (world: World, openId: string) =>
  Effect.promise(async () => {
    const body = new URLSearchParams({ decision: "allow", open_id: openId, scope: "user.info.basic" })
    const response = await world.send(authorizeUrl(world), { method: "POST", body, redirect: "manual" })
    return { status: response.status, location: response.headers.get("location"), text: await response.text() }
  })

const refresh = (world: World) =>
  Effect.promise(async () => {
    const { refreshToken } = world.mock.control.issueToken({ contract: "live", clientKey: KEY })
    const response = await world.send(world.origin + paths.token, {
      method: "POST",
      body: new URLSearchParams({
        client_key: KEY,
        client_secret: "mock-client-secret",
        grant_type: "refresh_token",
        refresh_token: refreshToken
      })
    })
    return { status: response.status, body: JSON.parse(await response.text()) }
  })

describe("a sandbox app", () => {
  it.effect("logs in its target users alone", () =>
    Effect.gen(function*() {
      const world = yield* connect()
      const { jonas, mara } = creatorsOf(world)
      const admitted = yield* allow(world, mara)
      assert.strictEqual(admitted.status, 302)
      assert.include(admitted.location ?? "", "code=")
      const refused = yield* allow(world, jonas)
      assert.strictEqual(refused.status, 400)
      assert.isNull(refused.location)
      assert.include(refused.text, "non_sandbox_target")
      assert.include(refused.text, "@jonas.private is not a target user of this sandbox")
    }))

  it.effect("logs in the first target user without the page, and none when it has none", () =>
    Effect.gen(function*() {
      const world = yield* connect({ consent: "auto" })
      const visit = Effect.promise(() => world.send(authorizeUrl(world), { redirect: "manual" }))
      world.mock.control.updateApp({ targetUsers: ["jonas.private"] })
      assert.strictEqual((yield* visit).status, 302)
      assert.strictEqual(world.mock.journal.entries().at(-1)?.creator, creatorsOf(world).jonas)
      world.mock.control.updateApp({ targetUsers: [] })
      assert.strictEqual((yield* visit).status, 400)
    }))

  it.effect("gets no token of another creator from the control API", () =>
    Effect.gen(function*() {
      const { mock } = yield* connect()
      const [, jonas] = mock.control.creators()
      assert.throws(
        () => mock.control.issueToken({ openId: jonas?.openId }),
        RangeError,
        "openId: @jonas.private is not a target user of the sandbox sb-mock-client-key"
      )
    }))

  it.effect("posts for a private account alone, even when it is called audited, and sends drafts", () =>
    Effect.gen(function*() {
      const world = yield* connect()
      world.mock.control.updateApp({ audited: true })
      const refused = yield* world.post(paths.video, singleChunk(8))
      assert.strictEqual(outcome(refused), "403 unaudited_client_can_only_post_to_private_accounts")
      const { source_info } = singleChunk(8)
      assert.strictEqual(outcome(yield* world.post(paths.inbox, { source_info })), "200 ok")
      world.mock.control.updateCreator(creatorsOf(world).mara, { privateAccount: true })
      assert.strictEqual(outcome(yield* world.post(paths.video, singleChunk(8))), "200 ok")
    }))

  it.effect("leaves a note when it is called by a key that is no sandbox's at TikTok", () =>
    Effect.gen(function*() {
      const world = yield* connect()
      const notesFor = (clientKey: string) =>
        Effect.promise(async () => {
          await (await world.send(authorizeUrl(world, clientKey))).text()
          return world.mock.journal.entries().at(-1)?.notes.join()
        })
      assert.include(yield* notesFor("mock-client-key"), "the client key of a sandbox starts with sb at TikTok")
      assert.notInclude(yield* notesFor(KEY), "sandbox")
    }))

  it.effect("refreshes and reads profiles, unless the switch follows the one report", () =>
    Effect.gen(function*() {
      const world = yield* connect()
      assert.containsAllKeys((yield* refresh(world)).body, ["access_token"])
      const profile = `${paths.profile}?fields=open_id`
      assert.isDefined(dataOf(yield* world.get(profile))["user"])
      const reported = yield* connect({ switches: { sandbox: "reported" } })
      const refused = yield* refresh(reported)
      assert.deepInclude(refused, { status: 200 })
      assert.strictEqual(text(refused.body, "error"), "invalid_grant")
      const response = yield* reported.get(profile)
      assert.strictEqual(outcome(response), "401 scope_not_authorized")
      assert.include(response.headers.get("x-mock-hint") ?? "", "sandbox")
    }))

  it.effect("is nothing that the switch changes for other apps", () =>
    Effect.gen(function*() {
      const world = yield* connect({ scenario: "happy", switches: { sandbox: "reported" } })
      assert.isDefined(dataOf(yield* world.get(`${paths.profile}?fields=open_id`))["user"])
    }))

  it("keeps its fields in a snapshot", () => {
    const mock = createMock({ scenario: "sandbox-app" })
    const other = createMock()
    other.restore(mock.snapshot())
    assert.deepInclude(other.control.apps()[0], { sandbox: true, targetUsers: ["mara.films"] })
  })
})
