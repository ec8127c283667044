import { assert, describe, it } from "@effect/vitest"
import { Result } from "effect"
import { contractNames } from "../support/fixture.ts"
import { readArguments } from "./arguments.ts"
import { faultKinds } from "./faultRules.ts"
import { makePlan, type PlanOptions } from "./plan.ts"

const options: PlanOptions = {
  contract: "live",
  seed: "1",
  posts: 200,
  creators: 20,
  kills: 10,
  freezes: 10,
  holds: 10,
  short: false
}

describe("a plan", () => {
  it("is determined by its seed", () => {
    assert.deepStrictEqual(makePlan(options), makePlan(options))
    const another = makePlan({ ...options, seed: "2" })
    for (const part of ["posts", "faults", "kills", "freezes", "holds"] as const) {
      assert.notDeepEqual(makePlan(options)[part], another[part])
    }
  })

  it.each(contractNames)("has posts of every kind in %s, within the limits of a day", (contract) => {
    const { creators, posts } = makePlan({ ...options, contract })
    assert.strictEqual(posts.length, 200)
    assert.strictEqual(new Set(posts.map(({ key }) => key)).size, 200)
    assert.isAbove(posts.filter(({ workers }) => workers.length === 2).length, 5)
    const kinds = new Set(posts.map(({ kind }) => kind))
    assert.strictEqual(kinds.has("photo draft"), contract === "live")
    for (const kind of ["video", "large video", "draft", "pull", "pulled draft", "photos"] as const) {
      assert.include(kinds, kind)
    }
    for (const creator of creators) {
      const own = posts.filter((post) => post.creator === creator)
      assert.strictEqual(own.length, 10)
      assert.isAtMost(own.filter(({ kind }) => kind.includes("draft")).length, 3)
      assert.strictEqual(new Set(own.flatMap(({ workers }) => workers)).size, 2)
    }
  })

  it.each(contractNames)("disturbs a tenth of the requests in %s, with every kind of fault", (contract) => {
    const { faults } = makePlan({ ...options, contract })
    for (const kind of faultKinds) {
      const rules = faults.filter(({ effect }) => effect.kind === kind)
      assert.isAtLeast(rules.filter(({ match }) => match?.nth !== undefined).length, 1)
      const share = rules
        .filter(({ match }) => match?.operation === undefined || match.operation === "status")
        .reduce((sum, { probability = 0 }) => sum + probability, 0)
      assert.closeTo(share, 0.1 / faultKinds.length, 1e-9)
    }
  })
})

const read = (...args: ReadonlyArray<string>) => Result.getOrElse(readArguments(args), (problem) => problem)

describe("the arguments", () => {
  it("have defaults", () => {
    assert.deepStrictEqual(read(), {
      _tag: "Run",
      contracts: ["catalog", "live"],
      seed: "1",
      posts: 200,
      creators: 20,
      store: "redis",
      kills: 10,
      freezes: 10,
      holds: 10,
      timeoutSeconds: 90,
      limitSeconds: 900,
      short: false,
      json: false
    })
  })

  it("may ask for help", () => {
    assert.deepStrictEqual(read("--help"), { _tag: "Help" })
  })

  it("need more creators when there are more posts", () => {
    assert.deepInclude(read("--posts", "1000", "--contract", "live"), { contracts: ["live"], creators: 100, kills: 50 })
    assert.deepInclude(read("--posts", "40", "--holds", "0", "--store", "file"), {
      freezes: 2,
      holds: 0,
      store: "file"
    })
  })

  it.each(
    [
      [["--posts", "0"], "--posts is a whole number from 1 on, not \"0\""],
      [["--posts", "1.5"], "--posts is a whole number from 1 on, not \"1.5\""],
      [["--kills", "many"], "--kills is a whole number from 0 on, not \"many\""],
      [["--store", "mongo"], "--store is redis, sql, file or sqlite, not \"mongo\""],
      [["--seed", "a b"], "--seed is a word of letters, digits, dots and underscores, not \"a b\""],
      [["--contract", "v3"], "--contract is catalog or live, not \"v3\""],
      [["--posts", "300", "--creators", "20"], /^--creators 20 is too few for 300 posts: .* 30 creators are needed$/],
      [["--sead", "1"], /--sead/],
      [["200"], /200/]
    ] as const
  )("refuse %j", (args, problem) => {
    const said = read(...args)
    if (typeof said !== "string") assert.fail("they are taken")
    if (typeof problem === "string") assert.strictEqual(said, problem)
    else assert.match(said, problem)
  })
})
