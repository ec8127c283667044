/** Runs before the tests that start programs. */
import { bundleCommand, bundlePrograms } from "bundle-command"
import { commandFile, programFolder, programs, root } from "./programs.ts"

const bundle = async (): Promise<void> => {
  await bundlePrograms(programs, programFolder)
  await bundleCommand(`${root}packages/cli`, `${root}packages/cli/src/bin.ts`, commandFile)
}

declare global {
  var bundledPrograms: Promise<void> | undefined
}

/** Bundles the programs, once for all projects of Vitest. */
export const setup = (): Promise<void> => globalThis.bundledPrograms ??= bundle()
