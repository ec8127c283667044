import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import type * as ManagedRuntime from "effect/ManagedRuntime"
import * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import * as Library from "../../TikTokError.ts"
import * as Validate from "../common/validate.ts"
import { type Plain, plain, plainError } from "./plain.ts"

/**
 * Runs effects of the library for callers without Effect.
 *
 * @internal
 */
export interface Runner<R> {
  /** Runs an effect, and returns its value without Effect. What building the effect throws is thrown too. */
  readonly run: <A>(effect: () => Effect.Effect<A, Library.TikTokError, R>, options: unknown) => Promise<Plain<A>>
  /** Like `run`, with the value as it is. */
  readonly runRaw: <A>(effect: () => Effect.Effect<A, Library.TikTokError, R>, options: unknown) => Promise<A>
  /** Runs a stream each time it is iterated, as far as it is read. */
  readonly iterate: <A>(
    stream: () => Stream.Stream<A, Library.TikTokError, R>,
    options: unknown
  ) => AsyncIterable<Plain<A>>
  /** Runs an effect whose resources live until the signal aborts or the client is closed. */
  readonly keep: (
    effect: () => Effect.Effect<void, Library.TikTokError, R | Scope.Scope>,
    options: unknown
  ) => Promise<void>
  readonly close: () => Promise<void>
}

/** @internal */
export const make = <R>(runtime: ManagedRuntime.ManagedRuntime<R, Library.TikTokError>): Runner<R> => {
  let closing: Promise<void> | undefined
  const running = new Set<Fiber.Fiber<unknown, unknown>>()

  const onFiberStart = (fiber: Fiber.Fiber<unknown, unknown>) => {
    running.add(fiber)
    fiber.addObserver(() => running.delete(fiber))
  }

  const execute = async <A, E>(effect: () => Effect.Effect<A, E, R>, signal: AbortSignal | undefined): Promise<A> => {
    signal?.throwIfAborted()
    if (closing !== undefined) throw closedError()
    const exit = await runtime.runPromiseExit(effect(), { signal, onFiberStart })
    if (Exit.isSuccess(exit)) return exit.value
    if (!Cause.hasInterruptsOnly(exit.cause)) throw thrownOf(exit.cause)
    if (signal?.aborted === true) throw signal.reason
    throw closing === undefined ? thrownOf(exit.cause) : closedError()
  }

  const runRaw: Runner<R>["runRaw"] = async (effect, options) => execute(effect, signalOf(options))

  const run = <A>(effect: () => Effect.Effect<A, Library.TikTokError, R>, options: unknown): Promise<Plain<A>> =>
    runRaw(effect, options).then((value): Plain<A> => plain(value))

  async function* read<A>(stream: () => Stream.Stream<A, Library.TikTokError, R>, options: unknown, left: AbortSignal) {
    const given = signalOf(options)
    const signal = given === undefined ? left : AbortSignal.any([given, left])
    const scope = Scope.forkUnsafe(runtime.scope)
    try {
      const pull = await execute(() => Scope.provide(Stream.toPull(stream()), scope), signal)
      const next = () => Effect.catchIf(pull, Cause.isDone, () => Effect.undefined)
      for (let items = await execute(next, signal); items !== undefined; items = await execute(next, signal)) {
        for (const item of items) yield plain(item)
      }
    } catch (error) {
      if (!left.aborted || error !== left.reason) throw error
    } finally {
      await Effect.runPromise(Scope.close(scope, Exit.void))
    }
  }

  const iterate: Runner<R>["iterate"] = (stream, options) => ({
    [Symbol.asyncIterator]() {
      const left = new AbortController()
      const items = read(stream, options, left.signal)
      return {
        next: () => items.next(),
        // A generator returns only when its pending `next` has ended.
        return: () => {
          left.abort()
          return items.return()
        }
      }
    }
  })

  const keep: Runner<R>["keep"] = async (effect, options) => {
    const signal = signalOf(options)
    const scope = Scope.forkUnsafe(runtime.scope)
    const release = () => Effect.runPromise(Scope.close(scope, Exit.void))
    const listen = Effect.acquireRelease(
      Effect.sync(() => signal?.addEventListener("abort", release, { once: true })),
      () => Effect.sync(() => signal?.removeEventListener("abort", release))
    )
    try {
      await execute(() => Scope.provide(Effect.andThen(effect(), listen), scope), signal)
      signal?.throwIfAborted()
    } catch (error) {
      await release()
      throw error
    }
  }

  // What streams hold is released after their fibers have ended, and before the stores.
  const close = () => closing ??= Effect.runPromise(Fiber.interruptAll(running)).then(runtime.dispose)

  return { run, runRaw, iterate, keep, close }
}

/** What a caller catches. A defect, such as the error of a callback, is thrown as it is. @internal */
export const thrownOf = (cause: Cause.Cause<unknown>): unknown => {
  if (Cause.hasInterruptsOnly(cause)) return new DOMException("The call was interrupted", "AbortError")
  const error = Cause.squash(cause)
  return error instanceof Library.TikTokError ? plainError(error) : error
}

const closedError = () => new DOMException("This client of TikTok is closed", "AbortError")

/** A JavaScript caller may pass anything. @internal */
export const signalOf = (options: unknown): AbortSignal | undefined => {
  const signal = Validate.isObject(options) ? options["signal"] : undefined
  if (signal === undefined || signal instanceof AbortSignal) return signal
  throw plainError(
    Library.fromReason("options")(new Library.InvalidInput({ field: "signal", rule: "must be an AbortSignal" }))
  )
}
