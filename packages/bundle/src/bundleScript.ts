import { rolldown } from "rolldown"

/** Bundles a program into one script for a runtime without files, such as a browser. `conditions` select its packages. */
export const bundleScript = async (source: string, conditions: ReadonlyArray<string>): Promise<string> => {
  const bundle = await rolldown({
    input: source,
    platform: "browser",
    resolve: { conditionNames: [...conditions, "import", "default"] },
    logLevel: "silent"
  })
  const { output } = await bundle.generate({ format: "esm", codeSplitting: false })
  await bundle.close()
  return output[0].code
}
