/**
 * Writes `docs/reference`: a page for each entry point of the published packages, made from the sources. A page shows
 * each export with its doc comment and its declaration as it is written, without bodies of functions.
 */
import { globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { basename, dirname, join, resolve } from "node:path"
import ts from "typescript"

const root = resolve(import.meta.dirname, "..")

interface Export {
  readonly name: string
  readonly prose: string
  readonly category: string
  readonly code: string
}

interface Module {
  readonly prose: string
  readonly exports: ReadonlyArray<Export>
}

/** A declaration in a file, or what another file exports. */
export interface Found {
  readonly name: string
  readonly node: ts.Statement
  readonly file: ts.SourceFile
}

// -----------------------------------------------------------------------------
// entry points
// -----------------------------------------------------------------------------

const targetOf = (value: unknown): string | undefined =>
  typeof value === "string"
    ? value
    : value !== null && typeof value === "object" && "node" in value
    ? String(value.node)
    : undefined

/** The entry points of a package, with their sources, from its `exports`. */
const entryPoints = (manifest: string): ReadonlyArray<readonly [name: string, path: string]> => {
  const { exports, name } = JSON.parse(readFileSync(manifest, "utf8"))
  const found = new Map<string, string>()
  for (const [entry, value] of Object.entries(exports ?? {})) {
    const target = targetOf(value)
    if (target?.endsWith(".ts") !== true) continue
    const path = join(dirname(manifest), target)
    for (const source of path.includes("*") ? globSync(path) : [path]) {
      const module = entry.replace("./*", `./${basename(source, ".ts")}`).replace(/^\.\/?/, "")
      if (exports[`./${module}`] === null) continue
      if (!found.has(module)) found.set(module, source)
    }
  }
  return [...found].map(([module, path]) => [[name, module].filter((part) => part !== "").join("/"), path])
}

// -----------------------------------------------------------------------------
// declarations
// -----------------------------------------------------------------------------

const files = new Map<string, ts.SourceFile>()

export const parse = (path: string): ts.SourceFile => {
  const known = files.get(path)
  if (known !== undefined) return known
  const file = ts.createSourceFile(path, readFileSync(path, "utf8"), ts.ScriptTarget.ESNext, true)
  files.set(path, file)
  return file
}

const namesOf = (node: ts.Statement): ReadonlyArray<string> =>
  ts.isVariableStatement(node)
    ? node.declarationList.declarations.map(({ name }) => name.getText())
    : (ts.isFunctionDeclaration(node) || ts.isClassDeclaration(node) || ts.isInterfaceDeclaration(node)
        || ts.isTypeAliasDeclaration(node)) && node.name !== undefined
    ? [node.name.text]
    : []

const isExported = (node: ts.Statement) =>
  ts.canHaveModifiers(node) && ts.getModifiers(node)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) === true

const reExports = (node: ts.ExportDeclaration, file: ts.SourceFile): ReadonlyArray<Found> => {
  const { exportClause, moduleSpecifier } = node
  const specifier = moduleSpecifier !== undefined && ts.isStringLiteral(moduleSpecifier) ? moduleSpecifier.text : "."
  if (!specifier.startsWith(".") || (exportClause !== undefined && ts.isNamespaceExport(exportClause))) return []
  const source = moduleSpecifier === undefined ? file : parse(resolve(dirname(file.fileName), specifier))
  if (exportClause === undefined) return exportsOf(source)
  const known = moduleSpecifier === undefined ? declarationsOf(source) : exportsOf(source)
  return exportClause.elements.flatMap(({ name, propertyName }) =>
    known.filter((found) => found.name === (propertyName ?? name).text)
      .map(({ file: declaredIn, node: declaration }) => ({ name: name.text, node: declaration, file: declaredIn }))
  )
}

const declarationsOf = (file: ts.SourceFile): ReadonlyArray<Found> =>
  file.statements.flatMap((node) => namesOf(node).map((name) => ({ name, node, file })))

export const exportsOf = (file: ts.SourceFile): ReadonlyArray<Found> =>
  file.statements.flatMap((node) =>
    ts.isExportDeclaration(node)
      ? reExports(node, file)
      : isExported(node)
      ? namesOf(node).map((name) => ({ name, node, file }))
      : []
  )

/** Where a declaration is cut: at bodies, and at values whose type is written. */
const cuts = (node: ts.Node): ReadonlyArray<readonly [start: number, end: number, instead: string]> => {
  if ((ts.isTypeElement(node) || ts.isClassElement(node)) && isInternal(node)) return [[node.pos, node.end, ""]]
  if (ts.isVariableDeclaration(node) && node.type !== undefined && node.initializer !== undefined) {
    return [[node.type.end, node.end, ""]]
  }
  if (ts.isArrowFunction(node)) return [[node.equalsGreaterThanToken.pos, node.end, " => …"]]
  if (ts.isFunctionLike(node) && "body" in node && node.body !== undefined) {
    return typeof node.body === "object" && "pos" in node.body ? [[node.body.pos, node.end, ""]] : []
  }
  // A private object whose fields are spread here is written out.
  const fields = ts.isSpreadAssignment(node) ? fieldsOf(node) : undefined
  return fields === undefined ? node.getChildren().flatMap(cuts) : [[node.getStart(), node.end, fields]]
}

const fieldsOf = ({ expression }: ts.SpreadAssignment): string | undefined => {
  const file = expression.getSourceFile()
  const declarations = file.statements.flatMap((node) =>
    ts.isVariableStatement(node) && !isExported(node) ? node.declarationList.declarations : []
  )
  const initializer = declarations.find(({ name }) => name.getText() === expression.getText())?.initializer
  if (initializer === undefined || !ts.isObjectLiteralExpression(initializer)) return undefined
  const fields = initializer.getText().slice(1, -1).trim()
  return /\n *$/.test(file.text.slice(0, expression.pos - "...".length)) ? fields : `\n  ${fields}\n`
}

const codeOf = ({ file, node }: Found): string => {
  let at = node.getStart(file)
  let code = ""
  for (const [start, end, instead] of cuts(node)) {
    code += file.text.slice(at, start) + instead
    at = end
  }
  return (code + file.text.slice(at, node.end)).replace(/^export /, "").replaceAll("declare const", "const")
}

// -----------------------------------------------------------------------------
// prose
// -----------------------------------------------------------------------------

export const commentOf = (text: string, position: number): string =>
  (ts.getLeadingCommentRanges(text, position) ?? [])
    .map(({ end, pos }) => text.slice(pos, end))
    .findLast((comment) => comment.startsWith("/**"))?.replace(/^\/\*\*|\*\/$/g, "").replaceAll(/^[ \t]*\* ?/gm, "")
    .trim() ?? ""

const isInternal = (node: ts.Node) => /^@internal/m.test(commentOf(node.getSourceFile().text, node.pos))

export const tagOf = (comment: string, tag: string) => new RegExp(`^@${tag} *(.*)$`, "m").exec(comment)?.[1]

/** The sentences of a comment: without tags, and with angle brackets that are no HTML. */
const proseOf = (comment: string): string =>
  comment.replaceAll(/^@(category|since|stability|internal|see)\b.*$/gm, "")
    .replaceAll(/\{@link ([^}]+)\}/g, "`$1`")
    .split(/(```[\s\S]*?```|`[^`\n]*`)/)
    .map((part, index) => index % 2 === 1 ? part : part.replaceAll("<", "&lt;").replaceAll("{{", "&#123;&#123;"))
    .join("").trim()

const moduleOf = (path: string): Module => {
  const file = parse(path)
  const merged = new Map<string, Export>()
  for (const found of exportsOf(file)) {
    const comment = commentOf(found.file.text, found.node.pos)
    if (isInternal(found.node)) continue
    const former = merged.get(found.name)
    const text = codeOf(found)
    merged.set(found.name, {
      name: found.name,
      prose: [former?.prose ?? "", proseOf(comment)].filter((part) => part !== "").join("\n\n"),
      category: former?.category ?? tagOf(comment, "category") ?? "exports",
      code: former === undefined || former.code === text ? text : `${former.code}\n\n${text}`
    })
  }
  return { prose: proseOf(commentOf(file.text, 0)), exports: [...merged.values()] }
}

// -----------------------------------------------------------------------------
// pages
// -----------------------------------------------------------------------------

// What a reader looks for first. Other groups follow in the order of the source.
const first = ["services", "layers", "constructors", "options"]

const categoriesOf = (exports: ReadonlyArray<Export>): ReadonlyArray<string> => {
  const all = new Set(exports.map(({ category }) => category))
  return [...first.filter((category) => all.has(category)), ...[...all].filter((category) => !first.includes(category))]
}

// In a module without categories, what runs comes before the types.
const isType = ({ category, code }: Export) => category === "exports" && /^(interface|type) /.test(code)
const byKind = (left: Export, right: Export) => Number(isType(left)) - Number(isType(right))

/** A heading, what the export is, its declaration, and then its examples. */
const withDeclaration = (title: string, text: string, code: string): string => {
  const [summary = "", ...examples] = text.split(/(?=^\*\*Example\*\*)/m).map((part) => part.trim())
  return [`### ${title}`, summary, `\`\`\`ts\n${code}\n\`\`\``, ...examples].filter((part) => part !== "").join("\n\n")
}

const sectionOf = (category: string, exports: ReadonlyArray<Export>): ReadonlyArray<string> =>
  [`## ${category.slice(0, 1).toUpperCase()}${category.slice(1)}`].concat(
    exports.filter((one) => one.category === category).toSorted(byKind)
      .map(({ code, name, prose }) => withDeclaration(name, prose, code))
  )

const pageOf = (name: string, { exports, prose }: Module): string => {
  const parts = [`# ${basename(name)}`, prose, `\`\`\`ts\nimport … from "${name}"\n\`\`\``]
  const sections = categoriesOf(exports).flatMap((category) => sectionOf(category, exports))
  return parts.concat(sections).filter((part) => part !== "").join("\n\n") + "\n"
}

/** The entry points of every published package, with their sources. */
export const publicModules = (): ReadonlyArray<readonly [name: string, path: string]> =>
  globSync(["packages/*/package.json", "mock-server/package.json"], { cwd: root })
    .map((manifest) => join(root, manifest))
    .filter((path) => JSON.parse(readFileSync(path, "utf8")).private !== true)
    .flatMap(entryPoints)

/** The pages, by their paths in `docs/reference`. */
export const referencePages = (): ReadonlyMap<string, string> => {
  const pages = new Map<string, string>()
  for (const [name, source] of publicModules()) {
    // The index of a package with a module for each subject only lists them.
    const module = moduleOf(source)
    if (module.exports.length > 0) pages.set(`${name.includes("/") ? name : `${name}/index`}.md`, pageOf(name, module))
  }
  return pages
}

if (import.meta.main) {
  const folder = join(import.meta.dirname, "reference")
  rmSync(folder, { recursive: true, force: true })
  for (const [name, text] of referencePages()) {
    const page = join(folder, name)
    mkdirSync(dirname(page), { recursive: true })
    writeFileSync(page, text)
  }
}
