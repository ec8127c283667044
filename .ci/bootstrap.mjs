// Installs the workspace, for `npm start` and `npm test` on a machine with only Node 20 and npm. This file
// must run there too: plain JavaScript, no dependency.
import { spawnSync } from "node:child_process"
import { createHash } from "node:crypto"
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs"
import { delimiter, resolve } from "node:path"

const fail = (message) => {
  process.stderr.write(`bootstrap: ${message}\n`)
  process.exit(1)
}

const env = { ...process.env, PATH: resolve("node_modules/.bin") + delimiter + process.env.PATH }
const run = (command, stdio) => spawnSync(command, { shell: true, encoding: "utf8", stdio, env })

const members = ["docs", "mock-server", "test", ...readdirSync("packages").map((name) => `packages/${name}`)]
  .filter((folder) => existsSync(`${folder}/package.json`))
const manifests = ["package.json", ...members.map((folder) => `${folder}/package.json`)]

// Even with nothing to do, an install takes over a second, so a digest of its inputs is kept.
const stamp = "node_modules/.bootstrap"
const wanted = createHash("sha256")
for (const file of ["pnpm-lock.yaml", "pnpm-workspace.yaml", ...manifests]) wanted.update(readFileSync(file))
wanted.update(`${process.platform} ${process.arch}`)
const digest = wanted.digest("hex")
const isInstalled = existsSync(stamp) && readFileSync(stamp, "utf8") === digest
  && members.every((folder) => existsSync(`${folder}/node_modules`))

if (!isInstalled) {
  const { packageManager } = JSON.parse(readFileSync("package.json", "utf8"))
  process.stdout.write("Installing dependencies; the first time takes about half a minute ...\n")
  // The lockfile pins every package by its hash. Checking the age of each version would take a thousand requests, and
  // would fail where an optional package is unavailable.
  const install = "install --frozen-lockfile --reporter=silent --config.minimumReleaseAge=0"
  const { status } = run(`npx --yes ${packageManager} ${install}`, "inherit")
  if (status !== 0) fail("the installation failed, see above")
}

// The packages node-<platform> put Node 24 first on the path of every script. They are optional, so check the version.
const version = run("node --version", "pipe").stdout.trim()
const [major = 0, minor = 0] = version.slice(1).split(".").map(Number)
if (major < 22 || (major === 22 && minor < 19)) {
  fail(
    `Node 22.19 or newer is needed, found ${version || "none"}. The package node-${process.platform}-${process.arch}, `
      + "which provides Node 24, could not be installed: install Node 24 yourself and try again."
  )
}
if (!isInstalled) writeFileSync(stamp, digest)
