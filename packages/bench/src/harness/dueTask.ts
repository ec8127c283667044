import { answer } from "./answers.ts"
import { usage } from "./usage.ts"

/** Creators, or their like: a job of one comes after the one before it. */
export const CREATORS = 200

/** What the bench asks of a process that runs jobs at their times. */
export type DueTask =
  /** Stores jobs of the next month. */
  | { readonly do: "fill"; readonly count: number }
  /** Stores jobs that are due one after another, and waits until all have run. */
  | { readonly do: "run"; readonly count: number; readonly everyMillis: number }
  /** Stores such jobs and does not wait. */
  | { readonly do: "store"; readonly count: number; readonly everyMillis: number }
  /** The longest delay since the last such question, in milliseconds. */
  | { readonly do: "latest" }
  /** Does nothing else for some time. */
  | { readonly do: "rest"; readonly millis: number }
  /** Reads a page of the jobs. */
  | { readonly do: "page" }

/** How a scheduler stores a job and reads a page. It calls `ran` with the time of a job that it runs. */
export interface Due {
  readonly fill: (times: ReadonlyArray<number>) => Promise<unknown>
  readonly store: (times: ReadonlyArray<number>) => Promise<unknown>
  /** Missing where there is none. */
  readonly page?: (() => Promise<unknown>) | undefined
}

/** Answers the bench with a scheduler. */
export const answerDue = (start: (ran: (at: number) => void) => Promise<Due>): void => {
  const delays: Array<number> = []
  let onRun: (() => void) | undefined
  const started = start((at) => {
    delays.push(Date.now() - at)
    onRun?.()
  })
  const run = async (due: Due, count: number, everyMillis: number) => {
    const times = timesOf(count, everyMillis)
    await due.store(times)
    await sleepUntil((times[0] ?? 0) - 500)
    delays.length = 0
    const before = usage().cpu
    await new Promise<void>((resolve) => {
      onRun = () => void (delays.length === count && resolve())
    })
    const cpu = (usage().cpu - before) * 1e6 / count
    const sorted = delays.toSorted((a, b) => a - b)
    return { cpu, p50: sorted[Math.floor(count * 0.5)], p99: sorted[Math.floor(count * 0.99)] }
  }

  answer(async (task: DueTask): Promise<unknown> => {
    const due = await started
    switch (task.do) {
      case "fill":
        return due.fill(Array.from({ length: task.count }, (_, index) => Date.now() + month + index * 1000))
      case "run":
        return run(due, task.count, task.everyMillis)
      case "store":
        return due.store(timesOf(task.count, task.everyMillis))
      case "latest":
        return Math.max(0, ...delays.splice(0))
      case "rest": {
        const before = usage().cpu
        await sleepUntil(Date.now() + task.millis)
        return (usage().cpu - before) * 100_000 / task.millis
      }
      case "page": {
        const rounds = 50
        const startedAt = performance.now()
        for (let round = 0; round < rounds; round++) await due.page?.()
        return due.page === undefined ? undefined : (performance.now() - startedAt) / rounds
      }
    }
  })
}

/** Times one after another. Storing them takes a while, and must not count. */
const timesOf = (count: number, everyMillis: number): ReadonlyArray<number> => {
  const first = Date.now() + 5_000 + count * 10
  return Array.from({ length: count }, (_, index) => first + index * everyMillis)
}

const month = 30 * 86_400_000

const sleepUntil = (at: number) => new Promise((resolve) => setTimeout(resolve, at - Date.now()))
