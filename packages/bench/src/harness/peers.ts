import { spawnSync } from "node:child_process"
import { existsSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"

/** Others' software, which only the bench installs. */
export const peersFolder = fileURLToPath(new URL("../../peers/", import.meta.url))

/** Installs the peers unless they are there; the rest of the workspace does without them. */
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

/** The versions of the peers, which are pinned. */
export const peerVersions = (): Readonly<Record<string, string>> => manifest(peersFolder).devDependencies

/** The script behind a command of a peer. */
export const commandOf = (name: string, command: string): string => {
  const folder = join(peersFolder, "node_modules", name)
  const { bin } = manifest(folder)
  return join(folder, typeof bin === "string" ? bin : bin[command])
}

/** Path of one of the bench's scripts about a peer. */
export const peerScript = (path: string): string => join(peersFolder, path)

/** Whether a command can be run here. */
export const hasCommand = (command: string, ...args: ReadonlyArray<string>): boolean =>
  spawnSync(command, args, { stdio: "ignore" }).status === 0

const manifest = (folder: string) => JSON.parse(readFileSync(join(folder, "package.json"), "utf8"))
