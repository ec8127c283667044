/**
 * Checks the packages as a user gets them: builds, packs and lints all of them, installs the tarballs in a project
 * outside the workspace, and uses them there. Needs the registry.
 *
 * Run with `npm run package`, or with `npm run package -- FOLDER` to keep the tarballs in a folder.
 */
import { spawn } from "node:child_process"
import { once } from "node:events"
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { basename, join } from "node:path"
import { createInterface } from "node:readline"
import { manifest, pack, root, run } from "./pack.ts"
import { checkUnpacked } from "./unpacked.ts"

const outside = mkdtempSync(join(tmpdir(), "effect-tiktok-package-"))

const fail = (message: string): never => {
  throw new Error(message)
}

const lint = (tarball: string) => {
  if (!run(`tar -tzf "${tarball}"`, root).split("\n").includes("package/LICENSE")) fail(`${tarball} has no LICENSE`)
  run(`publint run "${tarball}" --strict`, root)
  run(`attw "${tarball}" --profile esm-only`, root)
}

const install = (tarballs: ReadonlyArray<string>) => {
  const { devDependencies } = JSON.parse(run(`tar -xzOf "${tarballs.find(isCli)}" package/package.json`, outside))
  const local = tarballs.map((tarball) => `"${tarball}"`).join(" ")
  const theirs = { ...devDependencies, "@types/node": manifest(".").devDependencies["@types/node"] }
  const more = ["effect", "@effect/platform-node", "@types/node"].map((name) => `"${name}@${theirs[name]}"`).join(" ")
  cpSync(join(import.meta.dirname, "consumer"), outside, { recursive: true })
  writeFileSync(join(outside, "package.json"), JSON.stringify({ name: "consumer", version: "0.0.0", type: "module" }))
  run(`npm install --no-audit --no-fund --prefer-offline ${local} ${more}`, outside)
  return theirs.effect
}

/** Every package of an installation, with its license, for those who must list them. */
const writeBill = (path: string) => {
  const bill = run("npm sbom --sbom-format=cyclonedx --sbom-type=library", outside)
  const { components } = JSON.parse(bill)
  if (!components.some(({ name }: { readonly name: string }) => name === "effect-tiktok")) fail(`the SBOM is ${bill}`)
  writeFileSync(path, bill)
}

/** Versions of this package that a peer range allows, the newest last. */
const versionsOf = (name: string, range: string): ReadonlyArray<string> => {
  const printed = run(`npm view "${name}@${range}" version --json`, outside).trim()
  return printed === "" ? [] : [JSON.parse(printed)].flat()
}

/** Uses the library on the newest effect of its peer range. Returns that version. */
const checkNewest = (installed: string): string => {
  const { peerDependencies } = manifest("packages/client")
  const newest = versionsOf("effect", peerDependencies.effect).at(-1) ?? fail("npm has no effect in the peer range")
  if (newest !== installed) {
    const platform = versionsOf("@effect/platform-node", peerDependencies["@effect/platform-node"]).at(-1)
    run(`npm install --no-audit --no-fund effect@${newest} @effect/platform-node@${platform}`, outside)
    checkUse()
  }
  return newest
}

const isCli = (tarball: string) => basename(tarball).startsWith("effect-tiktok-cli")

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
  writeFileSync(
    join(outside, "tsconfig.json"),
    JSON.stringify({ compilerOptions, include: ["publish.ts", "schedule.ts"] })
  )
  run(`"${join(root, "node_modules/.bin/tsc")}" -p .`, outside)
}

/** Imports every entry point, checks the types, publishes a video and checks a store. */
const checkUse = () => {
  run("node entryPoints.mjs", outside)
  checkTypes()
  expect("the outcome", run("node publish.ts", outside), "Published")
  expect("the state of a scheduled post", run("node schedule.ts", outside), "Published")
  expect("the check of a store", run("node checkStore.ts", outside), "Passed")
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
  const tarballs = pack()
  for (const tarball of tarballs) lint(tarball)
  console.log(`built, packed and linted ${tarballs.map((tarball) => basename(tarball)).join(", ")}`)
  const effect = install(tarballs)
  checkUse()
  console.log("installed them outside the workspace, checked their types and entry points, published a video")
  expect("the version", run("npx --no -- tiktok --version", outside), `tiktok v${manifest("packages/cli").version}`)
  checkDemo()
  await checkMock()
  console.log("ran tiktok --version, tiktok demo and tiktok-mock from there")
  const startUp = await checkUnpacked(tarballs)
  console.log(`ran both from unpacked tarballs alone; tiktok-mock is ready after ${Math.round(startUp)} ms`)

  const newest = checkNewest(effect)
  console.log(`the peer range of effect allows ${newest}, and the library runs on it`)

  const bill = join(outside, "sbom.cdx.json")
  writeBill(bill)
  for (const tarball of tarballs) run(`npm publish --dry-run --tag next "${tarball}"`, outside)
  console.log("listed every package with its license, and tried to publish")

  const [, , folder] = process.argv
  if (folder !== undefined) {
    mkdirSync(folder, { recursive: true })
    for (const path of [...tarballs, bill]) cpSync(path, join(folder, basename(path)))
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
} finally {
  rmSync(outside, { recursive: true, force: true })
}
