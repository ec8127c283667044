// Publishes the packages of a tag, in GitHub's workflow. `node .ci/release.mjs v0.1.0 --dry-run` does all but publish.
import { spawnSync } from "node:child_process"
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

const packages = readdirSync("packages").map((name) => `packages/${name}`).concat("mock-server")
const [tag, mode] = process.argv.slice(2)
const isDry = mode === "--dry-run"

const fail = (message) => {
  process.stderr.write(`release: ${message}\n`)
  process.exit(1)
}
const run = (command, ...args) => {
  const { status } = spawnSync(command, args, { stdio: "inherit" })
  if (status !== 0) fail(`"${[command, ...args].join(" ")}" failed`)
}

for (const folder of packages) {
  const path = `${folder}/package.json`
  const manifest = JSON.parse(readFileSync(path, "utf8"))
  if (manifest.private) continue
  if (!isDry && `v${manifest.version}` !== tag) fail(`${tag} is not the version of ${path}, v${manifest.version}`)
  // npm signs a package only if it names the repository that builds it.
  const repository = process.env.GITHUB_REPOSITORY
  if (repository === undefined && !isDry) fail("GITHUB_REPOSITORY is not set")
  manifest.repository = { type: "git", url: `git+https://github.com/${repository}.git`, directory: folder }
  if (!isDry) writeFileSync(path, `${JSON.stringify(manifest, null, 2)}\n`)
}

const folder = mkdtempSync(join(tmpdir(), "effect-tiktok-release-"))
run("node", ".ci/bootstrap.mjs")
run("npm", "run", "package", "--", folder)
const files = readdirSync(folder).map((name) => join(folder, name))
const options = isDry ? ["--dry-run", "--tag", "next"] : ["--provenance", "--access", "public"]
for (const file of files) if (file.endsWith(".tgz")) run("npm", "publish", ...options, file)
if (!isDry) run("gh", "release", "create", tag, "--verify-tag", "--generate-notes", ...files)
