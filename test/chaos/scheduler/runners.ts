import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { setTimeout } from "node:timers/promises"
import { childEnvironment } from "../../support/childEnvironment.ts"
import { freePort } from "../../support/freePort.ts"
import type { Builds } from "./builds.ts"
import { runnerCount } from "./plan.ts"
import type { Answer, Question, Setup, Task } from "./tasks.ts"

/** The runners of a run. Each starts again when it ends, as under a supervisor. */
export interface Runners {
  /** Kills one. Returns false when it is not running. */
  readonly kill: (index: number) => boolean
  /** Freezes one for a while. Returns false when it is not running. */
  readonly freeze: (index: number, millis: number) => boolean
  /** Replaces one after the other by the newer build. */
  readonly upgrade: () => Promise<void>
  /** Has a task done by any runner, by another one if that one ends or does not answer. Rejects when it cannot be done. */
  readonly ask: (task: Task) => Promise<void>
  /** Resolves when all of them run. */
  readonly ready: () => Promise<void>
  readonly stop: () => Promise<void>
  /** The ends that nothing here caused, with what the runner wrote last. */
  readonly ends: ReadonlyArray<string>
}

interface Place {
  build: keyof Builds
  port: number
  child: ChildProcess | undefined
  isReady: boolean
  /** Whether the end of the process is wanted. */
  isEnding: boolean
  starts: number
}

/** Ends a runner, if it runs, as wanted. */
const end = (place: Place | undefined, signal: NodeJS.Signals): boolean => {
  if (place?.child === undefined) return false
  place.isEnding = true
  return place.child.kill(signal)
}

/** Starts them. */
export const startRunners = (builds: Builds, setup: Omit<Setup, "port">): Runners => {
  const ends: Array<string> = []
  const waiting = new Map<number, { readonly child: ChildProcess; readonly resume: (failure?: string) => void }>()
  const stopping = new AbortController()
  let asked = 0
  let newest: keyof Builds = "old"

  const runOnce = async (place: Place) => {
    // Half of the restarts keep their address, as on one host. The others get a new one, as in a new container.
    if (place.starts++ % 2 === 0) place.port = await freePort()
    const child = spawn(process.execPath, [builds[place.build], JSON.stringify({ ...setup, port: place.port })], {
      env: childEnvironment,
      stdio: ["ignore", "pipe", "pipe", "ipc"]
    })
    Object.assign(place, { child, isEnding: false })
    let output = ""
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding("utf8").on("data", (text: string) => output = (output + text).slice(-2000))
    }
    child.on("message", (answer: Answer) => {
      if (answer._tag === "Ready") place.isReady = true
      else waiting.get(answer.id)?.resume(answer.failure)
    })
    const [code, signal] = await once(child, "close")
    Object.assign(place, { child: undefined, isReady: false })
    for (const other of waiting.values()) if (other.child === child) other.resume("the runner ended")
    if (!place.isEnding && !stopping.signal.aborted) ends.push(`${code ?? signal}: ${output}`)
  }

  const keep = async (place: Place) => {
    while (!stopping.signal.aborted) {
      await runOnce(place)
      if (!stopping.signal.aborted) await setTimeout(500)
      // After the first new runner has changed the tables, the older build no longer starts.
      place.build = newest
    }
  }

  const places = Array.from({ length: runnerCount }, (): Place => ({
    build: "old",
    port: 0,
    child: undefined,
    isReady: false,
    isEnding: false,
    starts: 0
  }))
  const kept = places.map(keep)

  const until = async (holds: () => boolean) => {
    while (!holds() && !stopping.signal.aborted) await setTimeout(50)
  }

  const askOne = (child: ChildProcess, task: Task) =>
    new Promise<string | undefined>((resolve) => {
      const id = ++asked
      const timer = globalThis.setTimeout(() => resume("no answer in time"), 30_000)
      const resume = (failure?: string) => {
        clearTimeout(timer)
        waiting.delete(id)
        resolve(failure)
      }
      waiting.set(id, { child, resume })
      child.send({ id, task } satisfies Question, (error) => {
        if (error !== null) resume(error.message)
      })
    })

  return {
    ends,
    kill: (index) => end(places[index], "SIGKILL"),
    freeze: (index, millis) => {
      const child = places[index]?.child
      if (child === undefined || !child.kill("SIGSTOP")) return false
      void setTimeout(millis).then(() => child.kill("SIGCONT"))
      return true
    },
    upgrade: async () => {
      newest = "new"
      for (const place of places) {
        const { child } = place
        if (place.build === "old" && child !== undefined) {
          const closed = once(child, "close")
          end(place, "SIGTERM")
          const timer = globalThis.setTimeout(() => child.kill("SIGKILL"), 30_000)
          await closed
          clearTimeout(timer)
        }
        await until(() => place.isReady && place.build === "new")
        // Both versions work side by side for a while.
        await setTimeout(5000)
      }
    },
    ask: async (task) => {
      let failure: string | undefined = "no runner is ready"
      for (let tries = 0; tries < 200 && !stopping.signal.aborted; tries++) {
        const ready = places.filter(({ isReady }) => isReady)
        const child = ready[Math.floor(Math.random() * ready.length)]?.child
        if (child !== undefined) {
          failure = await askOne(child, task)
          if (failure === undefined) return
        }
        await setTimeout(500)
      }
      throw new Error(`${task._tag} could not be done: ${failure}`)
    },
    ready: () => until(() => places.every(({ isReady }) => isReady)),
    stop: async () => {
      stopping.abort()
      for (const place of places) {
        end(place, "SIGCONT")
        end(place, "SIGKILL")
      }
      await Promise.all(kept)
    }
  }
}
