import * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"

/**
 * `Effect.timeoutOrElse` for effects that nearly always end in time. A race interrupts
 * the loser with a detailed cause, which costs more than the timer.
 *
 * @internal
 */
export const timeLimit = <A, E, R, E2>(
  self: Effect.Effect<A, E, R>,
  duration: Duration.Duration,
  late: () => E2
): Effect.Effect<A, E | E2, R> =>
  Effect.contextWith((context: Context.Context<R>) =>
    Effect.callback<A, E | E2>((resume) => {
      const work = Effect.runForkWith(context)(self)
      const ended = work.pollUnsafe()
      if (ended !== undefined) return resume(ended)
      const stopping = <E3>(end: Effect.Effect<never, E3>) => Effect.andThen(Fiber.interrupt(work), end)
      const timer = Effect.runForkWith(Context.empty())(Context.get(context, Clock.Clock).sleep(duration))
      work.addObserver((exit) => {
        timer.interruptUnsafe()
        resume(exit)
      })
      timer.addObserver((exit) => {
        if (Exit.isSuccess(exit)) return resume(stopping(Effect.suspend(() => Effect.fail(late()))))
        // The timer failed, and nothing else would end this.
        if (!Cause.hasInterruptsOnly(exit.cause)) resume(stopping(Effect.failCause(exit.cause)))
      })
      return Effect.suspend(() => {
        timer.interruptUnsafe()
        return Fiber.interrupt(work)
      })
    })
  )

/**
 * Like `timeLimit`, for effects that may not be interruptible, such as a disk that hangs. After the time limit or an
 * interruption of the caller, the effect continues by itself.
 *
 * @internal
 */
export const answerWithin = <A, E, R, E2>(
  self: Effect.Effect<A, E, R>,
  duration: Duration.Duration,
  late: () => E2
): Effect.Effect<A, E | E2, R> =>
  Effect.contextWith((context: Context.Context<R>) =>
    Effect.callback<A, E | E2>((resume) => {
      const work = Effect.runForkWith(context)(self)
      const ended = work.pollUnsafe()
      if (ended !== undefined) return resume(ended)
      const timer = Effect.runForkWith(Context.empty())(Context.get(context, Clock.Clock).sleep(duration))
      work.addObserver((exit) => {
        timer.interruptUnsafe()
        resume(exit)
      })
      timer.addObserver((exit) => {
        if (Exit.isFailure(exit)) return
        resume(Effect.suspend(() => Effect.fail(late())))
        work.interruptUnsafe()
      })
      return Effect.callback((stopped) => {
        work.addObserver(() => stopped(Effect.void))
        timer.addObserver(() => stopped(Effect.void))
        work.interruptUnsafe()
      })
    })
  )

/**
 * How long this many bytes may take: one minute, plus their time at 128 KiB a second.
 * At a slower rate, the upload URL would expire.
 *
 * @internal
 */
export const forBytes = (bytes: number): Duration.Duration => Duration.seconds(60 + bytes / 131_072)
