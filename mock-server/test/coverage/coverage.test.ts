import { assert, describe, it } from "@effect/vitest"
import { existsSync } from "node:fs"
import { resolve } from "node:path"
import { conformanceCases } from "../../src/conformance/index.ts"
import { behaviors, isTestedBy, type Source, switches } from "../../src/coverage/index.ts"
import { defaultSwitches } from "../../src/engine/Switches.ts"
import { type Contract, createMock } from "../../src/index.ts"
import { specs } from "../../src/openapi/specs.ts"
import { catalog } from "../../src/wire/catalog/contract.ts"
import { live } from "../../src/wire/live/contract.ts"
import { documentOf } from "../openapi/support.ts"

const contracts = { catalog, live }
const names: ReadonlyArray<Contract> = ["catalog", "live"]

// What belongs to no operation.
const elsewhere: Readonly<Record<Contract, ReadonlyArray<string>>> = {
  catalog: ["envelope", "switches"],
  live: ["envelope", "switches", "webhooks"]
}

const sources: ReadonlyArray<readonly [of: string, source: Source]> = [
  ...behaviors.map(({ does, source }) => [does, source] as const),
  ...Object.entries(switches).flatMap(([name, { values }]) =>
    values.map(({ source, value }) => [`${name}: ${String(value)}`, source] as const)
  )
]

describe("coverage", () => {
  it.each(names)("has the operations of the document of %s, which are the registered routes", (contract) => {
    const registered = contracts[contract].routes.map(({ method, path }) => `${method} ${path}`)
    const documented = Object.entries(documentOf(contract).paths).flatMap(([path, operations]) =>
      Object.entries(operations).map(([method, { operationId }]) => ({
        id: operationId,
        route: `${method.toUpperCase()} ${path}`
      }))
    )
    const covered = new Set(behaviors.filter((behavior) => behavior.contract === contract).map(({ of }) => of))
    assert.deepStrictEqual(documented.map(({ route }) => route).toSorted(), registered.toSorted())
    assert.deepStrictEqual(
      [...covered].toSorted(),
      [...documented.map(({ id }) => id), ...elsewhere[contract]].toSorted()
    )
    assert.strictEqual(specs[contract].operations.length, registered.length)
  })

  it("has every switch, its default first, and no value twice", () => {
    const defaults = Object.fromEntries(Object.entries(switches).map(([name, { values }]) => [name, values[0].value]))
    assert.deepStrictEqual<object>(defaults, defaultSwitches)
    for (const [name, { values }] of Object.entries(switches)) {
      const all = values.map(({ value }) => value)
      assert.isAtLeast(all.length, 2, name)
      assert.strictEqual(new Set<unknown>(all).size, all.length, name)
    }
  })

  it("says of everything where it is known from", () => {
    for (const [of, source] of sources) {
      switch (source.kind) {
        case "documented":
          assert.isNotEmpty(source.section, of)
          assert.match(source.url ?? "https://developers.tiktok.com/", /^https:\/\/developers\.tiktok\.com\//, of)
          break
        case "reported":
          assert.isNotEmpty(source.what, of)
          assert.match(source.url ?? "https://github.com/", /^https:\/\/github\.com\//, of)
          break
        case "assumed":
          assert.isNotEmpty(source.because, of)
      }
    }
  })

  it.each(names)("says of every behavior of %s how it is tested", (contract) => {
    const cases = conformanceCases.filter(({ contracts }) => contracts.includes(contract))
    for (const behavior of behaviors) {
      const { does, tests } = behavior
      if (behavior.contract !== contract) continue
      if (tests.kind === "file") assert.isTrue(existsSync(resolve(import.meta.dirname, "..", tests.file)), tests.file)
      if (tests.kind === "none") assert.isNotEmpty(tests.because, does)
      if (tests.kind !== "cases") continue
      assert.isNotEmpty(tests.ids, does)
      for (const id of tests.ids) {
        const one = { ...behavior, tests: { ...tests, ids: [id] } }
        assert.isTrue(cases.some((known) => isTestedBy(one, known.id)), `${does} has no case ${id}`)
      }
    }
  })

  it.each(names)("has a behavior of %s for every case of the conformance suite", (contract) => {
    const own = behaviors.filter((behavior) => behavior.contract === contract)
    const cases = conformanceCases.filter(({ contracts }) => contracts.includes(contract))
    assert.deepStrictEqual(cases.filter(({ id }) => !own.some((one) => isTestedBy(one, id))).map(({ id }) => id), [])
  })

  it.each(names)("shows sources and tests on the page of %s", async (contract) => {
    const response = await createMock().fetch(`http://127.0.0.1:8787/_mock/ui/coverage?contract=${contract}`)
    const page = await response.text()
    for (const { id } of conformanceCases.filter(({ contracts }) => contracts.includes(contract))) {
      assert.include(page, `<code>${id}</code>`)
    }
    for (const { contract: of, tests } of behaviors) {
      if (of === contract && tests.kind === "file") assert.include(page, `<code>mock-server/test/${tests.file}</code>`)
    }
    assert.include(page, "Not tested: ")
  })

  it("says everything once, in sentences", () => {
    const said = behaviors.map(({ contract, does, of }) => `${contract} ${of} ${does}`)
    assert.strictEqual(new Set(said).size, said.length)
    for (const { does } of behaviors) assert.match(does, /^[A-Z].*\.$/)
  })
})
