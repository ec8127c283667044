import { rolldown } from "rolldown"

/** What a module drags in on any platform with `fetch`. */
export interface Inspected {
  /** Path of each source. */
  readonly modules: ReadonlyArray<string>
  /** The minified code of all that is no dependency. */
  readonly own: string
}

/** Bundles a module as a program in the folder `from` would import it. */
export const inspectBundle = async (specifier: string, from: string): Promise<Inspected> => {
  const bundle = await rolldown({ input: specifier, cwd: from, platform: "browser", logLevel: "silent" })
  const dependencies = { name: "dependencies", test: /\/node_modules\// }
  const { output } = await bundle.generate({ format: "esm", minify: true, codeSplitting: { groups: [dependencies] } })
  await bundle.close()
  const chunks = output.flatMap((file) => file.type === "chunk" ? [file] : [])
  return {
    modules: chunks.flatMap((chunk) => Object.keys(chunk.modules)),
    own: chunks.flatMap(({ code, name }) => name === dependencies.name ? [] : [code]).join("\n")
  }
}
