import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import { WebCrypto } from "effect/crypto/WebCrypto"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type * as Fiber from "effect/Fiber"
import * as EffectRandom from "effect/Random"
import * as Scheduler from "effect/Scheduler"
import type { Random } from "./random.ts"
import type { Owner, Timeline } from "./Timeline.ts"
import { makeWebCrypto } from "./webCrypto.ts"

/** A simulated process: fibers that a crash ends without their finalizers, and a clock of its own. */
export interface Process {
  readonly name: string
  /** The run of its program. Undefined between a crash and the next start. */
  readonly current: () => Owner | undefined
  /** Starts the program with nothing in memory. */
  readonly start: () => void
  /** Ends all fibers at once, as `kill -9` does, and starts the program again later. */
  readonly crash: (restartAfter: number) => void
  /** Stops everything in it for a time, as a paused machine does. */
  readonly freeze: (millis: number) => void
  /** Sets its time of day forward or back. Its monotonic clock goes on. */
  readonly setClock: (byMillis: number) => void
  /** Interrupts the program, which runs its finalizers. */
  readonly stop: () => void
  /** What the program has left at its end: events that still wait. */
  readonly leftovers: () => number
}

/** The services of a process that the simulation provides. */
export interface ProcessOptions {
  readonly name: string
  readonly timeline: Timeline
  readonly random: Random
  /** Difference of its time of day from the true one, in milliseconds. */
  readonly skew: number
  /** Makes the program of a start. */
  readonly program: (owner: Owner) => Effect.Effect<unknown>
  readonly context: Context.Context<never>
  readonly trace: (text: string) => void
  readonly onEnd: (exit: unknown) => void
}

/** Makes a process that does not run yet. */
export const makeProcess = (options: ProcessOptions): Process => {
  const { context, name, random, timeline, trace } = options
  let { skew } = options
  let owner: Owner | undefined
  let isStopped = false
  let left = 0
  let fiber: Fiber.Fiber<unknown> | undefined
  const world: Owner = { isAlive: true, frozenUntil: 0, pending: 0 }

  const start = () => {
    if (owner !== undefined || isStopped) return
    trace(`${name} starts`)
    const run: Owner = { isAlive: true, frozenUntil: 0, pending: 0 }
    owner = run
    const services = Context.mergeAll(
      context,
      Context.make(Clock.Clock, makeClock(timeline, run, () => skew, random.between(0, 1e9))),
      Context.make(EffectRandom.Random, {
        nextDoubleUnsafe: random.next,
        nextIntUnsafe: () => random.between(Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER)
      }),
      Context.make(Scheduler.Scheduler, timeline.schedulerFor(run, random.pick(OPS_BEFORE_YIELD))),
      Context.make(WebCrypto, makeWebCrypto(random))
    )
    fiber = Effect.runForkWith(services)(options.program(run))
    fiber.addObserver((exit) => {
      if (run.isAlive) options.onEnd(exit)
    })
  }

  return {
    name,
    start,
    current: () => owner,
    crash: (restartAfter) => {
      if (owner === undefined) return
      trace(`${name} crashes`)
      owner.isAlive = false
      owner = undefined
      fiber = undefined
      timeline.after(restartAfter, world, start)
    },
    freeze: (millis) => {
      if (owner === undefined) return
      trace(`${name} freezes for ${millis} ms`)
      owner.frozenUntil = Math.max(owner.frozenUntil, timeline.now() + millis)
    },
    setClock: (byMillis) => {
      trace(`the clock of ${name} is set by ${byMillis} ms`)
      skew += byMillis
    },
    stop: () => {
      isStopped = true
      const run = owner
      fiber?.addObserver(() => void (left = run?.pending ?? 0))
      fiber?.interruptUnsafe()
    },
    leftovers: () => left
  }
}

// With few operations, fibers yield in the middle of what is nearly always one step.
const OPS_BEFORE_YIELD = [2048, 2048, 200, 40] as const

/** Makes a clock whose time of day differs from the true one, and whose monotonic time has an origin of its own. */
export const makeClock = (timeline: Timeline, owner: Owner, skew: () => number, origin: number): Clock.Clock => {
  const startedAt = timeline.now()
  const millis = () => timeline.now() + skew()
  const nanos = () => BigInt(millis()) * 1_000_000n
  const monotonic = () => BigInt(timeline.now() - startedAt + origin) * 1_000_000n
  return {
    currentTimeMillisUnsafe: millis,
    currentTimeMillis: Effect.sync(millis),
    currentTimeNanosUnsafe: nanos,
    currentTimeNanos: Effect.sync(nanos),
    monotonicTimeNanosUnsafe: monotonic,
    monotonicTimeNanos: Effect.sync(monotonic),
    sleep: (duration) =>
      Effect.callback<void>((resume) => {
        const millis = Duration.toMillis(duration)
        if (millis === Infinity) return
        const cancel = timeline.after(millis, owner, () => resume(Effect.void))
        return Effect.sync(cancel)
      })
  }
}
