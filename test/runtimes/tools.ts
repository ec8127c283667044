/** The runtimes beside Node 24, from npm. Only the tests of runtimes install them. */
import { spawnSync } from "node:child_process"
import { existsSync, readFileSync, writeFileSync } from "node:fs"
import { createRequire } from "node:module"
import { dirname, join } from "node:path"
import { pathToFileURL } from "node:url"

const folder = join(import.meta.dirname, "tools")
const stamp = join(folder, "node_modules/.runtimes")
const lockfile = () => readFileSync(join(folder, "pnpm-lock.yaml"), "utf8")

/** Whether the runtimes are installed as the lockfile says. */
export const hasTools = (): boolean => existsSync(stamp) && readFileSync(stamp, "utf8") === lockfile()

/** Installs the runtimes if they are missing. */
export const installTools = (): void => {
  if (hasTools()) return
  console.error("Installing Bun, Deno, workerd and Node 22; this happens once ...")
  const { packageManager } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"))
  const { status, stderr, stdout } = spawnSync(
    `npx --yes ${packageManager} install --frozen-lockfile --config.minimumReleaseAge=0`,
    { cwd: folder, shell: true, encoding: "utf8" }
  )
  if (status !== 0) throw new Error(`the runtimes could not be installed\n${stdout}${stderr}`)
  writeFileSync(stamp, lockfile())
}

/** The path of a command. */
export const tool = (name: string): string => join(folder, "node_modules/.bin", name)

/** The program of Deno itself. Its command starts it in another process, which would outlive a kill. */
export const denoProgram = (): string => {
  const { resolve } = createRequire(createRequire(join(folder, "package.json")).resolve("deno/package.json"))
  const { platform, arch } = process
  const name = `@deno/${platform}-${arch}${platform === "linux" ? "-glibc" : ""}`
  return join(dirname(resolve(`${name}/package.json`)), "deno")
}

/** A module of a package. */
export const toolModule = (path: string): Promise<any> => import(pathToFileURL(join(folder, "node_modules", path)).href)
