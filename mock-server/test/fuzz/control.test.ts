import { assert, describe, it } from "@effect/vitest"
import { Arbitrary, Effect, Result, Schema } from "effect"
import { runs } from "../../../test/support/runs.ts"
import type { ControlOperation } from "../../src/control/operation.ts"
import { controlOperations } from "../../src/control/operations.ts"
import { ProblemShape } from "../../src/control/Problem.ts"
import { sections } from "../../src/dashboard/pages.ts"
import { makeRandom, type Random, spoil, spoilText } from "./random.ts"
import { makeTarget, type Target } from "./requests.ts"

const CASES = runs(2_000)

// Another mock after so many, since some operations take everything away.
const CASES_PER_MOCK = 50

const ORIGIN = "http://127.0.0.1:8787"

/** What there is by the name of a parameter, so that a request means something now and then. */
const idsOf = ({ mock }: Target, name: string): ReadonlyArray<string> => {
  if (name === "publishId") return mock.control.posts().map(({ publishId }) => publishId)
  if (name === "openId") return mock.control.creators().map(({ openId }) => openId)
  if (name === "clientKey") return mock.control.apps().flatMap(({ clientKeys }) => clientKeys)
  return [
    ...mock.control.tokens().map(({ id }) => id),
    ...mock.webhooks.deliveries().map(({ id }) => id),
    ...mock.faults.list().map(({ id }) => id),
    ...mock.journal.entries().slice(-3).map(({ id }) => id)
  ]
}

/** An id as a segment of a path. */
const segmentOf = (random: Random, target: Target, name: string): string => {
  const ids = idsOf(target, name)
  // Never empty nor "..", which would be another path.
  const id = ids.length === 0 || random.chance(0.15) ? `-${spoilText(random, ids[0] ?? name)}` : random.pick(ids)
  return encodeURIComponent(id.toWellFormed())
}

/** Bodies that an operation's schema allows, in JSON. */
const bodiesOf = ({ body, path }: ControlOperation): ReadonlyArray<string> =>
  body === undefined ? ["{}"] : Effect.runSync(
    Arbitrary.sampleEffect(Arbitrary.schema(Schema.toEncoded(Schema.make<Schema.Codec<unknown>>(body.ast))), {
      count: 300,
      seed: path
    })
  ).map((value) => JSON.stringify(value))

const bodies = new Map(controlOperations.map((operation) => [operation, bodiesOf(operation)]))

const bodyTo = (random: Random, operation: ControlOperation): string => {
  const right = random.pick(bodies.get(operation) ?? [])
  if (random.chance(0.6)) return right
  return random.chance(0.8) ? JSON.stringify(spoil(random, JSON.parse(right))) ?? "" : spoilText(random, right)
}

const queryOf = (random: Random, names: ReadonlyArray<string>): string => {
  const query = new URLSearchParams()
  for (const name of names) {
    const right = random.pick(["1", "0", "live", "upload", "true"])
    if (random.chance(0.4)) query.append(name, random.chance(0.5) ? right : spoilText(random, right))
  }
  return query.size === 0 ? "" : `?${query.toString()}`
}

/** A request to the control API: right in general, and wrong in some place. */
const requestTo = (random: Random, target: Target, operation: ControlOperation): Request => {
  const { method, path, query } = operation
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => segmentOf(random, target, name))
  const names = query !== undefined && "fields" in query ? Object.keys(Object(query.fields)) : []
  return new Request(ORIGIN + filled + queryOf(random, names), {
    method,
    headers: { "content-type": "application/json" },
    ...(method === "GET" ? {} : { body: bodyTo(random, operation) })
  })
}

/** The forms of a page: where each leads, and what it would send. */
const formsOf = (html: string) =>
  [...html.matchAll(/<form[^>]*action="([^"]*)"[^>]*>(.*?)<\/form>/gs)].map(([, action = "", inner = ""]) => ({
    action,
    fields: [...inner.matchAll(/<(?:input|select|textarea|button)([^>]*)>/g)].flatMap(([, tag = ""]) => {
      const name = /name="([^"]*)"/.exec(tag)?.[1]
      return name === undefined ? [] : [{ name, value: /value="([^"]*)"/.exec(tag)?.[1] ?? "1" }]
    })
  }))

/** One of the forms of a page, filled in well or badly. */
const formTo = (random: Random, page: string, html: string): Request | undefined => {
  const forms = formsOf(html)
  if (forms.length === 0) return undefined
  const { action, fields } = random.pick(forms)
  const form = new URLSearchParams()
  for (const { name, value } of fields) {
    if (!random.chance(0.1)) form.append(name, random.chance(0.7) ? value : spoilText(random, value))
  }
  return new Request(new URL(action, page), {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: form.toString()
  })
}

/** The paths of the pages; the page of an item ends with a slash. */
const pages = sections.flatMap(({ item, name }) => item === undefined ? [name] : [name, `${name}/`])

const pageOf = (random: Random, target: Target): Request => {
  const name = random.pick(pages)
  const id = name.endsWith("/") ? segmentOf(random, target, random.pick(["publishId", "openId", "id"])) : ""
  const query = queryOf(random, ["page", "stage", "operation", "status", "q", "creator", "notice", "before", "after"])
  return new Request(`${ORIGIN}/_mock/ui/${name}${id}${query}`)
}

/** What a response must be; a file has no schema. */
const responses = new Map(
  controlOperations.map((operation) => [
    operation,
    operation.response === undefined
      ? undefined
      : Schema.decodeUnknownResult(Schema.make<Schema.Codec<unknown>>(operation.response.ast), {
        onExcessProperty: "error"
      })
  ])
)

// Their responses wait for requests that may never come.
const endless = new Set(["/_mock/journal/wait", "/_mock/journal/stream"])

const isProblem = Schema.is(ProblemShape)

describe("for any input", () => {
  it(
    "the control API answers with what was asked for or a problem, its pages with a page, and nothing with 500",
    async () => {
      const random = makeRandom(20_261_128)
      const defects: Array<unknown> = []
      const statuses = new Map<number, number>()
      const forms = new Set<string>()
      let target = await makeTarget("live", random, defects)
      const take = async (request: Request, what: string) => {
        const response = await target.mock.fetch(request, { redirect: "manual" })
        const { status } = response
        const text = await response.text()
        statuses.set(status, (statuses.get(status) ?? 0) + 1)
        const said = `${request.method} ${request.url} ${what}: ${status} ${text.slice(0, 300)}`
        assert.isBelow(status, 500, said)
        return { status, text, said }
      }
      for (let count = 0; count < CASES; count++) {
        if (count % CASES_PER_MOCK === 0) {
          await target.mock.dispose()
          target = await makeTarget(random.pick(["live", "catalog"]), random, defects)
        }
        const operation = random.pick(controlOperations.filter(({ path }) => !endless.has(path)))
        const request = requestTo(random, target, operation)
        const { said, status, text } = await take(request, request.method === "GET" ? "" : await request.clone().text())
        const decode = responses.get(operation)
        if (status >= 400) assert.isTrue(isProblem(JSON.parse(text)), said)
        else if (decode !== undefined) {
          const decoded = decode(JSON.parse(text))
          if (Result.isFailure(decoded)) assert.fail(`${said}\n${String(decoded.failure)}`)
        }
        const page = pageOf(random, target)
        const shown = await take(page, `after ${said}`)
        const form = formTo(random, page.url, shown.text)
        if (form !== undefined) {
          forms.add(form.url)
          await take(form, await form.clone().text())
        }
      }
      assert.deepStrictEqual(defects, [])
      // A run that meets none of the forms, or is always refused, would prove little.
      assert.isAbove(forms.size, 30)
      assert.isAbove(statuses.get(200) ?? 0, CASES)
      assert.isAbove(statuses.get(400) ?? 0, CASES / 10)
    }
  )
})
