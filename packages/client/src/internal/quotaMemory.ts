import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type { Limit } from "../Quota.ts"
import type { Block, QuotaStore } from "./quotaStore.ts"

/**
 * Counts in this process.
 *
 * @internal
 */
export const make: Effect.Effect<QuotaStore> = Effect.sync(() => {
  const tallies = new Map<string, Tally>()
  let swept = 0

  const look = (limits: ReadonlyArray<Limit>, now: number): Block | undefined => {
    let longest: Block | undefined
    for (const [index, limit] of limits.entries()) {
      const { pausedUntil = 0, taken = [] } = tallies.get(limit.key) ?? {}
      const oldest = taken[taken.length - limit.limit]
      const freeAt = Math.max(pausedUntil, oldest === undefined ? 0 : oldest + Duration.toMillis(limit.window))
      if (freeAt - now > (longest?.millis ?? 0)) longest = { index, millis: freeAt - now }
    }
    return longest
  }

  const put = ({ key }: Limit, tally: Tally) => void tallies.set(key, tally)

  const count = (limit: Limit, now: number) => {
    if (limit.limit === Infinity) return
    const window = Duration.toMillis(limit.window)
    const tally = tallies.get(limit.key)
    const seen = tally?.taken.filter((time) => time > now - window) ?? []
    put(limit, { taken: [...seen, now], pausedUntil: tally?.pausedUntil ?? 0, endsAt: now + window })
  }

  const forget = ({ key }: Limit, time: number) => {
    const tally = tallies.get(key)
    if (tally === undefined) return
    const index = tally.taken.lastIndexOf(time)
    if (index >= 0) tallies.set(key, { ...tally, taken: tally.taken.toSpliced(index, 1) })
  }

  // Creators who never come back would fill the memory.
  const sweep = (now: number) => {
    if (now < swept + 60_000) return
    swept = now
    for (const [key, { endsAt, pausedUntil }] of tallies) if (Math.max(endsAt, pausedUntil) <= now) tallies.delete(key)
  }

  return {
    look: (limits) => Effect.map(Clock.currentTimeMillis, (now) => look(limits, now)),
    take: (limits) =>
      Effect.map(Clock.currentTimeMillis, (now) => {
        sweep(now)
        const block = look(limits, now)
        if (block !== undefined) return block
        limits.forEach((limit) => count(limit, now))
        let isHeld = true
        return {
          giveBack: Effect.sync(() => {
            if (isHeld) limits.forEach((limit) => forget(limit, now))
            isHeld = false
          })
        }
      }),
    pause: (limit, millis) =>
      Effect.map(Clock.currentTimeMillis, (now) => {
        const { endsAt = 0, taken = [] } = tallies.get(limit.key) ?? {}
        put(limit, { taken, endsAt, pausedUntil: now + millis })
      }),
    reset: ({ key }) => Effect.sync(() => void tallies.delete(key))
  }
})

interface Tally {
  /** When slots were taken, the oldest first. */
  readonly taken: ReadonlyArray<number>
  /** When the last of them is given back. */
  readonly endsAt: number
  readonly pausedUntil: number
}
