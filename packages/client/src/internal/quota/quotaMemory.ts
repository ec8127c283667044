import * as Effect from "effect/Effect"
import type { Slot } from "../../model/quota.ts"
import * as Monotonic from "../common/monotonic.ts"
import type { Block, Count, CountedLimit, QuotaStore } from "./quotaStore.ts"

/**
 * Counts in this process, on a monotonic clock: a slot is never taken for longer than
 * its window.
 *
 * @internal
 */
export const make: Effect.Effect<QuotaStore> = Effect.sync(() => {
  const tallies = new Map<string, Tally>()
  let swept = 0

  const freeAt = ({ pausedUntil, taken }: Tally, { limit, window }: CountedLimit): number => {
    const oldest = taken[taken.length - limit]
    return Math.max(pausedUntil, oldest === undefined ? 0 : oldest + window)
  }

  const check = (limits: ReadonlyArray<CountedLimit>, now: number): Block | undefined => {
    let longest: Block | undefined
    for (const [index, limit] of limits.entries()) {
      const tally = tallies.get(limit.key)
      if (tally === undefined) continue
      const millis = freeAt(tally, limit) - now
      if (millis > (longest?.millis ?? 0)) longest = { index, millis }
    }
    return longest
  }

  const usage = (limit: CountedLimit, now: number): Count => {
    const tally = tallies.get(limit.key)
    if (tally === undefined) return { used: 0, millis: 0 }
    const used = tally.taken.filter((time) => time > now - limit.window).length
    return { used, millis: Math.max(0, freeAt(tally, limit) - now) }
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
    usage: (limits) => Effect.map(Monotonic.now, (now) => limits.map((limit) => usage(limit, now))),
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
