import { spawn } from "node:child_process"
import { childEnvironment } from "./childEnvironment.ts"
import { commandFile } from "./programs.ts"

/** The result of a finished command. */
export interface Finished {
  readonly exitCode: number | null
  readonly stdout: string
  readonly stderr: string
}

/** A running command, and its later result. */
export interface Running {
  readonly finished: Promise<Finished>
  /** Waits for a matching line on stdout, and returns what the pattern captured. */
  readonly line: (pattern: RegExp) => Promise<string>
  /** Interrupts it, like Ctrl+C. */
  readonly stop: () => void
}

/** Runs `tiktok` in a new process, with only the path of this environment. */
export const tiktok = (
  args: ReadonlyArray<string>,
  env: Readonly<Record<string, string>> = {},
  launcher: ReadonlyArray<string> = [process.execPath]
): Promise<Finished> => start(args, env, launcher).finished

/** Starts `tiktok` in a new process that a test can talk to. */
export const start = (
  args: ReadonlyArray<string>,
  env: Readonly<Record<string, string>> = {},
  launcher: ReadonlyArray<string> = [process.execPath]
): Running => {
  const [command = process.execPath, ...before] = launcher
  const child = spawn(command, [...before, commandFile(), ...args], {
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

/** The JSON documents of an output, one per line. */
export const documents = (output: string): ReadonlyArray<Readonly<Record<string, unknown>>> =>
  output.split("\n").filter((line) => line !== "").map((line) => JSON.parse(line))
