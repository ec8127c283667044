/** Builds and packs the packages, as they would be published. */
import { spawnSync } from "node:child_process"
import { globSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs"
import { join, resolve } from "node:path"

/** The folder of this repository. */
export const root = resolve(import.meta.dirname, "../..")

const folders = ["packages/client", "packages/scheduler", "packages/cli", "mock-server"]
const tarballFolder = join(root, "test/.tarballs")

/** Runs a command of a shell and returns its output. Throws with all that it printed when it fails. */
export const run = (command: string, cwd: string): string => {
  const { status, stderr, stdout } = spawnSync(command, { cwd, shell: true, encoding: "utf8" })
  if (status !== 0) throw new Error(`"${command}" ended with ${status}\n${stdout}${stderr}`)
  return stdout
}

export const manifest = (folder: string) => JSON.parse(readFileSync(join(root, folder, "package.json"), "utf8"))

/** Removes earlier builds, so that files without a source are not packed. */
const build = () => {
  for (const folder of folders) {
    rmSync(join(root, folder, "dist"), { recursive: true, force: true })
    rmSync(join(root, folder, ".tsbuildinfo"), { recursive: true, force: true })
  }
  for (const folder of folders) run("npm run build", join(root, folder))
}

const tarballs = (): ReadonlyArray<string> =>
  globSync("*.tgz", { cwd: tarballFolder }).map((name) => join(tarballFolder, name))

/** Builds and packs all packages. Returns the paths of the tarballs. */
export const pack = (): ReadonlyArray<string> => {
  build()
  rmSync(tarballFolder, { recursive: true, force: true })
  mkdirSync(tarballFolder)
  const only = folders.map((folder) => `--filter ./${folder}`).join(" ")
  run(`npx --yes ${manifest(".").packageManager} ${only} pack --pack-destination "${tarballFolder}"`, root)
  const packed = tarballs()
  if (packed.length !== folders.length) throw new Error(`packed ${readdirSync(tarballFolder).join(", ")}`)
  return packed
}

const changedAt = (path: string) => statSync(path).mtimeMs

/** The tarballs of an earlier `pack`, or of one made here if a source has changed since. */
export const packIfChanged = (): ReadonlyArray<string> => {
  const sources = globSync([
    "pnpm-lock.yaml",
    "{packages/{client,cli,scheduler,bundle},mock-server}/{package.json,src/**/*.*}"
  ], {
    cwd: root
  })
  const newest = Math.max(...sources.map((path) => changedAt(join(root, path))))
  const packed = tarballs()
  return packed.length === folders.length && packed.every((path) => changedAt(path) > newest) ? packed : pack()
}
