/**
 * Runs the commands from the tarballs, with nothing else installed: a bundle has all it needs, and finds the
 * files that it loads late.
 */
import { spawn, spawnSync } from "node:child_process"
import { once } from "node:events"
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { basename, join } from "node:path"
import { createInterface } from "node:readline"

const ROUNDS = 5

/** Checks the commands of the tarballs. Returns the median time until the mock's ready line, in milliseconds. */
export const checkUnpacked = async (tarballs: ReadonlyArray<string>): Promise<number> => {
  const folder = mkdtempSync(join(tmpdir(), "effect-tiktok-unpacked-"))
  try {
    const unpack = (name: string): string => {
      const tarball = tarballs.find((path) => basename(path).startsWith(name)) ?? fail(`there is no tarball of ${name}`)
      const target = join(folder, name)
      mkdirSync(target)
      run("tar", ["-xzf", tarball, "-C", target, "--strip-components=1"], folder)
      if (!existsSync(join(target, "dist/bin/THIRD-PARTY-NOTICES.txt"))) {
        fail(`${name} comes without the licenses of its packages`)
      }
      return target
    }
    await checkTiktok(join(unpack("effect-tiktok-cli"), "dist/bin/tiktok.js"), folder)
    const mock = join(unpack("tiktok-mock-server"), "dist/bin/tiktok-mock.js")
    await checkPages(mock, folder)
    await checkFiles(mock, folder)
    return await startUp(mock, folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const fail = (message: string): never => {
  throw new Error(message)
}

const run = (command: string, args: ReadonlyArray<string>, cwd: string): string => {
  const { status, stderr, stdout } = spawnSync(command, args, { cwd, encoding: "utf8" })
  return status === 0 ? stdout : fail(`${command} ${args.join(" ")} ended with ${status}\n${stdout}${stderr}`)
}

const checkTiktok = async (command: string, cwd: string) => {
  const demo = spawn(process.execPath, [command, "demo", "--json", "--keep-open"], { cwd })
  try {
    let url = ""
    // It prints the mock's URL at the start, and again at the end.
    for await (const line of createInterface(demo.stdout)) {
      const event = JSON.parse(line)
      if (event.outcome !== undefined && event.outcome._tag !== "Published") {
        fail(`the unpacked demo ended with ${line}`)
      }
      if (event._tag !== "MockStarted") continue
      if (url !== "") break
      url = event.url
    }
    expectIn("the reference of the demo", await read(`${url}/docs/scalar.js`), "createApiReference")
  } finally {
    demo.kill()
  }
}

/** Starts the mock, and stops it when the scope closes, as a user does. */
const withMock = async <A>(
  command: string,
  args: ReadonlyArray<string>,
  cwd: string,
  use: (url: string) => Promise<A>
): Promise<A> => {
  const mock = spawn(process.execPath, [command, "--port", "0", "--json", ...args], { cwd })
  const closed = once(mock, "close")
  const errors: Array<string> = []
  mock.stderr.on("data", (text) => errors.push(String(text)))
  try {
    const ready = once(createInterface(mock.stdout), "line", { signal: AbortSignal.timeout(30_000) })
    const [line] = await Promise.race([ready, closed.then(() => fail(`it ended early: ${errors.join("")}`))])
    return await use(JSON.parse(String(line)).url)
  } finally {
    mock.kill("SIGTERM")
    const [status] = await closed
    if (status !== 0) fail(`the mock ended with ${status}: ${errors.join("")}`)
  }
}

const read = async (url: string, init?: RequestInit): Promise<string> => {
  const response = await fetch(url, init)
  const text = await response.text()
  return response.ok ? text : fail(`${url} answered ${response.status}: ${text}`)
}

const expectIn = (what: string, text: string, expected: string) => {
  if (!text.includes(expected)) fail(`${what} has no ${expected}: ${text.slice(0, 500)}`)
}

const checkPages = (command: string, cwd: string) =>
  withMock(command, [], cwd, async (url) => {
    expectIn("the dashboard", await read(`${url}/`, { headers: { accept: "text/html" } }), "<!doctype html>")
    expectIn("the reference", await read(`${url}/docs?api=live`), "docs/scalar.js")
    expectIn("the script of the reference", await read(`${url}/docs/scalar.js`), "createApiReference")
    for (const contract of ["catalog", "live"]) {
      expectIn("the document", await read(`${url}/openapi.json?contract=${contract}`), "\"/_mock/tokens\"")
    }
    expectIn("the control API", await read(`${url}/_mock/tokens`, { method: "POST" }), "accessToken")
    expectIn("a tenant", await read(`${url}/t/one/_mock/info`), "\"tenant\":\"one\"")
  })

const checkFiles = async (command: string, cwd: string) => {
  writeFileSync(join(cwd, "seed.yaml"), "name: from-yaml\ncreators:\n  - username: ada\n")
  const args = ["--seed-file", "seed.yaml", "--state", "state.json"]
  await withMock(command, args, cwd, async (url) => {
    expectIn("the state of the seed file", await read(`${url}/_mock/info`), "from-yaml")
    await read(`${url}/_mock/creators`, { method: "POST", body: JSON.stringify({ username: "grace" }) })
  })
  expectIn("the state", readFileSync(join(cwd, "state.json"), "utf8"), "grace")
  await withMock(command, args, cwd, async (url) => {
    expectIn("the kept state", await read(`${url}/_mock/creators`), "grace")
  })
}

const startUp = async (command: string, cwd: string): Promise<number> => {
  const times: Array<number> = []
  for (let round = 0; round < ROUNDS; round++) {
    const startedAt = performance.now()
    times.push(await withMock(command, [], cwd, async () => performance.now() - startedAt))
  }
  return times.toSorted((left, right) => left - right)[Math.floor(ROUNDS / 2)] ?? NaN
}
