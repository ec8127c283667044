/**
 * Takes the script of Scalar's page out of its package and puts it under `vendor/`, which is what is served and
 * published. The package is 10 MB to download and 50 MB on disk, of which one file is needed: as a dependency it would be
 * in every installation and in every first start.
 *
 * The licence is not in that package; `vendor/scalar/LICENSE` is the one of the repository it is built from.
 *
 * Run with `node mock-server/scripts/vendor-scalar.ts` to take another version, after changing the two lines below.
 */
import { spawnSync } from "node:child_process"
import { createHash } from "node:crypto"
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { gzipSync } from "node:zlib"

const version = "1.72.1"
const integrity = "sha512-XpEJ0rfc/cXbCrR+iC4kK0o/WwX2dTtGQbT049OlPKAHD6IMIFdTeGz2r+M27P2EDWKyUITRm/NzlP8z2pw/Ow=="

const folder = mkdtempSync(join(tmpdir(), "scalar-"))
const vendor = join(import.meta.dirname, "../vendor/scalar")

const run = (command: string, args: ReadonlyArray<string>) => {
  const { status, stderr } = spawnSync(command, args, { cwd: folder, encoding: "utf8" })
  if (status !== 0) throw new Error(`${command} ended with ${status}: ${stderr}`)
}

try {
  run("npm", ["pack", "--silent", `@scalar/api-reference@${version}`])
  const tarball = join(folder, `scalar-api-reference-${version}.tgz`)
  const found = `sha512-${createHash("sha512").update(readFileSync(tarball)).digest("base64")}`
  if (found !== integrity) throw new Error(`the package is not the one that was looked at: ${found}`)
  run("tar", ["-xzf", tarball, "package/dist/browser/standalone.js"])
  const script = readFileSync(join(folder, "package/dist/browser/standalone.js"))
  mkdirSync(vendor, { recursive: true })
  writeFileSync(join(vendor, "standalone.js.gz"), gzipSync(script, { level: 9 }))
  const sha256 = createHash("sha256").update(script).digest("hex")
  writeFileSync(
    join(vendor, "source.json"),
    `${
      JSON.stringify(
        { package: "@scalar/api-reference", version, integrity, file: "dist/browser/standalone.js", sha256 },
        null,
        2
      )
    }\n`
  )
} finally {
  rmSync(folder, { recursive: true })
}
