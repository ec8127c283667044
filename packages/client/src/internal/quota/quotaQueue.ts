import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Semaphore from "effect/Semaphore"
import type { Slot } from "../../model/quota.ts"
import type { QuotaExhausted, QuotaUnavailable } from "../../TikTokError.ts"

/** @internal */
export type Turn = Effect.Effect<Slot, QuotaExhausted | QuotaUnavailable>

/**
 * Calls that wait for the same limits are in a queue. One call at a time asks the
 * store and sleeps until its slot, so a slot wakes one call, and the first one gets it.
 *
 * @internal
 */
export const make = (): {
  readonly isEmpty: (name: string) => boolean
  /** Waits for the turn, and fails with `late` if it does not begin within `millis`. */
  readonly wait: (name: string, turn: Turn, millis: number, late: Turn) => Turn
} => {
  const queues = new Map<string, Queue>()

  const close = (name: string, queue: Queue) => {
    if (queues.get(name) === queue) queues.delete(name)
  }

  const withFailure = (name: string, queue: Queue, turn: Turn) =>
    Effect.tapErrorTag(turn, "QuotaUnavailable", (reason) => {
      close(name, queue)
      return queue.waiters === undefined ? Effect.void : Deferred.fail(queue.waiters.broken, reason)
    })

  const leave = (name: string, queue: Queue) => {
    queue.length--
    if (queue.length === 0) close(name, queue)
  }

  // Most queues have one call, which needs no semaphore.
  const first = (name: string, turn: Turn): Turn => {
    const queue: Queue = { length: 1, waiters: undefined }
    queues.set(name, queue)
    return Effect.onExit(withFailure(name, queue, turn), () => {
      leave(name, queue)
      return queue.waiters === undefined ? Effect.void : queue.waiters.turns.release(1)
    })
  }

  const waiters = (name: string, queue: Queue, turn: Turn, late: Turn, restore: (turn: Turn) => Turn): Turn => {
    const { broken, turns } = queue.waiters ??= { turns: Semaphore.makeUnsafe(0), broken: Deferred.makeUnsafe() }
    queue.length++
    return Effect.ensuring(
      restore(Effect.raceAllFirst([turns.withPermit(withFailure(name, queue, turn)), Deferred.await(broken), late])),
      Effect.sync(() => leave(name, queue))
    )
  }

  // A call that has entered must leave. Otherwise an interruption would block the queue forever.
  const wait = (name: string, turn: Turn, millis: number, late: Turn): Turn =>
    Effect.uninterruptibleMask((restore) => {
      const queue = queues.get(name)
      if (queue === undefined) return first(name, restore(turn))
      let hasBegun = false
      const begun = Effect.suspend(() => {
        hasBegun = true
        return turn
      })
      // A turn keeps its own time. An interruption could lose the slot that it has just taken.
      const tooLate = Effect.delay(Effect.suspend(() => hasBegun ? Effect.never : late), Math.max(0, millis))
      return waiters(name, queue, begun, millis === Infinity ? Effect.never : tooLate, restore)
    })

  return { isEmpty: (name) => !queues.has(name), wait }
}

interface Queue {
  length: number
  waiters: {
    /** The first in the queue holds the only permit. */
    readonly turns: Semaphore.Semaphore
    /** A failed store fails all calls in the queue at once. */
    readonly broken: Deferred.Deferred<never, QuotaUnavailable>
  } | undefined
}
