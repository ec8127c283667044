import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Semaphore from "effect/Semaphore"
import type { Slot } from "../../model/quota.ts"
import type { QuotaExhausted, QuotaUnavailable } from "../../TikTokError.ts"

/** @internal */
export type Turn = Effect.Effect<Slot, QuotaExhausted | QuotaUnavailable>

/**
 * Those who wait for the same limits stand in a line: one of them at a time asks
 * the store and sleeps until its slot, so that a slot wakes one of them and goes
 * to who came first.
 *
 * @internal
 */
export const make = (): {
  readonly isEmpty: (name: string) => boolean
  readonly wait: (name: string, turn: Turn) => Turn
} => {
  const lines = new Map<string, Line>()

  const close = (name: string, line: Line) => {
    if (lines.get(name) === line) lines.delete(name)
  }

  const served = (name: string, line: Line, turn: Turn) =>
    Effect.tapErrorTag(turn, "QuotaUnavailable", (reason) => {
      close(name, line)
      return line.behind === undefined ? Effect.void : Deferred.fail(line.behind.broken, reason)
    })

  const leave = (name: string, line: Line) => {
    line.length--
    if (line.length === 0) close(name, line)
  }

  // Most find nobody there, and a line with nobody behind it needs nothing to wait on.
  const first = (name: string, turn: Turn): Turn => {
    const line: Line = { length: 1, behind: undefined }
    lines.set(name, line)
    return Effect.onExit(served(name, line, turn), () => {
      leave(name, line)
      return line.behind === undefined ? Effect.void : line.behind.turns.release(1)
    })
  }

  const behind = (name: string, line: Line, turn: Turn, restore: (turn: Turn) => Turn): Turn => {
    const { broken, turns } = line.behind ??= { turns: Semaphore.makeUnsafe(0), broken: Deferred.makeUnsafe() }
    line.length++
    return Effect.ensuring(
      restore(Effect.raceFirst(turns.withPermit(served(name, line, turn)), Deferred.await(broken))),
      Effect.sync(() => leave(name, line))
    )
  }

  // Who has entered must leave: an interruption in between would hold up everybody behind for ever.
  const wait = (name: string, turn: Turn): Turn =>
    Effect.uninterruptibleMask((restore) => {
      const line = lines.get(name)
      return line === undefined ? first(name, restore(turn)) : behind(name, line, turn, restore)
    })

  return { isEmpty: (name) => !lines.has(name), wait }
}

interface Line {
  length: number
  behind: {
    /** The first of the line holds the only one. */
    readonly turns: Semaphore.Semaphore
    /** A store that is out fails all in line at once, not one after the other. */
    readonly broken: Deferred.Deferred<never, QuotaUnavailable>
  } | undefined
}
