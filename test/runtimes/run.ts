/** Runs the journeys in the runtimes. */
import { journeys } from "./journeys.ts"
import { pageScript, type Runtime } from "./runtimes.ts"
import { type Stage, startStage } from "./stage.ts"

/** How a journey went in a runtime that it was for: nothing, or why it failed. */
export interface Result {
  readonly runtime: string
  readonly journey: string
  readonly failed: string | undefined
}

/** Runs every journey in the given runtimes, two runtimes at a time. */
export const runAll = async (runtimes: ReadonlyArray<Runtime>): Promise<ReadonlyArray<Result>> => {
  let script: Promise<string> | undefined
  await using stage = await startStage(() => script ??= pageScript("page"))
  const waiting = [...runtimes]
  const results: Array<Result> = []
  const lane = async (): Promise<void> => {
    for (let runtime = waiting.shift(); runtime !== undefined; runtime = waiting.shift()) {
      const startedAt = performance.now()
      results.push(...await runOne(stage, runtime))
      console.error(`${runtime.title}: ${((performance.now() - startedAt) / 1000).toFixed(1)} s`)
    }
  }
  await Promise.all([lane(), lane()])
  return results
}

const runOne = async (stage: Stage, { hasFiles, start, title }: Runtime): Promise<ReadonlyArray<Result>> => {
  const own = Object.entries(journeys).filter(([, { needsFiles }]) => hasFiles || needsFiles !== true)
  const worldOf = (journey: string) => stage.world(`${title}-${journey}`.toLowerCase().replaceAll(" ", "-"))
  const questionOf = (journey: string, step: number) => ({ journey, step, world: worldOf(journey) })
  await using runtime = await start(stage)
  const short = own.filter(([, { steps }]) => steps.length === 1).map(([journey]) => journey)
  const answers = await runtime.takeAll(short.map((journey) => questionOf(journey, 0)))
  const results: Array<Result> = short.map((journey, index) => ({
    runtime: title,
    journey,
    failed: answers[index]?.failed
  }))
  const long = own.filter(([, { steps }]) => steps.length > 1).map(([journey]) => journey)
  const broken = new Map<string, string>()
  for (const journey of long) {
    try {
      await runtime.takeUntilKilled(questionOf(journey, 0), stage.reached(worldOf(journey).name))
    } catch (error) {
      broken.set(journey, String(error))
    }
  }
  const ends = await runtime.takeAll(long.map((journey) => questionOf(journey, 1)))
  return [
    ...results,
    ...long.map((journey, index) => ({
      runtime: title,
      journey,
      failed: broken.get(journey) ?? ends[index]?.failed
    }))
  ]
}
