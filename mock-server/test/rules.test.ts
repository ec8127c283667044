import { assert, describe, it } from "@effect/vitest"
import { Effect, Result } from "effect"
import { readArguments } from "../src/command/commands.ts"
import { readSeed } from "../src/command/readSeed.ts"
import { switches } from "../src/coverage/index.ts"
import { createMock, type MockOptions, type Rules } from "../src/index.ts"
import { ask } from "./control/support.ts"
import { inMemory, paths, pulled, type World } from "./support.ts"

const rulesOf = ({ mock }: World): Rules => mock.settings().rules

/** Sends a form of the dashboard, and returns the notice of the page after it. */
const submit = (world: World, action: string, fields: Record<string, string>, prefix = "") =>
  Effect.promise(async () => {
    const root = `http://127.0.0.1${prefix}/_mock/ui/`
    const body = new URLSearchParams({ back: "rules", ...fields })
    const { headers } = await world.mock.fetch(root + action, { method: "POST", body, redirect: "manual" })
    const page = await world.mock.fetch(new URL(headers.get("location") ?? "", root + action).href)
    return /<div class="notice \w+">(.*?)<\/div>/s.exec(await page.text())?.[1] ?? ""
  })

const read = (...args: ReadonlyArray<string>) => Result.getOrThrow(readArguments(args))

const mistake = (text: string) => Result.getOrThrow(Result.flip(readArguments(["--switch", text])))

const names = Object.keys(switches)

describe("switches and rules", () => {
  it.effect("are listed with value, default, question and source", () =>
    Effect.gen(function*() {
      const world = yield* inMemory({ switches: { pkce: "required" } })
      const listed = (yield* ask(world, "GET", "/_mock/switches")).body.switches
      assert.deepStrictEqual(listed.map(({ name }: { name: string }) => name), names)
      assert.deepInclude(listed[3], { name: "pkce", value: "required", default: "optional" })
      assert.deepStrictEqual(listed[3].values[1], {
        value: "desktop",
        does: "Apps with a loopback redirect URI.",
        source: "documented: Login Kit for Desktop, Code challenge"
      })
      const { body: rules } = yield* ask(world, "GET", "/_mock/rules")
      assert.strictEqual(rules.limits.postsPerDay, 15)
      assert.strictEqual(rules.lifetimes.code, 600_000)
      assert.deepStrictEqual(rules.lifecycle, { mode: "after", millis: 3_000 })
    }))

  it.effect("change at runtime, for one tenant", () =>
    Effect.gen(function*() {
      const world = yield* inMemory()
      const changed = yield* ask(world, "PATCH", "/t/a/_mock/switches", { strict: true, oauthErrorStatus: 401 })
      assert.strictEqual(changed.status, 200)
      const [first] = changed.body.switches
      assert.deepInclude(first, { name: "strict", value: true, default: false })
      const rules = {
        lifecycle: { mode: "immediate" },
        limits: { postsPerDay: null, initsPerMinute: 1 },
        lifetimes: { code: 1_000 }
      }
      const { body: response } = yield* ask(world, "PATCH", "/t/a/_mock/rules", rules)
      assert.deepInclude(response.limits, { postsPerDay: null, initsPerMinute: 1, pendingDrafts: 5 })
      const tenant = world.mock.tenant("a").settings().rules
      assert.deepInclude(tenant.switches, { strict: true, oauthErrorStatus: 401, pkce: "optional" })
      assert.deepInclude(tenant.limits, { postsPerDay: Infinity, initsPerMinute: 1 })
      assert.deepInclude(tenant.lifetimes, { code: 1_000, accessToken: 86_400_000 })
      assert.deepStrictEqual(tenant.lifecycle, { mode: "immediate" })
      assert.isFalse(rulesOf(world).switches.strict)
      assert.strictEqual(rulesOf(world).limits.initsPerMinute, 6)
    }))

  it.effect("apply from the next request until a reset", () =>
    Effect.gen(function*() {
      const world = yield* inMemory({ switches: { retryAfter: true } }, "live")
      const status = Effect.map(world.post(`${paths.video}?`, { ...pulled, a: 1 }), ({ status }) => status)
      assert.strictEqual(yield* status, 200)
      world.mock.changeRules({ switches: { strict: true } })
      world.mock.changeRules({ limits: { postsPerDay: 3 } })
      assert.strictEqual(yield* status, 400)
      world.mock.reset(["rules"])
      assert.strictEqual(yield* status, 200)
      assert.strictEqual(rulesOf(world).limits.postsPerDay, 15)
      assert.isTrue(rulesOf(world).switches.retryAfter)
      for (const begin of [() => world.mock.reset(), () => world.mock.switchScenario("happy")]) {
        world.mock.changeRules({ switches: { strict: true } })
        begin()
        assert.isFalse(rulesOf(world).switches.strict)
      }
    }))

  it.effect("are part of a snapshot", () =>
    Effect.gen(function*() {
      const world = yield* inMemory()
      world.mock.changeRules({ switches: { strict: true }, limits: { postsPerDay: null } })
      const snapshot = JSON.parse(JSON.stringify(world.mock.snapshot()))
      world.mock.reset()
      assert.strictEqual((yield* ask(world, "PUT", "/_mock/snapshot", snapshot)).status, 200)
      assert.isTrue(rulesOf(world).switches.strict)
      assert.strictEqual(rulesOf(world).limits.postsPerDay, Infinity)
      // A snapshot of an earlier version has none.
      const { rules: _, ...earlier } = snapshot
      assert.strictEqual((yield* ask(world, "PUT", "/_mock/snapshot", earlier)).status, 200)
      assert.isFalse(rulesOf(world).switches.strict)
      const wrong = { ...snapshot, rules: { switches: { pkce: "never" } } }
      const refused = yield* ask(world, "PUT", "/_mock/snapshot", wrong)
      assert.strictEqual(refused.status, 400)
      assert.include(refused.body.detail, "switches.pkce: must be optional or desktop or required")
    }))

  const wrong: ReadonlyArray<readonly [path: string, body: unknown, rule: string]> = [
    ["switches", { pcke: "required" }, `switches.pcke: is not a switch; the switches are ${names.join(", ")}`],
    ["switches", { pkce: "never" }, "switches.pkce: must be optional or desktop or required, is \"never\""],
    ["switches", { strict: "yes" }, "switches.strict: must be false or true, is \"yes\""],
    ["switches", { toString: "a" }, "switches.toString: is not a switch; the switches are strict"],
    ["rules", { limits: { postPerDay: 1 } }, "limits.postPerDay: is not a limit; the limits are initsPerMinute, posts"],
    ["rules", { lifetimes: { codes: 1 } }, "lifetimes.codes: is not a lifetime; the lifetimes are code, accessToken"],
    ["rules", { limit: {} }, "limit: is not a rule; the rules are lifecycle, limits, lifetimes"],
    ["rules", { limits: { postsPerDay: -1 } }, "limits.postsPerDay: must be"]
  ]
  for (const [path, body, rule] of wrong) {
    it.effect(`are refused by the control API with the right ones: ${JSON.stringify(body)}`, () =>
      Effect.gen(function*() {
        const world = yield* inMemory()
        const refused = yield* ask(world, "PATCH", `/_mock/${path}`, body)
        assert.strictEqual(refused.status, 400)
        assert.include(refused.body.detail, rule)
      }))
  }

  it("are refused by createMock with the right ones", () => {
    const options: MockOptions = JSON.parse("{\"switches\": {\"strikt\": true}}")
    assert.throws(
      () => createMock(options),
      RangeError,
      "switches.strikt: is not a switch; the switches are strict, bad"
    )
    const values: MockOptions = JSON.parse("{\"switches\": {\"postIds\": \"hex\"}}")
    assert.throws(() => createMock(values), RangeError, "switches.postIds: must be numbers or strings or scalar")
  })

  const mistaken: ReadonlyArray<readonly [rules: string, message: string]> = [
    [`{"limits":{"postsPerDay":-1}}`, "limits.postsPerDay: must be a whole number of 0 or more, or "],
    [`{"limits":{"postPerDay":1}}`, "limits.postPerDay: is not a limit; the limits are initsPerMinute, postsPerDay"],
    [`{"lifetimes":{"code":"1"}}`, "lifetimes.code: must be a whole number of 0 or more, is \"1\""],
    [`{"lifetimes":{"codes":1}}`, "lifetimes.codes: is not a lifetime; the lifetimes are code, accessToken"],
    [`{"lifecycle":{"mode":"later"}}`, "lifecycle.mode: must be immediate, after, polls, manual, is \"later\""],
    [`{"lifecycle":{"mode":"after"}}`, "lifecycle.millis: must be a whole number of 0 or more, is missing"],
    [`{"lifecycle":{"mode":"manual","pullMillis":0.5}}`, "lifecycle.pullMillis: must be a whole number"],
    [
      `{"lifecycle":{"mode":"manual","failReason":""}}`,
      "lifecycle.failReason: must be a text that is not empty, is \"\""
    ],
    [`{"switches":{"pkce":"never"}}`, "switches.pkce: must be optional or desktop or required"]
  ]
  for (const [text, message] of mistaken) {
    it(`are refused in options, in a scenario and at runtime: ${text}`, () => {
      const rules: object = JSON.parse(text)
      assert.throws(() => createMock(rules), RangeError, message)
      assert.throws(() => createMock({ scenario: { name: "a", description: "", ...rules } }), RangeError, message)
      const mock = createMock()
      assert.throws(() => mock.switchScenario({ name: "a", description: "", ...rules }), RangeError, message)
      const before = mock.settings().rules
      assert.throws(() => mock.changeRules(rules), RangeError, message)
      assert.throws(() => mock.restore({ ...mock.snapshot(), rules }), RangeError, message)
      assert.deepStrictEqual(mock.settings().rules, before)
    })
  }

  it("are refused with the name of a part that does not exist", () => {
    const limits: MockOptions = JSON.parse(`{"limits":"none"}`)
    assert.throws(() => createMock(limits), RangeError, "limits: must be documented, off or an object, is \"none\"")
    const changes: object = JSON.parse(`{"limit":{}}`)
    assert.throws(
      () => createMock().changeRules(changes),
      RangeError,
      "limit: is not a rule; the rules are lifecycle, limits, lifetimes, switches"
    )
  })

  it.effect("have a page, on which they change", () =>
    Effect.gen(function*() {
      const world = yield* inMemory()
      const set = (name: string, value: string, prefix?: string) =>
        submit(world, "rules/switch", { name, value }, prefix)
      assert.include(yield* set("strict", "true", "/t/a"), "is now")
      assert.isTrue(world.mock.tenant("a").settings().rules.switches.strict)
      assert.isFalse(rulesOf(world).switches.strict)
      assert.include(yield* set("pkce", "never"), "must be optional or desktop or required")
      yield* set("oauthErrorStatus", "400")
      const page = yield* Effect.promise(async () => (await world.mock.fetch("http://127.0.0.1/_mock/ui/rules")).text())
      for (const name of names) assert.include(page, `data-testid="switch-${name}"`)
      assert.lengthOf(page.match(/>changed</g) ?? [], 1)
      yield* submit(world, "rules/limits", { initsPerMinute: "3", postsPerDay: "" })
      assert.deepInclude(rulesOf(world).limits, { initsPerMinute: 3, postsPerDay: Infinity })
      assert.include(yield* submit(world, "rules/limits", { initsPerMinute: "1.5" }), "must be a whole number")
      for (const [form, field] of [["limits", "initsPerMinute"], ["lifetimes", "code"]] as const) {
        assert.include(yield* submit(world, `rules/${form}`, { [field]: " 90000000000000000 " }), "90000000000000000")
      }
      const late = { mode: "after", amount: "1e300" }
      assert.include(
        yield* submit(world, "rules/lifecycle", late),
        "amount: must be at most 9007199254740, is &quot;1e300"
      )
      yield* submit(world, "rules/lifetimes", { code: "1.5" })
      assert.deepInclude(rulesOf(world).lifetimes, { code: 1_500, accessToken: 86_400_000 })
      yield* submit(world, "rules/lifecycle", { mode: "polls", amount: "2" })
      assert.deepInclude(rulesOf(world).lifecycle, { mode: "polls", count: 2 })
      yield* submit(world, "scenarios/reset", { only: "rules" })
      assert.strictEqual(rulesOf(world).switches.oauthErrorStatus, 200)
      assert.strictEqual(rulesOf(world).lifetimes.code, 600_000)
    }))

  it.effect("are set in a seed file, which an option overrides", () =>
    Effect.gen(function*() {
      const text = "switches:\n  strict: true\n  oauthErrorStatus: 401\nlimits: { postsPerDay: null }\n"
      const scenario = Result.getOrThrow(readSeed(text, "live"))
      const world = yield* inMemory({ scenario, switches: { oauthErrorStatus: 400 } })
      assert.deepInclude(rulesOf(world).switches, { strict: true, oauthErrorStatus: 400 })
      assert.strictEqual(rulesOf(world).limits.postsPerDay, Infinity)
      const mistakes = Result.getOrThrow(Result.flip(readSeed("switches:\n  strikt: true\n  pkce: never\n", "live")))
      const [first, second] = mistakes.split("\n")
      assert.include(first, "line 2: switches.strikt is not a switch; the switches are strict, badParameterCode")
      assert.include(second, "line 3: switches.pkce must be optional or desktop or required, is \"never\"")
    }))

  it("are set by flags, repeatedly", () => {
    const flags = ["--strict", "--switch", "pkce=required", "--switch=limits.postsPerDay=off"]
    const expected = { switches: { strict: true, pkce: "required" }, limits: { postsPerDay: null }, lifetimes: {} }
    const invocation = read(...flags)
    assert.deepNestedInclude(invocation, { "serve.rules": { lifecycle: undefined, ...expected } })
    assert.deepInclude(read("switches", ...flags), { _tag: "Switches" })
    assert.match(mistake("strict"), /^--switch must be NAME=VALUE/)
    assert.match(mistake("pcke=a"), /^--switch pcke is unknown; the names are strict, .*, limits.initsPerMinute, /)
    assert.strictEqual(mistake("pkce=a"), "--switch pkce must be optional or desktop or required, is \"a\"")
    assert.match(mistake("limits.postsPerDay=-1"), /must be a number or off/)
    assert.match(mistake("lifetimes.code=off"), /must be a number of milliseconds/)
    assert.match(mistake("limits.toString=1"), /is unknown/)
  })
})
