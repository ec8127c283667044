import * as Effect from "effect/Effect"
import type { Slot } from "../../model/quota.ts"
import * as Monotonic from "../common/monotonic.ts"
import type { Block, CountedLimit, QuotaStore } from "./quotaStore.ts"

/**
 * Counts in this process, on a monotonic clock: a slot is never taken for longer than
 * its window.
 *
 * @internal
 */
export const make: Effect.Effect<QuotaStore> = Effect.sync(() => {
  const tallies = new Map<string, Tally>()
  let swept = 0

  const check = (limits: ReadonlyArray<CountedLimit>, now: number): Block | undefined => {
    let longest: Block | undefined
    for (const [index, { key, limit, window }] of limits.entries()) {
      const tally = tallies.get(key)
      if (tally === undefined) continue
      const oldest = tally.taken[tally.taken.length - limit]
      const freeAt = Math.max(tally.pausedUntil, oldest === undefined ? 0 : oldest + window)
      if (freeAt - now > (longest?.millis ?? 0)) longest = { index, millis: freeAt - now }
    }
    return longest
  }

  const tallyOf = (key: string): Tally => {
    const known = tallies.get(key)
    if (known !== undefined) return known
    const tally: Tally = { taken: [], endsAt: 0, pausedUntil: 0 }
    tallies.set(key, tally)
    return tally
  }

  const count = ({ key, limit, window }: CountedLimit, now: number) => {
    if (limit === Infinity) return
    const tally = tallyOf(key)
    const { taken } = tally
    while (taken[0] !== undefined && taken[0] <= now - window) taken.shift()
    taken.push(now)
    tally.endsAt = now + window
  }

  const forget = ({ key }: CountedLimit, time: number) => {
    const taken = tallies.get(key)?.taken ?? []
    const index = taken.lastIndexOf(time)
    if (index >= 0) taken.splice(index, 1)
  }

  // Otherwise the limits of inactive creators would fill the memory.
  const sweep = (now: number) => {
    if (now < swept + 60_000) return
    swept = now
    for (const [key, { endsAt, pausedUntil }] of tallies) if (Math.max(endsAt, pausedUntil) <= now) tallies.delete(key)
  }

  const take = (limits: ReadonlyArray<CountedLimit>, now: number): Block | Slot => {
    sweep(now)
    const block = check(limits, now)
    if (block !== undefined) return block
    for (const limit of limits) count(limit, now)
    let isHeld = true
    return {
      giveBack: Effect.sync(() => {
        if (isHeld) { for (const limit of limits) forget(limit, now) }
        isHeld = false
      })
    }
  }

  return {
    check: (limits) => Effect.map(Monotonic.now, (now) => check(limits, now)),
    take: (limits) => Effect.map(Monotonic.now, (now) => take(limits, now)),
    takeNow: take,
    pause: ({ key }, millis) =>
      Effect.map(Monotonic.now, (now) => {
        tallyOf(key).pausedUntil = now + millis
      }),
    reset: ({ key }) => Effect.sync(() => void tallies.delete(key))
  }
})

interface Tally {
  /** When slots were taken, the oldest first. */
  readonly taken: Array<number>
  /** When the last slot expires. */
  endsAt: number
  pausedUntil: number
}
