import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type { WakeUp } from "./creatorEntity.ts"
import type { TablesOf } from "./tablesOf.ts"
import type { Worker } from "./worker.ts"

/**
 * Wakes the creators of posts that are overdue, keeps house, and removes messages that are done. Runs once in a cluster.
 *
 * @internal
 */
export const run = (
  { database, due }: TablesOf,
  { keepHouse }: Worker,
  send: (wakeUp: WakeUp) => Effect.Effect<void>
): Effect.Effect<never> => {
  let housekeepingAt = 0

  const round = Effect.gen(function*() {
    const now = yield* Clock.currentTimeMillis
    // A wake-up takes up to a second. One that is stored again within a minute is the same.
    const found = yield* due.creators(now - every, now)
    const repeat = `/${Math.floor(now / minute)}`
    yield* Effect.forEach(found, ({ creator, id, revision }) => send({ creator, id, revision, at: now, repeat }), {
      concurrency: 8,
      discard: true
    })
    if (now - housekeepingAt < minute) return
    housekeepingAt = now
    yield* keepHouse
    yield* removeMessages(database, now - keepMessages)
  })

  return round.pipe(
    Effect.catchCause((cause) => Effect.logWarning("cannot look for overdue posts", cause)),
    Effect.andThen(Effect.sleep(every)),
    Effect.forever
  )
}

/** Effect's cluster keeps what is done. */
const removeMessages = Effect.fnUntraced(function*({ sql, write }: TablesOf["database"], before: number) {
  while (true) {
    const removed = yield* write(sql`
      WITH done AS (
        SELECT id FROM tiktok_cluster_messages
        WHERE processed AND deliver_at < ${before} ORDER BY deliver_at LIMIT 1000
      ), replies AS (
        DELETE FROM tiktok_cluster_replies WHERE request_id IN (SELECT id FROM done)
      )
      DELETE FROM tiktok_cluster_messages WHERE id IN (SELECT id FROM done) RETURNING id`)
    if (removed.length < 1000) return
  }
})

const every = 5000
const minute = 60_000
const keepMessages = 60 * minute
