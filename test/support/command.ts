import { spawn } from "node:child_process"
import { fileURLToPath } from "node:url"

const main = fileURLToPath(new URL("../../packages/cli/src/main.ts", import.meta.url))

/** What a finished command has left. */
export interface Finished {
  readonly exitCode: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Runs `tiktok` as a process of its own, with nothing of this environment but the path. */
export const tiktok = (
  args: ReadonlyArray<string>,
  env: Readonly<Record<string, string>> = {},
  launcher: ReadonlyArray<string> = [process.execPath]
): Promise<Finished> => {
  const [command = process.execPath, ...before] = launcher
  const child = spawn(command, [...before, main, ...args], {
    env: { PATH: process.env["PATH"], ...env },
    stdio: ["ignore", "pipe", "pipe"]
  })
  let stdout = ""
  let stderr = ""
  child.stdout.setEncoding("utf8").on("data", (text: string) => stdout += text)
  child.stderr.setEncoding("utf8").on("data", (text: string) => stderr += text)
  return new Promise((resolve, reject) => {
    child.once("error", reject)
    child.once("close", (exitCode) => resolve({ exitCode, stdout, stderr }))
  })
}

/** The JSON documents of an output, one a line. */
export const documents = (output: string): ReadonlyArray<Readonly<Record<string, unknown>>> =>
  output.split("\n").filter((line) => line !== "").map((line) => JSON.parse(line))
