/**
 * Lets Node run the `.tsx` files of the workspace from their sources, as it runs `.ts` files: `node --import run-tsx`. How JSX
 * is compiled is said by the `tsconfig.json` that is next to a file.
 */
import { readFileSync } from "node:fs"
import { createRequire, registerHooks, setSourceMapsSupport } from "node:module"
import { fileURLToPath } from "node:url"
import { stripVTControlCharacters } from "node:util"
import type * as Compiler from "rolldown/utils"

registerHooks({
  load: (url, context, nextLoad) =>
    url.endsWith(".tsx")
      ? { format: "module", source: compile(fileURLToPath(url)), shortCircuit: true }
      : nextLoad(url, context)
})

const compile = (file: string): string => {
  compiler ??= loadCompiler()
  const source = readFileSync(file, "utf8")
  const { code, errors, map } = compiler.transformSync(file, source, { tsconfig: true, sourcemap: true })
  if (errors.length > 0) {
    throw new SyntaxError(stripVTControlCharacters(errors.map(({ message }) => message).join("\n")))
  }
  const sourceMap = Buffer.from(JSON.stringify(map)).toString("base64")
  return `${code}\n//# sourceMappingURL=data:application/json;base64,${sourceMap}`
}

let compiler: typeof Compiler | undefined

// Most programs that run with this see no such file, so the compiler is loaded for the first.
const loadCompiler = (): typeof Compiler => {
  // Types are replaced by blanks, but JSX moves lines, and a stack trace has to name those of the source.
  setSourceMapsSupport(true)
  return createRequire(import.meta.url)("rolldown/utils")
}
