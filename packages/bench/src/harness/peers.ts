import { spawnSync } from "node:child_process"
import { existsSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"

/** Other projects' software, which only the bench installs. */
export const peersFolder = fileURLToPath(new URL("../../peers/", import.meta.url))

/** Installs the peers if they are missing. The rest of the workspace does not need them. */
export const installPeers = (say: (line: string) => void): void => {
  const stamp = join(peersFolder, "node_modules/.bench")
  const lockfile = readFileSync(join(peersFolder, "pnpm-lock.yaml"), "utf8")
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === lockfile) return
  say("installing the peers; this happens once ...")
  const { packageManager } = manifest(peersFolder)
  const { status, stderr, stdout } = spawnSync(
    `npx --yes ${packageManager} install --frozen-lockfile --config.minimumReleaseAge=0`,
    { cwd: peersFolder, shell: true, encoding: "utf8" }
  )
  if (status !== 0) throw new Error(`the peers could not be installed\n${stdout}${stderr}`)
  writeFileSync(stamp, lockfile)
}

/** The pinned versions of the peers. */
export const peerVersions = (): Readonly<Record<string, string>> => manifest(peersFolder).devDependencies

/** The script of a peer's command. */
export const commandOf = (name: string, command: string): string => {
  const folder = join(peersFolder, "node_modules", name)
  const { bin } = manifest(folder)
  return join(folder, typeof bin === "string" ? bin : bin[command])
}

/** Path of a bench script for a peer. */
export const peerScript = (path: string): string => join(peersFolder, path)

/** Whether a command is available. */
export const hasCommand = (command: string, ...args: ReadonlyArray<string>): boolean =>
  spawnSync(command, args, { stdio: "ignore" }).status === 0

const manifest = (folder: string) => JSON.parse(readFileSync(join(folder, "package.json"), "utf8"))
