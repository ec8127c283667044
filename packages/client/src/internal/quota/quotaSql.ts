import * as Clock from "effect/Clock"
import * as Digest from "effect/crypto/Digest"
import * as SecureRandom from "effect/crypto/SecureRandom"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as SqlClient from "effect/sql/SqlClient"
import type { SqlError } from "effect/sql/SqlError"
import type { Limit } from "../../model/quota.ts"
import type { InvalidInput, StoreFailed } from "../../TikTokError.ts"
import type { SqlFailed } from "../records/sqlCommand.ts"
import * as SqlTables from "../records/sqlTables.ts"
import * as QuotaRoom from "./quotaRoom.ts"
import { type Block, type Count, type CountedLimit, type QuotaStore, unavailable, wholeMillis } from "./quotaStore.ts"

/** @internal */
export interface Options extends SqlTables.Options {
  /** Milliseconds since 1970, in place of the clock of the database. */
  readonly now?: Effect.Effect<number> | undefined
}

/**
 * Counts in SQL: a row for each limit of each slot taken, and one for each pause.
 *
 * @internal
 */
export const make = Effect.fnUntraced(function*(
  options: Options | undefined
): Effect.fn.Return<
  QuotaStore,
  InvalidInput | StoreFailed,
  SqlClient.SqlClient | Digest.Digest | SecureRandom.SecureRandom
> {
  const tables = yield* SqlTables.make(options)
  const { bounded, dialect, idOf, sql, table, transaction } = tables
  const { uuidV4 } = yield* SecureRandom.SecureRandom
  const [slots, pauses] = [table("slots"), table("pauses")]
  // All processes of one host share its clock.
  const clock: Effect.Effect<number | null> = options?.now ??
    (dialect === "pg" ? Effect.succeed(null) : Clock.currentTimeMillis)
  const room = dialect === "pg" ? QuotaRoom.inPostgres(tables) : QuotaRoom.inSqlite(tables)
  const nowOf = (now: number | null) =>
    dialect === "pg"
      ? sql`coalesce(${now}::bigint, floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint)`
      : sql`${now}`

  const row = ({ key, limit, window }: CountedLimit): Effect.Effect<QuotaRoom.Row> =>
    Effect.map(idOf(key), (id) => ({
      id,
      label: SqlTables.labelOf(key),
      limit: limit === Infinity ? 0 : limit,
      window: wholeMillis(window)
    }))

  const giveBack = (slot: string) => sql`DELETE FROM ${slots} WHERE slot = ${slot}`

  const check = (limits: ReadonlyArray<CountedLimit>, slot: string): Effect.Effect<Block | undefined, SqlFailed> =>
    Effect.forEach(limits, row).pipe(
      Effect.flatMap((rows) =>
        // By then the statement has ended at the driver.
        bounded(Effect.onInterrupt(room(rows, slot, clock), () => Effect.ignore(giveBack(slot))))
      ),
      Effect.map(({ blocked, millis }) => blocked === 0 ? undefined : { index: blocked - 1, millis })
    )

  const take = (limits: ReadonlyArray<CountedLimit>, slot: string) => {
    const back = Effect.ignore(bounded(giveBack(slot)))
    return check(limits, slot).pipe(
      // The slot may have been taken before the interruption, or the response lost.
      Effect.onError(() => Effect.forkDetach(back, { startImmediately: true })),
      Effect.map((block) => block ?? { giveBack: back })
    )
  }

  const pause = (id: string, key: string, millis: number) =>
    Effect.flatMap(clock, (now) =>
      sql`INSERT INTO ${pauses} (limit_id, label, begins_at, ends_at)
        SELECT ${id}, ${SqlTables.labelOf(key)}, begins_at, begins_at + ${millis}
        FROM (SELECT ${nowOf(now)} AS begins_at) AS now WHERE true
        ON CONFLICT (limit_id) DO UPDATE SET begins_at = excluded.begins_at, ends_at = excluded.ends_at`)

  // Slots and pauses in the future count as begun now.
  const usage = Effect.fnUntraced(function*(limit: CountedLimit) {
    const { id, limit: most, window } = yield* row(limit)
    const now = yield* clock
    const [found] = yield* sql<{ readonly used: number; readonly slot: number | null; readonly pause: number | null }>`
      SELECT
        CAST((SELECT count(*) FROM ${slots} WHERE limit_id = ${id} AND taken_at > begins_at - ${window})
          AS double precision) AS used,
        CAST((SELECT ${window} - CASE WHEN taken_at > begins_at THEN 0 ELSE begins_at - taken_at END FROM ${slots}
          WHERE limit_id = ${id} ORDER BY taken_at DESC LIMIT 1 OFFSET ${Math.max(0, most - 1)})
          AS double precision) AS slot,
        CAST((SELECT ends_at - CASE WHEN p.begins_at > now.begins_at THEN p.begins_at ELSE now.begins_at END
          FROM ${pauses} AS p WHERE limit_id = ${id}) AS double precision) AS pause
      FROM (SELECT ${nowOf(now)} AS begins_at) AS now`
    const slot = most === 0 ? 0 : found?.slot ?? 0
    return { used: most === 0 ? 0 : found?.used ?? 0, millis: Math.max(0, slot, found?.pause ?? 0) } satisfies Count
  })

  const reset = (id: string) =>
    transaction(Effect.andThen(
      sql`DELETE FROM ${pauses} WHERE limit_id = ${id}`,
      sql`DELETE FROM ${slots} WHERE limit_id = ${id}`
    ))

  const command = ({ key }: Pick<Limit, "key">, work: (id: string) => Effect.Effect<unknown, SqlError>) =>
    Effect.flatMap(idOf(key), (id) => bounded(work(id))).pipe(Effect.mapError(unavailable), Effect.asVoid)

  return {
    check: (limits) => Effect.mapError(check(limits, ""), unavailable),
    take: (limits) => Effect.mapError(Effect.flatMap(uuidV4(), (slot) => take(limits, slot)), unavailable),
    usage: (limits) =>
      Effect.mapError(
        Effect.forEach(limits, (limit) => bounded(usage(limit)), { concurrency: "unbounded" }),
        unavailable
      ),
    pause: (limit, millis) => command(limit, (id) => pause(id, limit.key, wholeMillis(millis))),
    reset: (limit) => command(limit, reset)
  }
}, Effect.provide(Layer.merge(SecureRandom.layerWebCrypto, Digest.layerWebCrypto)))
