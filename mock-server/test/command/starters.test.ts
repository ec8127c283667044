import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { spawn, spawnSync } from "node:child_process"
import { once } from "node:events"
import { existsSync } from "node:fs"
import { mkdtemp, readFile, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { createInterface } from "node:readline"
import { fileURLToPath } from "node:url"
import { psOf, statOf } from "../../src/command/processes.ts"
import { startersOf } from "../../src/command/starters.ts"
import { send } from "./support.ts"

const command = fileURLToPath(new URL("../../src/bin.ts", import.meta.url))

/** A program that starts the mock, says its id, and never ends by itself. */
const runner = (args: ReadonlyArray<string>, detached = false) => `
const { spawn } = require("node:child_process")
const mock = spawn(process.execPath, ${JSON.stringify([command, "--port", "0", "--json", ...args])}, {
  stdio: ["ignore", "pipe", "inherit"], detached: ${detached}
})
mock.stdout.once("data", (line) => console.log(JSON.stringify({ pid: mock.pid, ...JSON.parse(line) })))
`

interface Started {
  readonly pid: number
  readonly url: string
}

/** Starts the mock below another process. The mock ends with the test. */
const startBelow = (file: string, args: ReadonlyArray<string>) =>
  Effect.acquireRelease(
    Effect.promise(async () => {
      const parent = spawn(file, args, { stdio: ["ignore", "pipe", "inherit"] })
      const [line] = await once(createInterface(parent.stdout), "line")
      const mock: Started = JSON.parse(line)
      return { parent, mock }
    }),
    ({ mock, parent }) =>
      Effect.promise(async () => {
        parent.kill("SIGKILL")
        if (await statOf(mock.pid) !== undefined) process.kill(mock.pid, "SIGKILL")
      })
  )

const ended = (pid: number) =>
  Effect.promise(async () => {
    while (await statOf(pid) !== undefined) await new Promise((resolve) => setTimeout(resolve, 50))
  })

const killed = (parent: ReturnType<typeof spawn>) =>
  Effect.promise(async () => {
    parent.kill("SIGKILL")
    await once(parent, "exit")
  })

const startersFile = fileURLToPath(new URL("../../src/command/starters.ts", import.meta.url))
const list = `const { startersOf } = await import(${JSON.stringify(startersFile)})
console.log(JSON.stringify({ starters: [...(await startersOf(process.pid)).keys()] }))`
const startersBelow = (file: string, args: ReadonlyArray<string>, env = {}) =>
  Effect.promise(async () => {
    const parent = spawn(file, args, { stdio: ["ignore", "pipe", "inherit"], env: { ...process.env, ...env } })
    const [line] = await once(createInterface(parent.stdout), "line")
    return { pid: parent.pid ?? 0, starters: JSON.parse(line).starters }
  })

describe.skipIf(!existsSync("/proc/self/stat"))("tiktok-mock", () => {
  it.effect("ends and writes its state when the program that started it is killed", () =>
    Effect.gen(function*() {
      const folder = yield* Effect.acquireRelease(
        Effect.promise(() => mkdtemp(join(tmpdir(), "starters-"))),
        (folder) => Effect.promise(() => rm(folder, { recursive: true }))
      )
      const file = join(folder, "state.json")
      const { mock, parent } = yield* startBelow(process.execPath, ["--eval", runner(["--state", file])])
      yield* Effect.promise(() => send(`${mock.url}/_mock/tokens`, { method: "POST" }))
      yield* killed(parent)
      yield* ended(mock.pid)
      assert.isFalse(existsSync(`${file}.lock`))
      assert.lengthOf(JSON.parse(yield* Effect.promise(() => readFile(file, "utf8"))).tables.accessTokens, 1)
    }))

  it.effect("ends when the program above its parent is killed, as with npx", () =>
    Effect.gen(function*() {
      const above = `
const { spawn } = require("node:child_process")
spawn(process.execPath, ["--eval", ${JSON.stringify(runner([]))}], { stdio: ["ignore", "inherit", "inherit"] })`
      const { mock, parent } = yield* startBelow(process.execPath, ["--eval", above])
      yield* killed(parent)
      yield* ended(mock.pid)
    }))

  it.effect("ends with a parent from which it is detached, when it is told to", () =>
    Effect.gen(function*() {
      const { mock, parent } = yield* startBelow(process.execPath, ["--eval", runner(["--stop-with-parent"], true)])
      yield* killed(parent)
      yield* ended(mock.pid)
    }))

  it.effect("ends with its parent where the id of a parent stays, as on Windows", () =>
    Effect.gen(function*() {
      const fixed = "data:text/javascript,Object.defineProperty(process,'ppid',{value:process.ppid})"
      const script = runner(["--stop-with-parent"], true).replace("[", `["--import", ${JSON.stringify(fixed)}, `)
      const { mock, parent } = yield* startBelow(process.execPath, ["--eval", script])
      yield* killed(parent)
      yield* ended(mock.pid)
    }))

  it.effect("finds with ps what it finds in /proc", () =>
    Effect.promise(async () => {
      const pid = process.pid
      const { began: _, ...found } = await statOf(pid) ?? { began: "" }
      assert.deepInclude(await psOf(pid), { ...found, began: "" })
      assert.deepStrictEqual([...(await startersOf(pid, psOf)).keys()], [...(await startersOf(pid, statOf)).keys()])
      const { pid: ended } = spawnSync("true")
      assert.isUndefined(await psOf(ended))
    }))

  it.effect("goes on after a shell, whose background job it can be", () =>
    Effect.gen(function*() {
      const script = "\"$NODE\" --input-type=module --eval \"$LIST\" & wait"
      const { starters } = yield* startersBelow("sh", ["-c", script], { NODE: process.execPath, LIST: list })
      assert.deepStrictEqual(starters, [])
    }))

  it.effect("goes on after a program that has detached it", () =>
    Effect.gen(function*() {
      const detached = `require("node:child_process").spawn(process.execPath,
        ["--input-type=module", "--eval", ${JSON.stringify(list)}], { detached: true, stdio: "inherit" })`
      assert.deepStrictEqual((yield* startersBelow(process.execPath, ["--eval", detached])).starters, [])
      const attached = detached.replace("detached: true", "detached: false")
      const { pid, starters } = yield* startersBelow(process.execPath, ["--eval", attached])
      assert.strictEqual(starters[0], pid)
    }))
})
