/** Bundles a program into one file with either bundler. */
import { build } from "esbuild"
import { rolldown } from "rolldown"
import { readTask } from "../src/harness/uploadTask.ts"

/** What to bundle, and how. */
interface Task {
  readonly bundler: "esbuild" | "rolldown"
  readonly entry: string
  readonly outfile: string
  readonly platform: "browser" | "node"
  readonly minify: boolean
}

const { bundler, entry, minify, outfile, platform }: Task = readTask()

// Some of undici's modules are CommonJS and require Node's modules.
const banner = platform === "node"
  ? `import { createRequire } from "node:module"; const require = createRequire(import.meta.url);`
  : ""

/** Bytes of the bundle that come from each module. Only esbuild reports them. */
const modules: Record<string, number> = {}

if (bundler === "esbuild") {
  const { metafile } = await build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    format: "esm",
    platform,
    minify,
    target: "es2024",
    banner: { js: banner },
    metafile: true,
    logLevel: "error"
  })
  for (const { inputs } of Object.values(metafile.outputs)) {
    for (const [source, { bytesInOutput }] of Object.entries(inputs)) modules[source] = bytesInOutput
  }
} else {
  const bundle = await rolldown({ input: entry, platform })
  await bundle.write({ file: outfile, format: "esm", minify, codeSplitting: false, banner })
  await bundle.close()
}
console.log(JSON.stringify(modules))
