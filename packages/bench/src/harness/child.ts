import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { fileURLToPath } from "node:url"
import type { Answer, Question } from "./answers.ts"
import type { Sample } from "./Table.ts"
import type { Usage } from "./usage.ts"

/** Environment variables of a process besides this one's. */
export type Environment = Readonly<Record<string, string>>

/** A process that runs until it is stopped. */
export interface Resident {
  /** Sends a question, which a script answers with `answer`. */
  readonly ask: (question: unknown) => Promise<any>
  /** The resources that the process has used. */
  readonly usage: () => Promise<Usage>
  /** Waits for a line of output, and returns what the pattern captured. */
  readonly line: (pattern: RegExp) => Promise<string>
  readonly stop: () => Promise<void>
}

/** Path of a script of this package, below `src`. */
export const script = (path: string): string => fileURLToPath(new URL(`../${path}`, import.meta.url))

const meter = script("harness/meter.ts")

/** Starts a Node script that keeps running. */
export const start = (script: string, args: ReadonlyArray<string> = [], env: Environment = {}): Resident => {
  const child = spawn(process.execPath, ["--import", meter, script, ...args], {
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe", "ipc"]
  })
  const output = collect(child)
  const ended = once(child, "close").then(() => {
    throw new Error(`${script} has ended: ${complaintOf(output.stderr || output.stdout)}`)
  })
  // A waiting caller gets the error. Without one, the process was stopped.
  ended.catch(() => undefined)
  const asked = new Map<number, (message: Answer) => void>()
  // The script of a peer may send other messages.
  child.on("message", (message: Partial<Answer>) => {
    if (message.to !== undefined) asked.get(message.to)?.({ ...message, to: message.to })
  })
  let count = 0
  const ask = async (question: unknown): Promise<any> => {
    const { promise, resolve } = Promise.withResolvers<Answer>()
    const id = ++count
    asked.set(id, resolve)
    child.send({ id, question } satisfies Question)
    const { answer, failure } = await Promise.race([promise, ended])
    asked.delete(id)
    if (failure !== undefined) throw new Error(failure)
    return answer
  }
  const line = async (pattern: RegExp) => {
    for (;;) {
      const found = pattern.exec(output.stdout)
      if (found !== null) return found[1] ?? found[0]
      await Promise.race([output.grown(), ended])
    }
  }
  const stop = async () => {
    const closed = child.exitCode === null && child.signalCode === null ? once(child, "close") : undefined
    child.kill("SIGKILL")
    await closed
  }
  return { ask, usage: () => ask("usage"), line, stop }
}

/** Starts a plain Node script, and returns how to stop it. */
export const launch = (script: string, args: ReadonlyArray<string>): () => Promise<void> => {
  const child = spawn(process.execPath, [script, ...args], { stdio: "ignore" })
  const closed = once(child, "close")
  return async () => {
    child.kill("SIGKILL")
    await closed
  }
}

/** The result of a finished process. */
export interface Finished {
  readonly stdout: string
  readonly stderr: string
}

// A hanging process must not hang the whole bench.
const LONGEST_MILLIS = 600_000

/** Runs a command to its end. Rejects when it fails. `onStart` receives the process. */
export const run = async (
  command: string,
  args: ReadonlyArray<string>,
  options: {
    readonly env?: Environment | undefined
    readonly cwd?: string | undefined
    readonly onStart?: ((child: ChildProcess) => void) | undefined
  } = {}
): Promise<Finished> => {
  const child = spawn(command, args, {
    cwd: options.cwd,
    env: { ...process.env, ...options.env },
    stdio: ["ignore", "pipe", "pipe"],
    timeout: LONGEST_MILLIS
  })
  options.onStart?.(child)
  const output = collect(child)
  const [exitCode, signal] = await once(child, "close")
  if (exitCode !== 0) {
    throw new Error(`${command} ${args[0] ?? ""} ended with ${exitCode ?? signal}: ${complaintOf(output.stderr)}`)
  }
  return output
}

/** Runs a Node script that measures itself, and returns its report. */
export const runMeasured = async (
  script: string,
  task: unknown,
  { env, flags = [] }: { readonly env?: Environment | undefined; readonly flags?: ReadonlyArray<string> } = {}
): Promise<Sample> => {
  const { stdout } = await run(process.execPath, [...flags, script, JSON.stringify(task)], { env })
  return parseReport(stdout)
}

/** Parses the report on the last line of a process. */
export const parseReport = (stdout: string): Sample => JSON.parse(stdout.trim().split("\n").at(-1) ?? "")

const collect = ({ stderr, stdout }: ChildProcess) => {
  const output = { stdout: "", stderr: "", grown: async (): Promise<unknown> => stdout && once(stdout, "data") }
  stdout?.setEncoding("utf8").on("data", (text: string) => output.stdout += text)
  stderr?.setEncoding("utf8").on("data", (text: string) => output.stderr += text)
  return output
}

/** The message of a failed process: the line that names an error, or the last lines. */
const complaintOf = (text: string): string => {
  const lines = text.trim().split("\n")
  return lines.find((line) => /^\s*\w*Error\b.*: /.test(line))?.trim() ?? lines.slice(-3).join(" | ")
}
