import type { StoreFailed } from "effect-tiktok/TikTokError"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type { Database } from "./database.ts"

/** A time in which TikTok refuses every creator of the app. */
interface Pause {
  /** Milliseconds since 1970. */
  readonly until: number
  readonly because: string
}

/** The pause of the app, in all processes. @internal */
export interface Pauses {
  readonly current: Effect.Effect<Pause | undefined, StoreFailed>
  /** What this process read in the last seconds. */
  readonly recent: Effect.Effect<Pause | undefined, StoreFailed>
  readonly set: (pause: Pause) => Effect.Effect<void, StoreFailed>
}

/** @internal */
export const make = ({ read, sql, write }: Database): Pauses => {
  let cached: { readonly pause: Pause | undefined; readonly at: number } | undefined

  const current = Effect.gen(function*() {
    const now = yield* Clock.currentTimeMillis
    const [found] = yield* read(sql<{ readonly until_at: number | bigint; readonly because: string }>`
      SELECT until_at, because FROM tiktok_scheduler_pauses WHERE name = 'app' AND until_at > ${now}`)
    const pause = found === undefined ? undefined : { until: Number(found.until_at), because: found.because }
    cached = { pause, at: now }
    return pause
  })

  return {
    current,
    recent: Effect.flatMap(
      Clock.currentTimeMillis,
      (now) =>
        cached !== undefined && Math.abs(now - cached.at) < memory &&
          !(cached.pause !== undefined && cached.pause.until <= now)
          ? Effect.succeed(cached.pause)
          : current
    ),
    set: ({ because, until }) =>
      write(
        sql`INSERT INTO tiktok_scheduler_pauses (name, until_at, because) VALUES ('app', ${
          Math.ceil(until)
        }, ${because})
        ON CONFLICT (name) DO UPDATE SET until_at = excluded.until_at, because = excluded.because`
      ).pipe(
        Effect.andThen(Effect.sync(() => {
          cached = undefined
        }))
      )
  }
}

// To read the table before each post would cost more than a refusal in these seconds.
const memory = 5000
