import * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"

/**
 * A cheaper `Effect.timeoutOrElse` for effects that nearly always end in time. A
 * race creates an interruption cause for its loser, which costs more than the
 * timer.
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
        // The timer itself failed, and nothing else would end the wait.
        if (!Cause.hasInterruptsOnly(exit.cause)) resume(stopping(Effect.failCause(exit.cause)))
      })
      return Effect.suspend(() => {
        timer.interruptUnsafe()
        return Fiber.interrupt(work)
      })
    })
  )

/**
 * `timeLimit` for an effect that may not be interruptible, such as a disk that hangs. Abandons it at the limit, or when
 * the caller is interrupted.
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
 * The time limit for a number of bytes: a minute plus their time at 128 KiB a
 * second. A slower upload would outlive its URL anyway.
 *
 * @internal
 */
export const forBytes = (bytes: number): Duration.Duration => Duration.seconds(60 + bytes / 131_072)
