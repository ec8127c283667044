import { spawn } from "node:child_process"
import { fileURLToPath } from "node:url"
import { childEnvironment } from "./childEnvironment.ts"

const main = fileURLToPath(new URL("../../packages/cli/src/bin.ts", import.meta.url))

/** What a finished command has left. */
export interface Finished {
  readonly exitCode: number | null
  readonly stdout: string
  readonly stderr: string
}

/** A command that runs, and what it will have left. */
export interface Running {
  readonly finished: Promise<Finished>
  /** Waits for a line on stdout that satisfies the pattern, and gives what it captured. */
  readonly line: (pattern: RegExp) => Promise<string>
  /** Interrupts it, as Ctrl+C does. */
  readonly stop: () => void
}

/** Runs `tiktok` as a process of its own, with nothing of this environment but the path. */
export const tiktok = (
  args: ReadonlyArray<string>,
  env: Readonly<Record<string, string>> = {},
  launcher: ReadonlyArray<string> = [process.execPath]
): Promise<Finished> => start(args, env, launcher).finished

/** Starts `tiktok` as a process of its own, to be talked to while it runs. */
export const start = (
  args: ReadonlyArray<string>,
  env: Readonly<Record<string, string>> = {},
  launcher: ReadonlyArray<string> = [process.execPath]
): Running => {
  const [command = process.execPath, ...before] = launcher
  const child = spawn(command, [...before, main, ...args], {
    env: { ...childEnvironment, ...env },
    stdio: ["ignore", "pipe", "pipe"]
  })
  let stdout = ""
  let stderr = ""
  child.stdout.setEncoding("utf8").on("data", (text: string) => stdout += text)
  child.stderr.setEncoding("utf8").on("data", (text: string) => stderr += text)
  const finished = new Promise<Finished>((resolve, reject) => {
    child.once("error", reject)
    child.once("close", (exitCode) => resolve({ exitCode, stdout, stderr }))
  })
  const line = (pattern: RegExp) =>
    new Promise<string>((resolve, reject) => {
      const look = (): void => {
        const found = pattern.exec(stdout)
        if (found !== null) resolve(found[1] ?? found[0])
      }
      look()
      child.stdout.on("data", look)
      child.once("close", () => reject(new Error(`the command ended without ${pattern}: ${stdout}${stderr}`)))
    })
  return { finished, line, stop: () => void child.kill("SIGINT") }
}

/** The JSON documents of an output, one a line. */
export const documents = (output: string): ReadonlyArray<Readonly<Record<string, unknown>>> =>
  output.split("\n").filter((line) => line !== "").map((line) => JSON.parse(line))
