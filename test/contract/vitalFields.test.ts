/**
 * Which fields of a response are vital. Every other field may have any value, which changes only its own part of
 * the result. The samples are those of the endpoint catalog and of `tiktok-live`.
 */
import { assert, describe, it } from "@effect/vitest"
import { Result, Schema } from "effect"
import { Contract } from "effect-tiktok"
import { oddities, type Path, pathsOf, plain, withOdd, without } from "../support/oddResponses.ts"
import { failure, type ResponseCase, responses, success, wire } from "../support/responseTable.ts"
import { runs } from "../support/runs.ts"

/** The part of the result that a path, or its container, determines. */
const shownBy = (shows: ResponseCase["shows"], path: Path): ReadonlyArray<string> =>
  path.flatMap((_, index) => {
    const found = shows[path.slice(0, path.length - index).join(".")]
    return found === undefined ? [] : [found]
  })[0] ?? []

const isVital = ({ vital }: ResponseCase, path: Path): boolean => {
  const name = path.join(".")
  // The code decides, also in a successful response.
  return name === "error" || name === "error.code" ||
    vital.some((field) => field === name || field.startsWith(`${name}.`))
}

/** The result with an odd field, and the expected one. */
const rest = (response: ResponseCase, path: Path, odd: string | undefined) => {
  const why = `${path.join(".")} as ${odd?.slice(0, 40)}`
  const affected = shownBy(response.shows, path)
  const whole = success(response.decode(wire(JSON.stringify(response.body))), "the sample")
  const read = success(response.decode(wire(withOdd(response.body, path, odd))), why)
  return { read: without(read, affected), whole: without(whole, affected), why }
}

const pick = <A>(all: ReadonlyArray<A>, at: number): A => all[Math.abs(at) % all.length] ?? assert.fail("none")

describe("a response", () => {
  it.each(responses)("$contract, $name: a field that is not vital changes only its own value", (response) => {
    for (const path of pathsOf(response.body)) {
      if (isVital(response, path)) continue
      for (const odd of oddities) {
        const { read, whole, why } = rest(response, path, odd)
        assert.deepStrictEqual(read, whole, why)
      }
    }
  })

  it.prop(
    "keeps the rest, with any JSON in the place of a field that is not vital",
    { which: Schema.Int, field: Schema.Int, odd: Schema.Json },
    ({ field, odd, which }) => {
      const response = pick(responses, which)
      const paths = pathsOf(response.body).filter((path) => !isVital(response, path))
      if (paths.length === 0) return
      const { read, whole, why } = rest(response, pick(paths, field), JSON.stringify(odd))
      assert.deepStrictEqual(read, whole, why)
    },
    { arbitrary: { runs: runs(2000) } }
  )

  it.each(responses.flatMap((response) => response.vital.map((field) => ({ ...response, field }))))(
    "$contract, $name: is refused without $field, and the error names it",
    ({ body, decode, field }) => {
      for (const odd of [undefined, "null", `""`, "true", "[]", "{}", "0.5", "1e400"]) {
        const { _tag: tag, ...error } = failure(decode(wire(withOdd(body, field.split("."), odd))))
        assert(tag === "MalformedResponse", `${tag} for ${odd}`)
        assert.deepInclude(error, { status: 200, field })
      }
    }
  )

  it.each(responses.filter(({ vital }) => vital.length > 0))(
    "$contract, $name: needs no error object",
    (response) => {
      const whole = plain(success(response.decode(wire(JSON.stringify(response.body))), "the sample"))
      for (const odd of [undefined, "null", `""`, "[]", "{}", "true", `{"code":null}`, `{"code":"OK"}`, `"ok"`]) {
        const body = { ...Object(response.body), error: { code: "ok" } }
        assert.deepStrictEqual(
          plain(success(response.decode(wire(withOdd(body, ["error"], odd))), `error as ${odd}`)),
          whole
        )
      }
    }
  )
})

describe("any response", () => {
  it.each(responses)("$contract, $name: may have text around its object", ({ body, decode }) => {
    const text = JSON.stringify(body)
    for (const [before, after] of [["\uFEFF", ""], [")]}',\n", ""], ["", "\nWarning: slow"], ["ok ", " ok"]]) {
      assert.deepStrictEqual(
        plain(success(decode(wire(`${before}${text}${after}`)), `${before}…${after}`)),
        plain(success(decode(wire(text)), "without it"))
      )
    }
    assert.include(plain(failure(decode(wire(`<html>${text}</html>`)))), { field: "body" })
  })

  it.each(responses)("$contract, $name: that is nested too deep gets an error that says so", ({ decode }) => {
    for (const [open, close] of [["[", "]"], ["{\"a\":", "}"]] as const) {
      const deep = `{"data":${open.repeat(100_000)}7412345678901234567${close.repeat(100_000)}}`
      assert.deepInclude(plain(failure(decode(wire(deep)))), { field: "body", rule: "is nested too deep" })
    }
  })
})

describe("a list of videos", () => {
  it("goes on without the one that has no id", () => {
    const list = Contract.live.videos?.list
    assert(list !== undefined)
    for (const odd of ["null", "{}", "7", "[]", `{"id":null,"title":"x"}`, `{"id":{}}`]) {
      const videos = `[{"id":"1"},${odd},{"id":2}]`
      const text = `{"data":{"videos":${videos},"has_more":"true","cursor":"3"},"error":{"code":"ok"}}`
      const page = Result.getOrThrow(list.decode(wire(text), { cursor: undefined, count: 20 }))
      assert.deepStrictEqual<unknown>(page.videos.map(({ id }) => id), ["1", "2"])
      assert.strictEqual(page.next, 3)
    }
  })
})
