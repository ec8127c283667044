/** The files that the command keeps: complete, private to its user, and shared by concurrent commands. */
import { assert, describe, it } from "@effect/vitest"
import { spawnSync } from "node:child_process"
import {
  chmod,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  symlink,
  truncate,
  writeFile
} from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { createMock, type MockOptions } from "tiktok-mock-server"
import { afterEach, beforeEach } from "vitest"
import { documents, start, tiktok } from "../support/command.ts"
import { freePort } from "../support/freePort.ts"
import { video } from "../support/media.ts"

let home = ""
let clip = ""
let mock: ReturnType<typeof createMock>
let server: Awaited<ReturnType<typeof mock.listen>>

const begin = async (options?: MockOptions) => {
  home = await mkdtemp(join(tmpdir(), "tiktok-files-"))
  clip = join(home, "clip.mp4")
  await writeFile(clip, video(11_000_000))
  mock = createMock({ lifecycle: { mode: "immediate" }, ...options })
  server = await mock.listen()
}

beforeEach(() => begin())
afterEach(async () => {
  await server.close()
  await rm(home, { recursive: true })
})

const state = (...names: ReadonlyArray<string>) => join(home, "state", "effect-tiktok", ...names)

const environment = () => {
  const [app] = mock.control.apps()
  return {
    XDG_STATE_HOME: join(home, "state"),
    TIKTOK_BASE_URL: server.url,
    TIKTOK_CONTRACT: "live",
    TIKTOK_CLIENT_KEY: app?.clientKeys[0] ?? "",
    TIKTOK_CLIENT_SECRET: app?.clientSecret ?? ""
  }
}

const withToken = () => ({
  ...environment(),
  TIKTOK_ACCESS_TOKEN: mock.control.issueToken({ contract: "live" }).accessToken
})

/** Logs in as a creator of the mock, by default the first. */
const login = async (creator = 0, launcher?: ReadonlyArray<string>) => {
  const openId = mock.control.creators()[creator]?.openId ?? ""
  const port = await freePort()
  const command = start(["login", "--port", String(port)], environment(), launcher)
  const callback = await mock.control.consent(await command.line(/^(http\S+)\n/m), { openId })
  await fetch(callback)
  return { openId, ...(await command.finished) }
}

const publishArgs = ["publish", "video", "--privacy=SELF_ONLY", "--poll-seconds=0.2", "--chunk-size=5242880"]

const publish = (env: Readonly<Record<string, string>> = environment(), ...args: ReadonlyArray<string>) =>
  tiktok([...publishArgs, ...args, clip], env)

/** Starts a program in a shell after these commands. */
const shell = (before: string) => ["/bin/sh", "-c", `${before}; exec "$@"`, "sh", process.execPath]

const modes = async () => {
  const files = await readdir(state(), { recursive: true, withFileTypes: true })
  return Promise.all(
    [state(), ...files.map((file) => join(file.parentPath, file.name))].map(async (name) => {
      const { mode } = await stat(name)
      return `${(await stat(name)).isDirectory() ? "folder" : "file"} ${(mode & 0o777).toString(8)}`
    })
  )
}

const assertPlain = (stderr: string, said: string): void => {
  assert.include(stderr, said)
  assert.match(stderr, /^error: .*\n$/)
  assert.notMatch(stderr, internalWords)
}

const internalWords = /SchemaError|SourceError|PlatformError|ConfigError|FileSystem|\bat \[|environment|\.ts:/

describe("concurrent commands of one user", () => {
  it("create one key at first use", async () => {
    const env = withToken()
    const keys = ["a", "b", "c", "d", "e", "f"]
    for (const run of await Promise.all(keys.map((key) => publish(env, "--key", key)))) {
      assert.strictEqual(run.exitCode, 0, run.stderr)
    }
    assert.strictEqual((await readFile(state("key"))).length, 32)
    assert.deepStrictEqual((await readdir(state())).filter((name) => name.startsWith("key")), ["key"])
    // Each reads its stored login, so each has the same key.
    for (const run of await Promise.all(keys.map((key) => publish(env, "--key", key)))) {
      assert.strictEqual(run.exitCode, 0, run.stderr)
    }
    assert.lengthOf(mock.control.posts(), keys.length)
  }, 120_000)

  it("log several creators in without losing one", async () => {
    const logins = await Promise.all([login(0), login(1)])
    for (const { exitCode, stderr } of logins) assert.strictEqual(exitCode, 0, stderr)
    for (const { openId } of logins) {
      await writeFile(state("creator"), openId)
      const { exitCode, stderr } = await publish()
      assert.strictEqual(exitCode, 0, stderr)
    }
    assert.sameMembers(mock.control.posts().map(({ creator }) => creator), logins.map(({ openId }) => openId))
  }, 120_000)

  it("refresh a login one after the other", async () => {
    await login()
    const { tables } = mock.snapshot()
    for (const [token] of tables.accessTokens) mock.control.expireToken(token)
    mock.faults.add({ match: { operation: "token.refresh" }, effect: { kind: "delay", millis: 1000 } })
    const runs = await Promise.all(["a", "b", "c"].map((key) => publish(environment(), "--key", key)))
    for (const { exitCode, stderr } of runs) assert.strictEqual(exitCode, 0, stderr)
    assert.deepStrictEqual(mock.journal.find({ operation: "token.refresh" }).map(({ status }) => status), [200])
  }, 120_000)
})

describe("what the command keeps", () => {
  it.each(["000", "077", "0277"])("is private to its user under the umask %s", async (mask) => {
    const run = await login(0, shell(`umask ${mask}`))
    assert.strictEqual(run.exitCode, 0, run.stderr)
    assert.sameMembers([...new Set(await modes())], ["folder 700", "file 600"])
  }, 60_000)

  it("is made private again", async () => {
    await login()
    await chmod(state(), 0o755)
    await chmod(state("key"), 0o644)
    await chmod(state("tokens"), 0o777)
    for (const name of await readdir(state("tokens"))) await chmod(state("tokens", name), 0o666 | 0o100)
    assert.strictEqual((await publish()).exitCode, 0)
    assert.notMatch((await modes()).join("\n"), /[1-7]$/m)
    assert.match(((await stat(state("key"))).mode & 0o777).toString(8), /^600$/)
  }, 60_000)

  it("can be read by later runs although the disk was full at first use", async ({ skip }) => {
    await mkdir(join(home, "state"))
    const mounted = spawnSync("mount", ["-t", "tmpfs", "-o", "size=1m", "tmpfs", join(home, "state")])
    if (mounted.status !== 0) {
      console.warn("SKIPPED: a full disk cannot be made here, since this user may not mount one")
      return skip()
    }
    try {
      const filler = join(home, "state", "filler")
      spawnSync("dd", ["if=/dev/zero", `of=${filler}`, "bs=4k"])
      const failed = await publish(withToken(), "--key", "a")
      assert.notStrictEqual(failed.exitCode, 0)
      assert.match(failed.stderr, /no space is left on the disk/)
      assert.notMatch(failed.stderr, internalWords)
      const files = (await readdir(state(), { recursive: true, withFileTypes: true })).filter((file) => file.isFile())
      // SQLite makes its file first, and repairs it by itself.
      assert.deepStrictEqual(files.map(({ name }) => name).filter((name) => !name.startsWith("limits-")), [])
      assert.lengthOf(mock.control.posts(), 0)
      await rm(filler)
      const run = await publish(withToken(), "--key", "a")
      assert.strictEqual(run.exitCode, 0, run.stderr)
    } finally {
      spawnSync("umount", ["-l", join(home, "state")])
    }
  }, 60_000)

  it.each([["empty", 0], ["cut off", 7]])(
    "explains what to do about a key that is %s, and loses nothing",
    async (_, size) => {
      const first = await login(0)
      const tokens = await readdir(state("tokens"))
      await truncate(state("key"), size)
      const run = await publish()
      assert.strictEqual(run.exitCode, 3)
      assert.include(run.stderr, state("key"))
      assert.match(run.stderr, /is damaged: it has \d bytes instead of 32.*`tiktok login` again/)
      assert.notMatch(run.stderr, internalWords)
      assert.strictEqual((await readFile(state("key"))).length, size)

      const second = await login(1)
      assert.strictEqual(second.exitCode, 0, second.stderr)
      assert.match(second.stdout, /^Warning: The key .* was damaged and is now .*key\.damaged/m)
      assert.strictEqual((await publish()).exitCode, 0)
      assert.includeMembers(await readdir(state("tokens")), tokens)
      assert.strictEqual((await readFile(state("key.damaged"))).length, size)

      await writeFile(state("creator"), first.openId)
      const other = await publish()
      assert.strictEqual(other.exitCode, 3)
      assert.match(other.stderr, /kept login of creator .* cannot be read.*`tiktok login` again/)
      assert.strictEqual((await login(0)).exitCode, 0)
      assert.strictEqual((await publish()).exitCode, 0)
    },
    120_000
  )

  it("is not encrypted with a new key after its key is gone", async () => {
    await login()
    await rm(state("key"))
    const run = await publish()
    assert.strictEqual(run.exitCode, 3)
    assert.match(run.stderr, /key is gone. Put it back, or run `tiktok login` again/)
    assert.notInclude(await readdir(state()), "key")
  }, 60_000)

  it.each([["empty", 0], ["cut off", 40]])("loses one login to a token file that is %s", async (_, size) => {
    const first = await login(0)
    const files = (await readdir(state("tokens"))).filter((name) => name !== "open")
    const second = await login(1)
    for (const name of files) await truncate(state("tokens", name), size)
    assert.strictEqual((await publish()).exitCode, 0)
    await writeFile(state("creator"), first.openId)
    const run = await publish()
    assert.strictEqual(run.exitCode, 3, run.stderr)
    assert.include(run.stderr, "`tiktok login`")
    assert.notMatch(run.stderr, internalWords)
    assert.strictEqual((await login(0)).exitCode, 0)
    for (const { openId } of [first, second]) {
      await writeFile(state("creator"), openId)
      assert.strictEqual((await publish()).exitCode, 0)
    }
  }, 120_000)

  it(
    "names the obstacle in the place of its key or folder, explains what to do, and loses nothing",
    async () => {
      await login()
      const others = [
        ["key", "a folder", (name: string) => mkdir(name), 3, "is a folder. Put the key back, or remove"],
        [
          "key",
          "a dangling link",
          (name: string) => symlink("/no/such/key", name),
          3,
          "is a link to /no/such/key, which is not there. Put the key back, or remove"
        ],
        ["tokens", "a file", (name: string) => writeFile(name, "mine"), 5, "is no folder, and this command keeps"],
        ["checkpoints", "a file", (name: string) => writeFile(name, "mine"), 5, "is no folder, and this command keeps"],
        [
          "locks",
          "a dangling link",
          (name: string) => symlink("/no/such", name),
          5,
          "is a link to /no/such, which is not there, and"
        ]
      ] as const
      for (const [name, what, put, exitCode, said] of others) {
        await rename(state(name), `${state(name)}.aside`).catch(() => undefined)
        await put(state(name))
        const runs = [publish(), ...(name === "checkpoints" ? [] : [tiktok(["login"], environment())])]
        for (const run of await Promise.all(runs)) {
          assert.strictEqual(run.exitCode, exitCode, `${name} is ${what}: ${run.stderr}`)
          assertPlain(run.stderr, `${state(name)} ${said}`)
        }
        await rm(state(name), { recursive: true })
        await rename(`${state(name)}.aside`, state(name)).catch(() => undefined)
      }
      assert.lengthOf(mock.control.posts(), 0)
      assert.strictEqual((await publish()).exitCode, 0)
    },
    240_000
  )

  it("explains what to do when the file with the last login is unreadable", async () => {
    await login()
    await writeFile(state("creator"), "")
    const run = await publish()
    assert.strictEqual(run.exitCode, 3)
    assert.include(run.stderr, "run `tiktok login` again; kept logins stay")
  }, 60_000)

  it("is not needed with a token from the environment", async () => {
    await writeFile(join(home, "state"), "no folder")
    const run = await publish(withToken())
    assert.strictEqual(run.exitCode, 0, run.stderr)
    const named = await publish(withToken(), "--key", "a")
    assert.strictEqual(named.exitCode, 5)
    assert.match(named.stderr, /^error: cannot keep anything in .*: a part of the path is no folder$/m)
  }, 60_000)
})

describe("an interrupted command", () => {
  it.each([["a key", ["--key", "post 1"]], ["no key", []]])("resumes where it was, with %s", async (_, args) => {
    const env = withToken()
    const hanging = mock.faults.add({ match: { operation: "upload", nth: 2 }, effect: { kind: "hang" } })
    const command = start([...publishArgs, ...args, clip], env)
    await command.line(/confirmed, 40 %/)
    command.stop()
    const { exitCode, stdout } = await command.finished
    assert.strictEqual(exitCode, 130)
    assert.match(stdout, /^Stopped: TikTok has confirmed 5\.0 MiB of 10\.5 MiB of \S+; nothing was published\.$/m)
    assert.match(stdout, /^Run the same command again: it goes on from there\.$/m)
    mock.faults.remove(hanging)

    const again = await tiktok([...publishArgs, ...args, "--json", clip], env)
    assert.strictEqual(again.exitCode, 0, again.stderr)
    const confirmed = documents(again.stdout).find(({ _tag }) => _tag === "BytesConfirmed")
    assert.isAbove(Number(confirmed?.["confirmed"]), 5_242_880)
    assert.lengthOf(mock.journal.find({ operation: "video.init" }), 1)
    assert.lengthOf(mock.control.posts(), 1)
  }, 60_000)

  it("waits for the outcome of a completed upload, and posts nothing twice", async () => {
    await server.close()
    await begin({ lifecycle: { mode: "manual" } })
    const env = withToken()
    const command = start([...publishArgs, clip], env)
    await command.line(/^TikTok says (\w+)/m)
    command.stop()
    const { exitCode, stdout } = await command.finished
    assert.strictEqual(exitCode, 130)
    assert.match(stdout, /^Stopped: TikTok has all of \S+ and publishes it by itself\.$/m)
    const again = await tiktok([...publishArgs, "--deadline-seconds=0.5", clip], env)
    assert.strictEqual(again.exitCode, 6)
    assert.include(again.stdout, "Run the same command again: it asks for the outcome and posts nothing twice.")
    assert.lengthOf(mock.journal.find({ operation: "video.init" }), 1)
  }, 60_000)

  it("posts again after it ended, unless the post has a key", async () => {
    const env = withToken()
    assert.strictEqual((await publish(env)).exitCode, 0)
    assert.strictEqual((await publish(env)).exitCode, 0)
    assert.lengthOf(mock.control.posts(), 2)
  }, 60_000)

  it("leaves no login behind, and says so", async () => {
    const command = start(["login", "--port", String(await freePort())], environment())
    await command.line(/^(http\S+)\n/m)
    command.stop()
    const { exitCode, stdout } = await command.finished
    assert.strictEqual(exitCode, 130)
    assert.include(stdout, "no creator has logged in. Run `tiktok login` again")
  })
})

describe("a variable that breaks a rule", () => {
  const rules = [
    ["TIKTOK_TOKEN_KEY", "abc", "TIKTOK_TOKEN_KEY must be 32 bytes in Base64"],
    ["TIKTOK_BASE_URL", "mock", "TIKTOK_BASE_URL) must be an http or https URL"],
    ["TIKTOK_CONTRACT", "v1", "--contract (or TIKTOK_CONTRACT) must be live or catalog, was \"v1\""],
    ["TIKTOK_LOGIN_PORT", "abc", "TIKTOK_LOGIN_PORT must be a port from 1 to 65535, was \"abc\""],
    ["TIKTOK_LOGIN_PORT", "70000", "TIKTOK_LOGIN_PORT must be a port from 1 to 65535, was \"70000\""],
    ["TIKTOK_CLIENT_KEY", "", "TIKTOK_CLIENT_KEY must be set to the client key of the app"],
    ["TIKTOK_CLIENT_SECRET", "", "TIKTOK_CLIENT_SECRET must be set to the client secret of the app"]
  ] as const

  it("is named in one sentence by a login", async () => {
    await Promise.all(rules.map(async ([name, value, said]) => {
      const { exitCode, stderr } = await tiktok(["login"], { ...environment(), [name]: value })
      assert.strictEqual(exitCode, 2)
      assertPlain(stderr, said)
    }))
  }, 60_000)

  it("is named in one sentence by a publish", async () => {
    await Promise.all(
      ([
        ["TIKTOK_PRIVACY", "FRIENDS", "TIKTOK_PRIVACY must be one of PUBLIC_TO_EVERYONE"],
        ["TIKTOK_PRIVACY", "", "--privacy (or TIKTOK_PRIVACY) must say who may see the post"],
        ["TIKTOK_TOKEN_KEY", "abc", "TIKTOK_TOKEN_KEY must be 32 bytes in Base64"],
        ["XDG_STATE_HOME", "/proc/nope", "cannot keep anything in /proc/nope/effect-tiktok: "]
      ] as const).map(async ([name, value, said]) => {
        const env = { ...withToken(), TIKTOK_PRIVACY: "SELF_ONLY", [name]: value }
        assertPlain((await tiktok(["publish", "video", "--key=a", clip], env)).stderr, said)
      })
    )
    assert.lengthOf(mock.journal.entries(), 0)
  }, 60_000)
})
