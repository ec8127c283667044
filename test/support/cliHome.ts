import { assert } from "@effect/vitest"
import { mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { createMock, type MockOptions } from "tiktok-mock-server"
import { type Finished, start, tiktok } from "./command.ts"
import { freePort } from "./freePort.ts"
import { video } from "./media.ts"
import { checked } from "./outputSchema.ts"

/** A folder with a clip and a file with the secret of the mock's app. */
export const makeHome = async () => {
  const home = await mkdtemp(join(tmpdir(), "tiktok-commands-"))
  const clip = join(home, "clip.mp4")
  const secretFile = join(home, "secret")
  await writeFile(clip, video(2_000))
  await writeFile(secretFile, "mock-client-secret\n")
  return { home, clip, secretFile, remove: () => rm(home, { recursive: true }) }
}

/** A new mock, and the command with a state folder of its own. */
export const begin = async (home: string, options?: MockOptions) => {
  const state = await mkdtemp(join(home, "state-"))
  const mock = createMock({ lifecycle: { mode: "immediate" }, ...options })
  const server = await mock.listen()
  const [app] = mock.control.apps()
  const env = {
    XDG_STATE_HOME: state,
    TIKTOK_BASE_URL: server.url,
    TIKTOK_CLIENT_KEY: app?.clientKeys[0] ?? "",
    TIKTOK_CLIENT_SECRET: app?.clientSecret ?? ""
  }
  const run = (command: string, args: ReadonlyArray<string> = [], changes: Readonly<Record<string, string>> = {}) =>
    tiktok([...command.split(" "), ...args, "--json"], { ...env, ...changes })
  /** Logs the creator in, by default the first. */
  const login = async (
    args: ReadonlyArray<string> = [],
    creator = 0,
    changes: Readonly<Record<string, string>> = {}
  ) => {
    const command = start(["login", "--json", "--no-browser", "--port", String(await freePort()), ...args], {
      ...env,
      ...changes
    })
    const url = await command.line(/"url":"(http[^"]+)"/)
    await fetch(await mock.control.consent(url, { openId: mock.control.creators()[creator]?.openId ?? "" }))
    return command.finished
  }
  return { mock, server, env, run, login, state, [Symbol.asyncDispose]: () => mock.dispose() }
}

/** The only document of a command that succeeds. */
export const only = (command: string, finished: Finished) => {
  assert.strictEqual(finished.exitCode, 0, finished.stderr)
  const [document, ...others] = checked(command, finished)
  assert.lengthOf(others, 0)
  return document
}

/** A list of objects in a document. */
export const rows = (value: unknown): ReadonlyArray<Readonly<Record<string, unknown>>> =>
  Array.isArray(value) ? value : assert.fail("no list")
