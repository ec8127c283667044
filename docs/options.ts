/**
 * Writes the table of `docs/guide/options.md`: every option of the published packages with its unit and its default, from
 * the declarations and their comments.
 */
import { readFileSync, writeFileSync } from "node:fs"
import { dirname, join, resolve } from "node:path"
import ts from "typescript"
import { commentOf, exportsOf, type Found, parse, publicModules, tagOf } from "./reference.ts"

const page = join(import.meta.dirname, "guide/options.md")

/** One row. */
interface Row {
  readonly owner: string
  readonly name: string
  readonly unit: string
  readonly standard: string
  readonly text: string
}

/** Named like options, and given by the library or never. */
const notGiven = new Set(["LogLine", "OwnDelivery", "OpenFile"])

const textOf = (node: ts.Node): string => node.getText().replaceAll(/\s+/g, " ")

const proseOf = (node: ts.Node): string => commentOf(node.getSourceFile().text, node.pos).replaceAll(/\s+/g, " ").trim()

/** The interface, if it is one of options. */
const interfaceOf = ({ file, name, node }: Found): ts.InterfaceDeclaration | undefined =>
  ts.isInterfaceDeclaration(node) && !notGiven.has(name)
    && (tagOf(commentOf(file.text, node.pos), "category") === "options" || name.endsWith("Options"))
    ? node
    : undefined

/** The properties of an interface of options and of those that it extends and that are not public themselves. */
const membersOf = (node: ts.InterfaceDeclaration): ReadonlyArray<ts.PropertySignature> => {
  const bases = (node.heritageClauses ?? []).flatMap(({ types }) => types).flatMap(({ expression }) =>
    baseOf(expression.getText(), node.getSourceFile())
  )
  return [...bases.flatMap(membersOf), ...node.members.filter(ts.isPropertySignature)]
}

/** The interface of a name, in this file or in the one that it is imported from. */
const baseOf = (name: string, file: ts.SourceFile): ReadonlyArray<ts.InterfaceDeclaration> => {
  const here = file.statements.filter(ts.isInterfaceDeclaration).filter((node) => node.name.text === name)
  if (here.length > 0) return here
  return file.statements.filter(ts.isImportDeclaration).flatMap((node) => {
    const { importClause, moduleSpecifier } = node
    const names = importClause?.namedBindings
    if (names === undefined || !ts.isNamedImports(names) || !ts.isStringLiteral(moduleSpecifier)) return []
    return names.elements.some((element) => element.name.text === name)
      ? baseOf(name, parse(resolve(dirname(file.fileName), moduleSpecifier.text)))
      : []
  })
}

/** The properties of an interface of options, or those of any parameter that have a default. */
const optionsIn = (found: Found): ReadonlyArray<readonly [owner: string, option: ts.PropertySignature]> => {
  const whole = interfaceOf(found)
  if (whole !== undefined) return membersOf(whole).map((option) => [found.name, option] as const)
  const all: Array<readonly [string, ts.PropertySignature]> = []
  if (notGiven.has(found.name)) return all
  const visit = (node: ts.Node, owner: string): void => {
    if (ts.isPropertySignature(node) && proseOf(node).includes("@default")) all.push([owner, node])
    const name = (ts.isPropertySignature(node) || ts.isVariableDeclaration(node)) ? node.name.getText() : owner
    ts.forEachChild(node, (child) => visit(child, name))
  }
  visit(found.node, found.name)
  return all
}

const units: ReadonlyArray<readonly [pattern: RegExp, unit: string]> = [
  [/milliseconds/i, "milliseconds"],
  [/^hours\b/i, "hours"],
  [/^seconds\b(?! since)/i, "seconds"],
  [/\bbytes per second/i, "bytes per second"],
  [/\bbytes\b/i, "bytes"],
  [/\bseconds since 1970/i, "seconds since 1970"],
  [/\bport\b/i, "port"]
]

const unitOf = (type: string, prose: string): string => {
  const plain = type.replaceAll(/ \| undefined\b/g, "").replace(/^\((.*)\)$/, "$1")
  if (/\bDuration\.Input\b/.test(plain)) return "duration"
  if (/=>/.test(plain)) return "function"
  if (plain === "number") return units.find(([pattern]) => pattern.test(prose))?.[1] ?? "count"
  if (plain === "boolean") return "true or false"
  if (plain === "string") return "text"
  return code(plain)
}

const code = (text: string): string => `\`${text.replaceAll("`", "").replaceAll("|", "\\|")}\``

/** The default that a comment names, by a tag or in its words. */
const standardOf = (option: ts.PropertySignature, prose: string): string => {
  const tag = /@default (.*?)(?= @|$)/.exec(prose)?.[1]?.replace(/\.$/, "")
  if (tag !== undefined) return tag.replace(/^(?:"[^"]*"|\d+|true|false)/, code).replaceAll("|", "\\|")
  if (option.questionToken === undefined) return "required"
  return byDefault.exec(prose)?.[1]?.trim().replace(/^The /, "the ") ?? /(`[^`]+`|\S+) \(default\b/.exec(prose)?.[1]
    ?? (/^boolean\b/.test(option.type?.getText() ?? "") ? "`false`" : "none")
}

/** The words before "by default", after a comma, a semicolon or a sentence. Numbers may have commas and points. */
const byDefault = /(?:[;,.] |^)((?:[^;,.]|[.,](?=\d))+) by default\b/

const firstSentence = (prose: string): string => {
  const [first = ""] = prose.replace(/@default.*$/, "").replaceAll(/\{@link ([^}]+)\}/g, "`$1`").trim()
    .replace(/[;,] (?:[^;,.]|[.,](?=\d))+ by default(?=[.;])/, "").split(/(?<=\.)\s/)
  return first.replaceAll("|", "\\|").replaceAll("<", "&lt;")
}

const rowOf = (owner: string, option: ts.PropertySignature): Row => {
  const prose = proseOf(option)
  return {
    owner,
    name: option.name.getText(),
    unit: unitOf(option.type === undefined ? "unknown" : textOf(option.type), prose),
    standard: standardOf(option, prose),
    text: firstSentence(prose)
  }
}

/** What a reader looks for first: how the library is wired, with Effect and without, then the other modules. */
const first = ["effect-tiktok/TikTokApi", "effect-tiktok/TikTok", "effect-tiktok/promise"]
const last = "tiktok-mock-server"

const rank = (module: string): number =>
  first.includes(module) ? first.indexOf(module) : first.length + Number(module.startsWith(last))

const shortName = (module: string): string =>
  module.replace(/^effect-tiktok(?:-scheduler)?\//, "").replace(last, "mock")

/** Every option. One that several modules export belongs to the first of them. */
export const options = (): ReadonlyArray<Row> => {
  const rows = new Map<ts.Node, Row>()
  for (const [module, path] of publicModules().toSorted(([one], [other]) => rank(one) - rank(other))) {
    for (const found of exportsOf(parse(path))) {
      for (const [owner, option] of optionsIn(found)) {
        if (rows.has(option)) continue
        rows.set(option, rowOf(`\`${shortName(module)}.${owner}\``, option))
      }
    }
  }
  return [...rows.values()]
}

/** The table, without alignment. */
export const table = (): string =>
  ["| Option | Of | Unit or type | Default | Meaning |", "| --- | --- | --- | --- | --- |"].concat(
    options().map(({ name, owner, standard, text, unit }) =>
      `| \`${name}\` | ${owner} | ${unit} | ${standard} | ${text} |`
    )
  ).join("\n")

if (import.meta.main) {
  const text = readFileSync(page, "utf8")
  writeFileSync(page, text.replace(/^\| Option [\s\S]*?(?=\n\n|\n$)/m, table()))
}
