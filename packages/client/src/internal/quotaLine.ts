import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Semaphore from "effect/Semaphore"
import type { Slot } from "../Quota.ts"
import type { QuotaExhausted, QuotaUnavailable } from "../TikTokError.ts"

/** @internal */
export type Turn = Effect.Effect<Slot, QuotaExhausted | QuotaUnavailable>

/**
 * Those who wait for the same limits stand in a line: one of them at a time asks
 * the store and sleeps until its slot, so that a slot wakes one of them and goes
 * to who came first.
 *
 * @internal
 */
export const make = (): (name: string, turn: Turn) => Turn => {
  const lines = new Map<string, Line>()
  return (name, turn) =>
    Effect.suspend(() => {
      const standing = lines.get(name)
      const line = standing ?? open()
      const close = Effect.sync(() => {
        if (lines.get(name) === line) lines.delete(name)
      })
      line.length++
      lines.set(name, line)
      const served = Effect.tapErrorTag(
        line.turns.withPermit(turn),
        "QuotaUnavailable",
        (reason) => Effect.andThen(close, Deferred.fail(line.broken, reason))
      )
      // Who finds nobody there is served at once, and nobody else can tell it that the store is out.
      return (standing === undefined ? served : Effect.raceFirst(served, Deferred.await(line.broken))).pipe(
        Effect.ensuring(Effect.suspend(() => --line.length === 0 ? close : Effect.void))
      )
    })
}

interface Line {
  readonly turns: Semaphore.Semaphore
  /** A store that is out fails all in line at once, not one after the other. */
  readonly broken: Deferred.Deferred<never, QuotaUnavailable>
  length: number
}

const open = (): Line => ({ turns: Semaphore.makeUnsafe(1), broken: Deferred.makeUnsafe(), length: 0 })
