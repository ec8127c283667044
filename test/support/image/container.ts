import { type ChildProcess, spawn, spawnSync } from "node:child_process"
import { once } from "node:events"
import { existsSync } from "node:fs"
import { createInterface } from "node:readline"
import { environmentOf, type Image, within } from "./build.ts"

/** A process that runs like a container. */
export interface Container {
  readonly url: string
  readonly firstLine: string
  /** Runs the health check of the image, and returns its exit status. */
  readonly health: () => number | null
  /** Stops it as `docker stop` does, and returns its exit status. */
  readonly stop: () => Promise<number | null>
}

/** Runs an image with arguments, on a free port instead of the exposed one. */
export const runImage = async (image: Image, port: number, args: ReadonlyArray<string> = []): Promise<Container> => {
  const options = { cwd: within(image, "."), env: environmentOf(image) }
  const words = (command: ReadonlyArray<string>) => command.map((word) => placed(image, word, port))
  const [program = "", ...rest] = words([...image.entrypoint, ...(args.length > 0 ? args : image.command)])
  const child = spawn(program, rest, { ...options, stdio: ["ignore", "pipe", "inherit"] })
  const closed = once(child, "close")
  const [firstLine] = await Promise.race([
    once(createInterface(child.stdout), "line"),
    closed.then(([status]) => {
      throw new Error(`the container ended with ${status} before it said anything`)
    })
  ])
  return {
    url: `http://127.0.0.1:${port}`,
    firstLine: String(firstLine),
    health: () => {
      const [check = "", ...checkArgs] = words(image.healthcheck)
      return spawnSync(check, checkArgs, options).status
    },
    stop: () => stop(child, closed)
  }
}

const placed = (image: Image, word: string, port: number): string =>
  word.startsWith("/") && existsSync(within(image, word))
    ? within(image, word)
    : image.ports.reduce((text, exposed) => text.replaceAll(new RegExp(`\\b${exposed}\\b`, "g"), String(port)), word)

const stop = async (child: ChildProcess, closed: Promise<ReadonlyArray<unknown>>): Promise<number | null> => {
  child.kill("SIGTERM")
  await closed
  return child.exitCode
}
