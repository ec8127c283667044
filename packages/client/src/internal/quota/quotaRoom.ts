import * as Effect from "effect/Effect"
import type { SqlError } from "effect/sql/SqlError"
import type { SqlTables } from "../records/sqlTables.ts"

/** A limit as the tables count it. @internal */
export interface Row {
  readonly id: string
  readonly label: string
  /** 0 if only a pause counts. */
  readonly limit: number
  /** Milliseconds. */
  readonly window: number
}

/** @internal */
export interface Found {
  /** Position of the limit that blocks the longest, from 1. 0 if all have room. */
  readonly blocked: number
  readonly millis: number
}

/** Takes the slot in every limit, or returns the limit without room. An empty slot is never taken. @internal */
export type Room = (
  rows: ReadonlyArray<Row>,
  slot: string,
  clock: Effect.Effect<number | null>
) => Effect.Effect<Found, SqlError>

const nothing: Found = { blocked: 0, millis: 0 }

/** Calls the function of the migration. @internal */
export const inPostgres = ({ sql, table }: SqlTables): Room => (rows, slot, clock) =>
  clock.pipe(
    Effect.flatMap((now) =>
      sql<Found>`SELECT blocked, millis FROM ${table("take")}(${JSON.stringify(rows)}, ${slot}, ${now})`
    ),
    Effect.map(([found]) => found ?? nothing)
  )

/** Runs separate statements, which cost no round trips here. @internal */
export const inSqlite = ({ sql, table, transaction }: SqlTables): Room => {
  const [slots, pauses] = [table("slots"), table("pauses")]

  const freeAt = Effect.fnUntraced(function*({ id, limit, window }: Row, now: number) {
    // A clock that was set back must not extend a slot or pause.
    yield* sql`UPDATE ${slots} SET taken_at = ${now}, ends_at = ends_at - taken_at + ${now}
      WHERE limit_id = ${id} AND taken_at > ${now}`
    yield* sql`UPDATE ${pauses} SET begins_at = ${now}, ends_at = ends_at - begins_at + ${now}
      WHERE limit_id = ${id} AND begins_at > ${now}`
    const [pause] = yield* sql<{ readonly at: number }>`SELECT ends_at AS at FROM ${pauses} WHERE limit_id = ${id}`
    const [oldest] = limit === 0 ? [] : yield* sql<{ readonly at: number }>`
      SELECT taken_at + ${window} AS at FROM ${slots}
      WHERE limit_id = ${id} ORDER BY taken_at DESC LIMIT 1 OFFSET ${limit - 1}`
    return Math.max(pause?.at ?? 0, oldest?.at ?? 0)
  })

  const count = ({ id, label, limit, window }: Row, slot: string, now: number) =>
    limit === 0 ? Effect.void : sql`
      INSERT INTO ${slots} (slot, limit_id, label, taken_at, ends_at)
      VALUES (${slot}, ${id}, ${label}, ${now}, ${now + window}) ON CONFLICT DO NOTHING`

  const take = Effect.fnUntraced(function*(rows: ReadonlyArray<Row>, slot: string, now: number) {
    let found = nothing
    for (const [index, row] of rows.entries()) {
      const millis = (yield* freeAt(row, now)) - now
      if (millis > found.millis) found = { blocked: index + 1, millis }
    }
    if (found.blocked > 0 || slot === "") return found
    for (const row of rows) yield* count(row, slot, now)
    yield* sql`DELETE FROM ${slots} WHERE ends_at <= ${now}`
    yield* sql`DELETE FROM ${pauses} WHERE ends_at <= ${now}`
    return found
  })

  // The clock is read under the write lock, so the order of slots is the order of their times.
  return (rows, slot, clock) => transaction(Effect.flatMap(clock, (now) => take(rows, slot, now ?? 0)))
}
