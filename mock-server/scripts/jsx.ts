/**
 * Lets Node run the `.tsx` files of this package from their sources. Node strips the types of a `.ts` file but does not know
 * JSX. The `tsconfig.json` of the package says how JSX is compiled.
 */
import { readFileSync } from "node:fs"
import { registerHooks, setSourceMapsSupport } from "node:module"
import { fileURLToPath } from "node:url"
import { stripVTControlCharacters } from "node:util"
import { transformSync } from "rolldown/utils"

const compile = (file: string): string => {
  const source = readFileSync(file, "utf8")
  const { code, errors, map } = transformSync(file, source, { tsconfig: true, sourcemap: true })
  if (errors.length > 0) {
    throw new SyntaxError(stripVTControlCharacters(errors.map(({ message }) => message).join("\n")))
  }
  const sourceMap = Buffer.from(JSON.stringify(map)).toString("base64")
  return `${code}\n//# sourceMappingURL=data:application/json;base64,${sourceMap}`
}

// Compiling JSX moves lines, and a stack must name those of the source.
setSourceMapsSupport(true)

registerHooks({
  load: (url, context, nextLoad) =>
    url.endsWith(".tsx")
      ? { format: "module", source: compile(fileURLToPath(url)), shortCircuit: true }
      : nextLoad(url, context)
})
