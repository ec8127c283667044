import { bundle } from "./bundle.ts"
import { script } from "./scripts.ts"
import { mockCommand, mockOptions, type Server, startServer } from "./servers.ts"

/**
 * Starts the mock's command from one file, as its package has it. What a process has loaded besides its program, such as
 * the sources and what strips their types, makes each of the many collections dearer that the pieces of a body cause.
 */
export const startBundledMock = async (folder: string): Promise<Server> =>
  startServer(await bundled(folder, mockCommand), mockOptions)

/** Starts one of the bench's own servers from one file. */
export const startBundled = async (folder: string, name: string): Promise<Server> =>
  startServer(await bundled(folder, script(`servers/${name}.ts`)))

const bundled = async (folder: string, entry: string) =>
  (await bundle(folder, entry, { bundler: "esbuild", platform: "node" })).path
