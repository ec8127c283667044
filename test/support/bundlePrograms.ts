/** Runs before the tests that start programs. */
import { bundleCommand, bundlePrograms } from "bundle-command"
import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { TestProject } from "vitest/node"
import { commandIn, programs, programsIn, root } from "./programs.ts"

const cli = `${root}packages/cli`

const bundle = async (): Promise<string> => {
  const folder = mkdtempSync(join(tmpdir(), "tiktok-programs-"))
  await bundlePrograms(programs, programsIn(folder))
  const { scripts } = JSON.parse(readFileSync(`${cli}/package.json`, "utf8"))
  const [, source, , ...left] = scripts.build.split(" ")
  await bundleCommand(cli, `${cli}/${source}`, commandIn(folder), left)
  return folder
}

declare global {
  var bundledPrograms: Promise<string> | undefined
}

/** Bundles the programs, once for all projects of a run of Vitest. */
export const setup = async ({ provide }: TestProject): Promise<() => void> => {
  const folder = await (globalThis.bundledPrograms ??= bundle())
  provide("programFolder", folder)
  return () => rmSync(folder, { recursive: true, force: true })
}
