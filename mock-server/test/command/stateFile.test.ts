import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { execFileSync, spawnSync } from "node:child_process"
import { existsSync } from "node:fs"
import { link, lstat, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from "node:fs/promises"
import { hostname, tmpdir } from "node:os"
import { join } from "node:path"
import { setImmediate as turn } from "node:timers/promises"
import { canMount } from "../../../test/support/smallDisk.ts"
import { keepState } from "../../src/command/stateFile.ts"
import { createMock } from "../../src/index.ts"
import { inMemory, paths, pulled } from "../support.ts"
import { send, start } from "./support.ts"

const folder = Effect.acquireRelease(
  Effect.promise(() => mkdtemp(join(tmpdir(), "state-"))),
  (folder) => Effect.promise(() => rm(folder, { recursive: true }))
)

const ignore = () => {}

const refusal = (kept: Promise<unknown>) =>
  Effect.promise(() => kept.then(() => "it was taken", (error: unknown) => String(error)))

const read = (file: string) => Effect.promise(async () => JSON.parse(await readFile(file, "utf8")))

/** What a process of this machine writes into its lock. */
const holder = (pid: number | undefined) => JSON.stringify({ pid, host: hostname(), began: "" })

describe("a state file", () => {
  it.effect("is written at once, soon after a change, and with close", () =>
    Effect.gen(function*() {
      const file = join(yield* folder, "state.json")
      const world = yield* inMemory()
      const state = yield* Effect.promise(() => keepState(world.mock, file, ignore))
      assert.lengthOf((yield* read(file)).tables.posts, 0)
      assert.strictEqual((yield* Effect.promise(() => stat(file))).mode & 0o777, 0o600)
      yield* world.post(paths.video, pulled)
      while ((yield* read(file)).tables.posts.length === 0) {
        yield* Effect.promise(() => new Promise((resolve) => setTimeout(resolve, 20)))
      }
      yield* world.post(paths.video, pulled)
      yield* Effect.promise(() => state.close())
      assert.deepStrictEqual(yield* read(file), JSON.parse(JSON.stringify(world.mock.snapshot())))
      yield* world.post(paths.video, pulled)
      assert.lengthOf((yield* read(file)).tables.posts, 2)
    }))

  it.effect("is where another mock goes on from, with the rules of its scenario", () =>
    Effect.gen(function*() {
      const file = join(yield* folder, "state.json")
      const first = createMock()
      const state = yield* Effect.promise(() => keepState(first, file, ignore))
      first.switchScenario("slow-moderation")
      const { accessToken } = first.control.issueToken()
      yield* Effect.promise(() => state.close())
      const second = createMock()
      yield* Effect.promise(async () => (await keepState(second, file, ignore)).close())
      assert.strictEqual(second.settings().scenario.name, "slow-moderation")
      assert.deepStrictEqual(second.settings().rules.lifecycle, { mode: "after", millis: 900_000 })
      second.control.expireToken(accessToken)
    }))

  const broken: ReadonlyArray<readonly [text: string, message: RegExp]> = [
    ["{\"version\":1", /it is not JSON/],
    ["{\"version\":2}", /version: must be 1, the version of this server, is 2/],
    ["[]", /version: .* is missing/],
    [JSON.stringify({ ...createMock().snapshot(), clock: { offset: "1", frozenAt: null } }), /clock\.offset: must be/],
    [JSON.stringify({ ...createMock().snapshot(), scenario: "mine" }), /no scenario "mine"/]
  ]
  for (const [text, message] of broken) {
    it.effect(`is left as it is when ${message.source}`, () =>
      Effect.gen(function*() {
        const file = join(yield* folder, "state.json")
        yield* Effect.promise(() => writeFile(file, text))
        const failure = yield* refusal(keepState(createMock(), file, ignore))
        assert.match(failure, message)
        assert.include(failure, `${file} has no valid state and is not changed`)
        assert.strictEqual(yield* Effect.promise(() => readFile(file, "utf8")), text)
      }))
  }

  it.effect("is refused at once when it cannot be written, and leaves nothing behind", () =>
    Effect.gen(function*() {
      const place = yield* folder
      const file = join(place, "nowhere", "state.json")
      const failure = yield* refusal(keepState(createMock(), file, ignore))
      assert.include(failure, "ENOENT")
      yield* Effect.promise(() => mkdir(join(place, "full")))
      const isFolder = yield* refusal(keepState(createMock(), join(place, "full"), ignore))
      assert.include(isFolder, `full is a folder. Docker makes one for a mounted file that does not exist`)
      assert.deepStrictEqual(yield* Effect.promise(() => readdir(place)), ["full"])
    }))

  it.effect("is written again after a write has failed, without another change", () =>
    Effect.gen(function*() {
      const place = join(yield* folder, "disk")
      const file = join(place, "state.json")
      const world = yield* inMemory()
      const errors: Array<unknown> = []
      yield* Effect.promise(async () => {
        await mkdir(place)
        const state = await keepState(world.mock, file, (error) => errors.push(error))
        await rm(place, { recursive: true })
        world.mock.control.createCreator({ username: "ada" })
        while (errors.length === 0) await turn()
        await mkdir(place)
        // Nothing changes again.
        while (!existsSync(file)) await turn()
        await state.close()
      })
      assert.lengthOf(errors, 1)
      assert.deepStrictEqual(yield* read(file), JSON.parse(JSON.stringify(world.mock.snapshot())))
    }))

  it.effect("may be empty at first", () =>
    Effect.gen(function*() {
      const file = join(yield* folder, "state.json")
      yield* Effect.promise(async () => {
        await writeFile(file, "")
        await (await keepState(createMock(), file, ignore)).close()
      })
      assert.strictEqual((yield* read(file)).version, 1)
    }))

  it.effect.skipIf(!canMount)("is overwritten where a container mounts it alone", () =>
    Effect.gen(function*() {
      const place = yield* folder
      const file = join(place, "state.json")
      const outside = join(place, "outside.json")
      const mock = createMock()
      for (let index = 0; index < 100; index++) mock.control.createCreator({ username: `creator-${index}` })
      yield* Effect.promise(() => Promise.all([writeFile(file, ""), writeFile(outside, "")]))
      yield* Effect.acquireRelease(
        Effect.sync(() => execFileSync("mount", ["--bind", outside, file])),
        () => Effect.sync(() => execFileSync("umount", ["-l", file]))
      )
      const state = yield* Effect.promise(() => keepState(mock, file, ignore))
      assert.lengthOf((yield* read(outside)).tables.creators, 102)
      // A shorter state leaves nothing of the longer one.
      mock.reset()
      yield* Effect.promise(() => state.close())
      assert.lengthOf((yield* read(outside)).tables.creators, 2)
      assert.deepStrictEqual(yield* Effect.promise(() => readdir(place)), ["outside.json", "state.json"])
    }).pipe(Effect.scoped))

  it.effect("may be a link, which stays one", () =>
    Effect.gen(function*() {
      const place = yield* folder
      const real = join(place, "real.json")
      const soft = join(place, "soft.json")
      const hard = join(place, "hard.json")
      const mock = createMock()
      yield* Effect.promise(async () => {
        await writeFile(real, JSON.stringify(mock.snapshot()))
        await symlink(real, soft)
        await link(real, hard)
        const state = await keepState(mock, soft, ignore)
        mock.control.createCreator({ username: "ada" })
        await state.close()
      })
      assert.lengthOf((yield* read(real)).tables.creators, 3)
      assert.isTrue((yield* Effect.promise(() => lstat(soft))).isSymbolicLink())
      // The old file was replaced as a whole, not written into.
      assert.lengthOf((yield* read(hard)).tables.creators, 2)
      assert.lengthOf(yield* Effect.promise(() => readdir(place)), 3)
    }))

  it.effect("belongs to one mock at a time, under any name", () =>
    Effect.gen(function*() {
      const place = yield* folder
      const file = join(place, "state.json")
      const soft = join(place, "soft.json")
      const first = yield* Effect.promise(() => keepState(createMock(), file, ignore))
      yield* Effect.promise(() => symlink(file, soft))
      for (const name of [file, soft]) {
        const failure = yield* refusal(keepState(createMock(), name, ignore))
        assert.include(failure, `${name} is in use by another mock (process ${process.pid} on ${hostname()})`)
        assert.match(failure, /or choose another file; .* remove .*state\.json\.lock$/)
      }
      yield* Effect.promise(() => first.close())
      assert.deepStrictEqual(yield* Effect.promise(() => readdir(place)), ["soft.json", "state.json"])
      yield* Effect.promise(async () => (await keepState(createMock(), file, ignore)).close())
    }))

  const { pid: ended } = spawnSync(process.execPath, ["--version"])
  const locks: ReadonlyArray<readonly [what: string, text: string, isStale: boolean]> = [
    ["of a process that is gone", holder(ended), true],
    ["that is no lock", "locked", true],
    ["that is empty", "", true],
    ["of another machine", JSON.stringify({ pid: ended, host: `not-${hostname()}`, began: "" }), false],
    ["of a process that runs", holder(process.ppid), false],
    // What began tells is known on Linux only.
    ...existsSync("/proc/self/stat")
      ? [[
        "of another process that had the same id",
        JSON.stringify({ pid: process.pid, host: hostname(), began: "1" }),
        true
      ]] as const
      : []
  ]
  for (const [what, text, isStale] of locks) {
    it.effect(`${isStale ? "takes the place of" : "respects"} a lock ${what}`, () =>
      Effect.gen(function*() {
        const place = yield* folder
        const file = join(place, "state.json")
        yield* Effect.promise(() => writeFile(`${file}.lock`, text))
        const taken = keepState(createMock(), file, ignore)
        if (isStale) {
          const state = yield* Effect.promise(() => taken)
          assert.strictEqual((yield* read(`${file}.lock`)).pid, process.pid)
          yield* Effect.promise(() => state.close())
          assert.deepStrictEqual(yield* Effect.promise(() => readdir(place)), ["state.json"])
        } else {
          assert.include(yield* refusal(taken), "is in use by another mock")
          assert.strictEqual(yield* Effect.promise(() => readFile(`${file}.lock`, "utf8")), text)
        }
      }))
  }

  it.effect("goes to one of several that find a lock of a process that is gone", () =>
    Effect.gen(function*() {
      const file = join(yield* folder, "state.json")
      yield* Effect.promise(() => writeFile(`${file}.lock`, holder(ended)))
      const all = yield* Effect.promise(() =>
        Promise.allSettled(Array.from({ length: 8 }, () => keepState(createMock(), file, ignore)))
      )
      const states = all.flatMap((one) => one.status === "fulfilled" ? [one.value] : [])
      assert.lengthOf(states, 1)
      yield* Effect.promise(async () => states[0]?.close())
    }))

  it.effect("goes to whose lock is there in the end, when two have found one of a process that is gone", () =>
    Effect.gen(function*() {
      const file = join(yield* folder, "state.json")
      const lock = `${file}.lock`
      yield* Effect.promise(() => writeFile(lock, holder(ended)))
      const taken = refusal(keepState(createMock(), file, ignore))
      const other = Effect.promise(async () => {
        while (!(await readFile(lock, "utf8").catch(() => "")).includes(`"pid":${process.pid},`)) await turn()
        await writeFile(lock, holder(process.ppid))
      })
      const [told] = yield* Effect.all([taken, other], { concurrency: "unbounded" })
      assert.include(told, `is in use by another mock (process ${process.ppid} on `)
      assert.strictEqual(yield* Effect.promise(() => readFile(lock, "utf8")), holder(process.ppid))
    }))

  it.effect(
    "is refused by the command while another has it, and free after any end of that one",
    () =>
      Effect.gen(function*() {
        const place = yield* folder
        const file = join(place, "state.json")
        const flags = ["--port", "0", "--json", "--state", file]
        for (const signal of ["SIGTERM", "SIGINT", "SIGHUP", "SIGKILL"] as const) {
          const first = yield* start(...flags)
          yield* Effect.promise(() => first.line())
          const second = yield* start(...flags)
          assert.strictEqual(yield* Effect.promise(() => second.exit), 1)
          assert.strictEqual(second.stdout, "")
          assert.include(second.stderr, `--state ${file} is in use by another mock (process ${first.child.pid} on `)
          first.child.kill(signal)
          yield* Effect.promise(() => first.exit)
          const left = yield* Effect.promise(() => readdir(place))
          assert.deepStrictEqual(left, signal === "SIGKILL" ? ["state.json", "state.json.lock"] : ["state.json"])
        }
        const last = yield* start(...flags)
        yield* Effect.promise(() => last.line())
      })
  )

  it.effect("carries a server over its end", () =>
    Effect.gen(function*() {
      const file = join(yield* folder, "state.json")
      const flags = ["--port", "0", "--json", "--state", file]
      const first = yield* start(...flags)
      const { url } = JSON.parse(yield* Effect.promise(() => first.line()))
      const token = yield* Effect.promise(async () =>
        JSON.parse(await (await send(`${url}/_mock/tokens`, { method: "POST" })).text())
      )
      first.child.kill("SIGTERM")
      assert.strictEqual(yield* Effect.promise(() => first.exit), 0)
      const second = yield* start(...flags)
      const again = JSON.parse(yield* Effect.promise(() => second.line()))
      const response = yield* Effect.promise(() =>
        send(`${again.url}${paths.creator}`, { headers: { authorization: `Bearer ${token.accessToken}` } })
      )
      assert.strictEqual(response.status, 200)

      yield* Effect.promise(() => writeFile(`${file}.new`, "{\"version\":9}"))
      const third = yield* start("--port", "0", "--state", `${file}.new`)
      assert.strictEqual(yield* Effect.promise(() => third.exit), 1)
      assert.match(
        third.stderr,
        /^tiktok-mock: --state .*\.new has no valid state and is not changed: .*version: must be 1.* is 9\n$/
      )
    }))
})
