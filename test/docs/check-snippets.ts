/**
 * Type-checks every ```ts fence in READMEs, guides and doc comments. A fence that names an example, such as
 * "ts docs/examples/publish.ts" or "ts docs/examples/publish.ts#region", has to repeat it word for word instead, in whatever
 * language: examples are compiled with the workspace, and their tests run. A fence marked "ts no-check" is skipped. The
 * recipes are left to their own tests. Every export of the library has prose, and every service and constructor an example.
 */
import { spawnSync } from "node:child_process"
import { globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { basename, join } from "node:path"
import { undocumented } from "./undocumented.ts"

const out = "test/.snippets"
const sources = globSync([
  "README.md",
  "docs/*.md",
  "docs/{guide,decisions}/**/*.md",
  "{packages/*,mock-server}/README.md",
  "{packages/*,mock-server}/src/**/*.ts"
])
const fence =
  /^(?<lead>[ \t]*(?:\*[ \t]?)?)```(?<language>\w+)\b(?<info>[^\n]*)\n(?<body>[\s\S]*?)^[ \t]*(?:\*[ \t]?)?```/gm
const marker = /^[ \t]*\/\/ #(?:end)?region\b.*\n/gm

const exampleOf = (path: string, region: string | undefined): string => {
  const text = readFileSync(path, "utf8")
  if (region === undefined) return text.replaceAll(marker, "")
  const [, body] = new RegExp(`// #region ${region}\\n([\\s\\S]*?)[ \\t]*// #endregion ${region}\\n`).exec(text) ?? []
  if (body === undefined) throw new Error(`${path} has no region ${region}`)
  return dedent(body)
}

const dedent = (text: string): string => {
  const [, indentation = ""] = /^([ \t]*)/.exec(text) ?? []
  return text.replaceAll(new RegExp(`^${indentation}`, "gm"), "")
}

rmSync(out, { force: true, recursive: true })
mkdirSync(out, { recursive: true })
let checked = 0
let failed = 0
for (const file of sources) {
  const text = readFileSync(file, "utf8")
  for (const { groups: { body = "", info = "", language = "", lead = "" } = {}, index } of text.matchAll(fence)) {
    const [word = ""] = info.trim().split(/\s+/)
    if (word === "no-check" || (language !== "ts" && !word.startsWith("docs/"))) continue
    checked++
    const line = text.slice(0, index).split("\n").length
    if (word !== "") {
      const [path = "", region] = word.split("#")
      if (exampleOf(path, region).trimEnd() === body.trimEnd()) continue
      failed++
      console.error(`${file}:${line} differs from ${word}`)
    } else {
      const code = lead.includes("*") ? body.replaceAll(/^[ \t]*\*[ \t]?/gm, "") : body
      const name = `${file.replaceAll(/[/.]/g, "_")}_L${line}.ts`
      writeFileSync(join(out, name), `// ${file}:${line}\nexport {}\n${code}`)
    }
  }
}

const modules = globSync([
  "packages/client/src/*.ts",
  "packages/client/src/{node/[A-Z],model/,reasons/}*.ts",
  "packages/scheduler/src/{,model/}*.ts"
])
const missing = modules.flatMap((file) => undocumented(basename(file, ".ts"), readFileSync(file, "utf8")))
for (const what of missing) console.error(what)
failed += missing.length

const compilerOptions = {
  composite: false,
  incremental: false,
  declaration: false,
  declarationMap: false,
  noEmit: true,
  noUnusedLocals: false,
  types: ["node"],
  lib: ["ES2024", "DOM"]
}
// There is always one file, because the compiler fails without input.
writeFileSync(join(out, "empty.ts"), "export {}\n")
writeFileSync(
  join(out, "tsconfig.json"),
  JSON.stringify({
    extends: "../../tsconfig.base.json",
    compilerOptions,
    include: ["*.ts"],
    references: [
      { path: "../../packages/client" },
      { path: "../../packages/client/tsconfig.node.json" },
      { path: "../../mock-server" }
    ]
  })
)
const { status } = spawnSync(`tsc -b ${out}`, { stdio: "inherit", shell: true })
console.log(
  `${checked} snippets checked, ${failed - missing.length} differ from their examples, ${missing.length} missing`
)
process.exit(failed === 0 ? status ?? 1 : 1)
