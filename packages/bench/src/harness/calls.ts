import { answer } from "./answers.ts"
import type { Sample } from "./Table.ts"
import { usage } from "./usage.ts"

/** How many calls a client makes. */
export interface CallTask {
  readonly url: string
  /** Calls one after another. */
  readonly sequential: number
  /** Calls with `atOnce` in progress at any time. */
  readonly concurrent: number
  readonly atOnce: number
}

/** Answers the bench with a client that makes `count` calls, `atOnce` at a time. */
export const answerCalls = (many: (url: string, count: number, atOnce: number) => Promise<unknown>): void =>
  answer(async ({ atOnce, concurrent, sequential, url }: CallTask): Promise<Sample> => {
    const alone = await perCall(sequential, () => many(url, sequential, 1))
    const together = await perCall(concurrent, () => many(url, concurrent, atOnce))
    return { wall: alone.wall, cpu: alone.cpu, perSecond: 1e6 / together.wall, cpuTogether: together.cpu }
  })

/** Answers the bench with a client that makes one call at a time and returns the status of the post. */
export const answerWith = (call: (url: string) => Promise<unknown>): void =>
  answerCalls((url, count, atOnce) => {
    let left = count
    const worker = async () => {
      while (left-- > 0) {
        const status = await call(url)
        if (status !== "PROCESSING_UPLOAD") throw new Error(`a call gave ${String(status)}`)
      }
    }
    return Promise.all(Array.from({ length: atOnce }, worker))
  })

const perCall = async (count: number, work: () => Promise<unknown>) => {
  const before = usage()
  const startedAt = performance.now()
  await work()
  return { wall: (performance.now() - startedAt) * 1000 / count, cpu: (usage().cpu - before.cpu) * 1e6 / count }
}
