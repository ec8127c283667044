/**
 * Checks the packages as a user gets them: builds, packs and lints all of them, installs the tarballs in a project
 * outside the workspace, and uses them there. Needs the registry.
 *
 * Run with `npm run package`, or with `npm run package -- FOLDER` to keep the tarballs in a folder.
 */
import { spawn, spawnSync } from "node:child_process"
import { once } from "node:events"
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join, resolve } from "node:path"
import { createInterface } from "node:readline"
import { checkUnpacked } from "./unpacked.ts"

const root = resolve(import.meta.dirname, "../..")
const folders = ["packages/client", "packages/cli", "mock-server"]
const outside = mkdtempSync(join(tmpdir(), "effect-tiktok-package-"))

const fail = (message: string): never => {
  throw new Error(message)
}

const run = (command: string, cwd: string): string => {
  const { status, stderr, stdout } = spawnSync(command, { cwd, shell: true, encoding: "utf8" })
  return status === 0 ? stdout : fail(`"${command}" ended with ${status}\n${stdout}${stderr}`)
}

const manifest = (folder: string) => JSON.parse(readFileSync(join(root, folder, "package.json"), "utf8"))

/** Removes earlier builds, so that files without a source are not packed. */
const build = () => {
  for (const folder of folders) {
    rmSync(join(root, folder, "dist"), { recursive: true, force: true })
    rmSync(join(root, folder, ".tsbuildinfo"), { recursive: true, force: true })
  }
  for (const folder of folders) run("npm run build", join(root, folder))
}

const pack = (): ReadonlyArray<string> => {
  const only = folders.map((folder) => `--filter ./${folder}`).join(" ")
  const { packageManager } = manifest(".")
  run(`npx --yes ${packageManager} ${only} pack --pack-destination "${outside}"`, root)
  const tarballs = readdirSync(outside).filter((name) => name.endsWith(".tgz"))
  return tarballs.length === folders.length ? tarballs : fail(`packed ${tarballs.join(", ")}`)
}

const lint = (tarball: string) => {
  run(`publint run "${join(outside, tarball)}" --strict`, root)
  run(`attw "${join(outside, tarball)}" --profile esm-only`, root)
}

const install = (tarballs: ReadonlyArray<string>) => {
  const { devDependencies } = JSON.parse(run(`tar -xzOf ${tarballs.find(isCli)} package/package.json`, outside))
  const local = tarballs.map((tarball) => `./${tarball}`).join(" ")
  const theirs = { ...devDependencies, "@types/node": manifest(".").devDependencies["@types/node"] }
  const more = ["effect", "@effect/platform-node", "@types/node"].map((name) => `"${name}@${theirs[name]}"`).join(" ")
  cpSync(join(import.meta.dirname, "consumer"), outside, { recursive: true })
  writeFileSync(join(outside, "package.json"), JSON.stringify({ private: true, type: "module" }))
  run(`npm install --no-audit --no-fund --prefer-offline ${local} ${more}`, outside)
}

const isCli = (tarball: string) => tarball.startsWith("effect-tiktok-cli")

/** Also checks declarations: `skipLibCheck` would hide a mistake in ours. Those of effect and hono need the DOM. */
const checkTypes = () => {
  const compilerOptions = {
    module: "NodeNext",
    target: "ES2024",
    lib: ["ES2024", "DOM", "DOM.Iterable"],
    types: ["node"],
    strict: true,
    exactOptionalPropertyTypes: true,
    noEmit: true
  }
  writeFileSync(join(outside, "tsconfig.json"), JSON.stringify({ compilerOptions, include: ["publish.ts"] }))
  run(`"${join(root, "node_modules/.bin/tsc")}" -p .`, outside)
}

const checkDemo = () => {
  const events = run("npx --no -- tiktok demo --json", outside).trim().split("\n").map((line) => JSON.parse(line))
  const last = events.at(-1)
  if (last?.outcome?._tag !== "Published") fail(`the demo ended with ${JSON.stringify(last)}`)
}

const checkMock = async () => {
  // A separate process group, because npx does not pass every signal on to its child.
  const mock = spawn("npx --no -- tiktok-mock --port 0 --json", { cwd: outside, shell: true, detached: true })
  try {
    const [line] = await once(createInterface(mock.stdout), "line", { signal: AbortSignal.timeout(30_000) })
    const { event, url } = JSON.parse(line)
    const { status } = await fetch(new URL("/v2/creator_info/query/", url))
    if (event !== "ready" || status !== 401) fail(`the mock said ${line} and answered ${status}`)
  } finally {
    if (mock.pid !== undefined) process.kill(-mock.pid)
  }
}

const expect = (what: string, actual: string, expected: string) => {
  if (actual.trim() !== expected) fail(`${what} is "${actual.trim()}" and not "${expected}"`)
}

try {
  build()
  const tarballs = pack()
  for (const tarball of tarballs) lint(tarball)
  console.log(`built, packed and linted ${tarballs.join(", ")}`)
  install(tarballs)
  run("node entryPoints.mjs", outside)
  checkTypes()
  expect("the outcome", run("node publish.ts", outside), "Published")
  expect("the check of a store", run("node checkStore.ts", outside), "Passed")
  console.log("installed them outside the workspace, checked their types and entry points, published a video")
  expect("the version", run("npx --no -- tiktok --version", outside), `tiktok v${manifest("packages/cli").version}`)
  checkDemo()
  await checkMock()
  console.log("ran tiktok --version, tiktok demo and tiktok-mock from there")
  const startUp = await checkUnpacked(tarballs.map((tarball) => join(outside, tarball)))
  console.log(`ran both from unpacked tarballs alone; tiktok-mock is ready after ${Math.round(startUp)} ms`)

  const [, , folder] = process.argv
  if (folder !== undefined) {
    mkdirSync(folder, { recursive: true })
    for (const tarball of tarballs) cpSync(join(outside, tarball), join(folder, tarball))
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
} finally {
  rmSync(outside, { recursive: true, force: true })
}
