/**
 * Only the contracts' own files may decide by the name of a contract. Everywhere else the name is
 * plain data.
 */
import { assert, describe, it } from "@effect/vitest"
import { globSync, readFileSync } from "node:fs"
import { join, resolve } from "node:path"
import { parseAst } from "vitest/node"

const root = resolve(import.meta.dirname, "../..")

/** The contracts' own files: their wire format, the rows of their codes, and the one place that distinguishes requests. */
const own = [
  /^packages\/client\/src\/Contract\.ts$/,
  /^packages\/client\/src\/contract\/(?:catalog|live)\.ts$/,
  /^packages\/client\/src\/internal\/wire\/errorCodes\.ts$/,
  /^mock-server\/src\/wire\/(?:catalog|live)\//,
  /^mock-server\/src\/wire\/dispatch\.ts$/,
  // Documents about the contracts, and expectations for each.
  /^mock-server\/src\/(?:coverage|conformance)\//,
  /^mock-server\/src\/openapi\/(?:docsPage|specs)\.ts$/
]

/** Where the mock and the command are composed, one table has both contracts. */
const compositionRoots = new Set([
  "mock-server/src/createMock.ts",
  "packages/cli/src/settings/connection.ts"
])

const sources = globSync("{packages/client,packages/cli,mock-server}/src/**/*.ts", { cwd: root }).filter((file) =>
  !own.some((pattern) => pattern.test(file))
)

/** A node of the syntax tree, with the fields that this test needs. */
interface Node {
  readonly type: string
  readonly start: number
  readonly [field: string]: unknown
}

const isNode = (value: unknown): value is Node =>
  typeof value === "object" && value !== null && "type" in value && typeof value.type === "string"

const childrenOf = (node: Node): ReadonlyArray<Node> => Object.values(node).flat().filter(isNode)

const isName = (value: unknown): boolean => value === "catalog" || value === "live"

/** `live`, `Contract.live`, `contracts.live`. */
const isContract = (node: unknown): boolean => {
  if (!isNode(node)) return false
  return node.type === "MemberExpression"
    ? isContract(node["property"])
    : node.type === "Identifier" && isName(node["name"])
}

/** `contract.name`, `api.contract.name`, `token.dialect`. */
const isNameOfContract = (node: unknown): boolean => {
  if (!isNode(node) || node.type !== "MemberExpression" || !isNode(node["property"])) return false
  const { name } = node["property"]
  return name === "dialect" || (name === "name" && endsInContract(node["object"]))
}

const endsInContract = (node: unknown): boolean => {
  if (!isNode(node)) return false
  return node.type === "MemberExpression"
    ? endsInContract(node["property"])
    : node["name"] === "contract" || node["name"] === "dialect"
}

/** Where a contract's name is data: the value of a field, a type, a list of constants. */
const holdsData: ReadonlySet<string> = new Set(["Property", "TSLiteralType"])

const decides: ReadonlySet<string> = new Set([
  "BinaryExpression",
  "ConditionalExpression",
  "LogicalExpression",
  "SwitchCase",
  "SwitchStatement",
  "TemplateLiteral"
])

const isOffence = (node: Node, [parent, grandparent]: ReadonlyArray<Node>, file: string): boolean => {
  if (node.type === "Literal" && isName(node["value"])) {
    const isConstantList = parent?.type === "ArrayExpression" && grandparent?.type === "TSAsExpression"
    return !isConstantList && !holdsData.has(parent?.type ?? "")
  }
  if (node.type === "TemplateElement") return isNode(parent) && isName(Object(node["value"]).cooked)
  if (node.type === "Property" && isContract(node["key"])) return !compositionRoots.has(file)
  return (isContract(node) || isNameOfContract(node)) && decides.has(parent?.type ?? "")
}

const offencesIn = (file: string, code: string): ReadonlyArray<string> => {
  const search = (node: Node, ancestors: ReadonlyArray<Node>): ReadonlyArray<string> => [
    ...(isOffence(node, ancestors, file) ? [`${file}: ${lineAt(code, node.start)}`] : []),
    ...childrenOf(node).flatMap((child) => search(child, [node, ...ancestors]))
  ]
  const program: unknown = parseAst(code, { lang: "ts" })
  return isNode(program) ? search(program, []) : assert.fail(`${file} has no syntax tree`)
}

const lineAt = (code: string, start: number): string =>
  code.slice(code.lastIndexOf("\n", start) + 1, code.indexOf("\n", start) + 1 || undefined).trim()

describe("the name of a contract", () => {
  it.each([
    `if (contract.name === "live") post()`,
    `const path = api.contract.name !== "catalog" ? "/v2/" : "/"`,
    `switch (name) { case "live": post() }`,
    `switch (contract.name) { default: post() }`,
    `const path = \`/\${contract.name}/init\``,
    `const name = token.dialect ?? "catalog"`,
    `const known = ["live", "catalog"].includes(name)`,
    `const same = contract === Contract.live`,
    `const contract = given ?? Contract.live`,
    `const contract = isForm ? live : catalog`,
    `const other = first.dialect === second.dialect`,
    `const path = { catalog: "/", live: "/v2/" }[name]`,
    `const path = paths["live"]`,
    "const wanted = name === `live`"
  ])("is found where it decides: %s", (code) => {
    assert.lengthOf(new Set(offencesIn("some/file.ts", code)), 1)
  })

  it.each([
    `type Name = "catalog" | "live"`,
    `const names = ["catalog", "live"] as const`,
    `const token = { dialect: "live", contract: contract.name }`,
    `// "live" is what TikTok speaks\nconst contract = contracts[name]`,
    `const delivered = "goes live soon"`,
    `const row = rows.find((row) => row.contract === contract)`
  ])("is no offence where it is data: %s", (code) => {
    assert.deepStrictEqual(offencesIn("some/file.ts", code), [])
  })

  it("is searched for in every package", () => {
    for (const folder of ["packages/client/src/", "packages/cli/src/", "mock-server/src/"]) {
      assert.isAbove(sources.filter((file) => file.startsWith(folder)).length, 10)
    }
    for (const pattern of own) {
      assert.isNotEmpty(
        globSync("{packages/client,packages/cli,mock-server}/src/**/*.ts", { cwd: root }).filter((file) =>
          pattern.test(file)
        )
      )
    }
  })

  it("decides nothing outside the contracts' own files", () => {
    assert.deepStrictEqual(sources.flatMap((file) => offencesIn(file, readFileSync(join(root, file), "utf8"))), [])
  })
})
