/** The doctor, completions and help of the command. */
import { assert, describe, it } from "@effect/vitest"
import { spawnSync } from "node:child_process"
import { chmod, readFile, writeFile } from "node:fs/promises"
import { join } from "node:path"
import type { MockOptions } from "tiktok-mock-server"
import { afterAll, beforeAll } from "vitest"
import { begin as beginIn, makeHome, only, rows } from "../support/cliHome.ts"
import { tiktok } from "../support/command.ts"
import { freePort } from "../support/freePort.ts"
import { checked } from "../support/outputSchema.ts"

let files: Awaited<ReturnType<typeof makeHome>>
const begin = (options?: MockOptions) => beginIn(files.home, options)

beforeAll(async () => {
  files = await makeHome()
})
afterAll(() => files.remove())

const severityOf = (documents: ReadonlyArray<Readonly<Record<string, unknown>>>, check: string) =>
  rows(documents[0]?.["findings"]).filter((finding) => finding["check"] === check).map(({ severity }) => severity)

describe("tiktok doctor", () => {
  it("finds nothing wrong with a login that works, and checks addresses", async () => {
    await using tools = await begin({ lifecycle: { mode: "after", millis: 3_000 } })
    await tools.login()
    // TikTok fetches for as long as time stands still.
    tools.mock.clock.freeze()
    const port = ["--port", String(await freePort())]
    const url = ["--url", "https://verified-domain.com/x.mp4"]
    const finished = await tools.run("doctor", [...port, ...url])
    assert.strictEqual(finished.exitCode, 0, finished.stdout)
    const found = checked("doctor", finished)
    assert.deepStrictEqual(severityOf(found, "address"), ["Good"])
    assert.deepStrictEqual(severityOf(found, "app"), ["Good"])
    assert.deepStrictEqual(severityOf(found, "scopes"), ["Good"])
    const foreign = await tools.run("doctor", [...port, "--url", "https://foreign.example/x.mp4"])
    assert.strictEqual(foreign.exitCode, 4)
    assert.deepStrictEqual(severityOf(checked("doctor", foreign), "address"), ["Problem"])
  })

  it("names what is wrong: scopes, permissions, keys, login, server", async () => {
    await using tools = await begin()
    await tools.login(["--scopes", "user.info.basic"])
    await chmod(join(tools.state, "effect-tiktok/key"), 0o644)
    const port = ["--port", String(await freePort())]
    const finished = await tools.run("doctor", port, { TIKTOK_CLIENT_SECRET: "wrong" })
    assert.notStrictEqual(finished.exitCode, 0)
    const found = checked("doctor", finished)
    assert.include(severityOf(found, "files"), "Problem")
    assert.deepStrictEqual(severityOf(found, "scopes"), ["Problem"])
    assert.deepStrictEqual(severityOf(found, "app"), ["Problem"])
    const away = await tools.run("doctor", port, { TIKTOK_BASE_URL: "http://127.0.0.1:9" })
    assert.deepStrictEqual(severityOf(checked("doctor", away), "server"), ["Problem"])
    const unset = await tools.run("doctor", port, {
      TIKTOK_CLIENT_KEY: "",
      TIKTOK_CLIENT_SECRET: "",
      XDG_STATE_HOME: files.home
    })
    assert.include(severityOf(checked("doctor", unset), "keys"), "Problem")
    assert.include(severityOf(checked("doctor", unset), "login"), "Problem")
  })

  it("compares a server with the mock, says before what it posts, and writes a report", async () => {
    await using tools = await begin({
      limits: "off",
      lifecycle: { mode: "polls", count: 1 },
      switches: { lastChunkStatus: 200 }
    })
    await tools.login()
    const asked = await tools.run("doctor", ["--compare"])
    assert.strictEqual(asked.exitCode, 2)
    assert.deepStrictEqual(checked("doctor", asked).map(({ _tag }) => _tag), ["ComparisonPlanned"])
    assert.lengthOf(tools.mock.control.posts(), 0)
    const report = join(files.home, "report.json")
    const finished = await tools.run("doctor", ["--compare", "--yes", "--report", report])
    assert.strictEqual(finished.exitCode, 0, finished.stderr)
    const compared = checked("doctor", finished).at(-1)
    assert.include(
      JSON.stringify(compared),
      "{\"path\":\"status\",\"request\":\"PUT (upload)\",\"server\":\"200\",\"mock\":\"201\""
    )
    assert.deepStrictEqual(JSON.parse(await readFile(report, "utf8")), compared)
    for (const post of tools.mock.control.posts()) assert.notMatch(post.privacy ?? "", /PUBLIC|FRIENDS|FOLLOWER/)
  })
})

describe("tiktok completions", () => {
  it.each(["bash", "zsh", "fish"])("prints a script for %s", async (shell) => {
    const { exitCode, stdout } = await tiktok(["completions", shell])
    assert.strictEqual(exitCode, 0)
    assert.include(stdout, "poll-seconds")
    only("completions", await tiktok(["completions", shell, "--json"]))
  })

  it("completes in bash", async () => {
    const { stdout: script } = await tiktok(["completions", "bash"])
    const file = join(files.home, "completions.bash")
    await writeFile(file, script)
    const { stderr, stdout } = spawnSync("bash", [
      "--norc",
      "-c",
      `
      source ${file}
      COMP_WORDS=(tiktok publish v) COMP_CWORD=2 COMP_LINE="tiktok publish v" COMP_POINT=16
      complete_with=$(complete -p tiktok | sed -E 's/.*-F ([^ ]+).*/\\1/')
      $complete_with tiktok v publish
      printf '%s\\n' "\${COMPREPLY[@]}"
    `
    ], { encoding: "utf8" })
    assert.match(stdout, /^video\s*$/m, stderr)
  })
})

describe("help", () => {
  it("is the written page, and the same with other flags", async () => {
    const written = await tiktok(["publish", "video", "--help"])
    assert.strictEqual(written.exitCode, 0)
    assert.include(written.stdout, "Usage: tiktok publish video [flags] <file>")
    assert.strictEqual((await tiktok(["publish", "video", "--json", "--help"])).stdout, written.stdout)
  })
})

describe("an old Node", () => {
  it("is told which one is needed", async () => {
    const old = "Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '20.20.0' } })"
    const { exitCode, stderr } = await tiktok(["--help"], {}, [
      process.execPath,
      "--import",
      `data:text/javascript,${old}`
    ])
    assert.deepStrictEqual([exitCode, stderr], [1, "tiktok needs Node 22.19 or newer, but this is Node 20.20.0\n"])
  })
})
