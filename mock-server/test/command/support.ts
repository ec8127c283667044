import { Effect } from "effect"
import { type ChildProcess, spawn } from "node:child_process"
import { fileURLToPath } from "node:url"

const command = fileURLToPath(new URL("../../src/bin.ts", import.meta.url))

/** The command as a process, ended with the test. */
export const start = (...args: ReadonlyArray<string>) => startWith({}, args)

/** The command as a process with its own environment, ended with the test. */
export const startIn = (env: NodeJS.ProcessEnv, ...args: ReadonlyArray<string>) => startWith({ env }, args)

/** The command as a process in a folder, ended with the test. */
export const startAt = (cwd: string, ...args: ReadonlyArray<string>) => startWith({ cwd }, args)

const startWith = (options: { readonly cwd?: string; readonly env?: NodeJS.ProcessEnv }, args: ReadonlyArray<string>) =>
  Effect.acquireRelease(
    Effect.sync(() =>
      new Running(spawn(process.execPath, [command, ...args], { stdio: ["ignore", "pipe", "pipe"], ...options }))
    ),
    ({ child }) => Effect.sync(() => child.kill("SIGKILL"))
  )

class Running {
  readonly child: ChildProcess
  readonly exit: Promise<number | null>
  stdout = ""
  stderr = ""

  constructor(child: ChildProcess) {
    this.child = child
    child.stdout?.on("data", (data) => this.stdout += String(data))
    child.stderr?.on("data", (data) => this.stderr += String(data))
    this.exit = new Promise((resolve) => child.on("close", (code) => resolve(code)))
  }

  /** Waits for the first line on standard output. */
  line(): Promise<string> {
    return this.capture(/^(.*)\n/)
  }

  /** Waits until the standard output matches, and returns the first group. */
  async capture(pattern: RegExp): Promise<string> {
    for (;;) {
      const [, captured] = pattern.exec(this.stdout) ?? []
      if (captured !== undefined) return captured
      await Promise.race([new Promise((resolve) => this.child.stdout?.once("data", resolve)), this.exit])
      if (this.child.exitCode !== null) throw new Error(`ended early: ${this.stdout}${this.stderr}`)
    }
  }
}

/** Calls a server that runs as a process. */
export const send = (url: string, init?: RequestInit) => fetch(url, init)
