import * as Digest from "effect/crypto/Digest"
import * as SecureRandom from "effect/crypto/SecureRandom"
import * as Effect from "effect/Effect"
import * as Predicate from "effect/Predicate"
import * as Queue from "effect/Queue"
import type * as Scope from "effect/Scope"
import type * as SqlClient from "effect/sql/SqlClient"
import type { SqlError } from "effect/sql/SqlError"
import { bounded, failed } from "../records/sqlCommand.ts"
import type { Channel } from "./sharedHub.ts"

/** What `@effect/sql-pg` adds to a client. */
interface Listening {
  readonly listen: (
    channel: string
  ) => Effect.Effect<Queue.Dequeue<{ readonly payload: string }, SqlError>, SqlError, Scope.Scope>
}

/** Whether a client can listen to PostgreSQL. @internal */
export const canListen = (sql: SqlClient.SqlClient): sql is SqlClient.SqlClient & Listening =>
  Predicate.hasProperty(sql, "listen") && typeof sql.listen === "function"

/**
 * A channel of `LISTEN` and `NOTIFY`. A payload has fewer than 8,000 bytes, so longer
 * texts are sent in parts.
 *
 * @internal
 */
export const make = Effect.fnUntraced(
  function*(sql: SqlClient.SqlClient & Listening, prefix: string) {
    const { digestHex } = yield* Digest.Digest
    const { uuidV4 } = yield* SecureRandom.SecureRandom
    const name = `${prefix}webhooks`
    // PostgreSQL truncates names of more than 63 bytes.
    const channel = name.length < 64
      ? name
      : `effect_tiktok_${(yield* Effect.orDie(digestHex(Digest.sha256, encoder.encode(name)))).slice(0, 40)}`
    const run = bounded(sql)
    return {
      send: (text) =>
        Effect.flatMap(uuidV4(), (id) => {
          const parts = split(text, id.replaceAll("-", ""))
          return run(Effect.forEach(parts, (part) => sql`SELECT pg_notify(${channel}, ${part})`, { discard: true }))
        }),
      listen: Effect.mapBoth(sql.listen(channel), {
        onFailure: failed,
        onSuccess: (notifications) => {
          const join = makeJoin()
          const next: Effect.Effect<string, ReturnType<typeof failed>> = Effect.flatMap(
            Effect.mapError(Queue.take(notifications), failed),
            ({ payload }) => {
              const text = join(payload)
              return text === undefined ? next : Effect.succeed(text)
            }
          )
          return next
        }
      })
    } satisfies Channel
  },
  Effect.provide([Digest.layerWebCrypto, SecureRandom.layerWebCrypto])
)

/** Parts of ASCII, each after the name of its text, its index and their number. */
const split = (text: string, name: string): ReadonlyArray<string> => {
  const ascii = text.replace(/[\u0080-\uffff]/g, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`)
  const count = Math.max(1, Math.ceil(ascii.length / partLength))
  return Array.from(
    { length: count },
    (_, index) => `${name} ${index} ${count} ${ascii.slice(index * partLength, (index + 1) * partLength)}`
  )
}

const partLength = 7_900

/** Joins the parts of texts. Parts of one text arrive in order, and may be among those of others. */
const makeJoin = () => {
  const texts = new Map<string, ReadonlyArray<string>>()
  return (payload: string): string | undefined => {
    const [, name = "", index, count, part = ""] = /^(\w+) (\d+) (\d+) (.*)$/s.exec(payload) ?? []
    const parts = [...texts.get(name) ?? [], part]
    texts.delete(name)
    // A part is missing if the sender has failed, or has sent the first ones before this began to listen.
    if (parts.length !== Number(index) + 1) return undefined
    if (parts.length === Number(count)) return parts.join("")
    texts.set(name, parts)
    const [oldest = ""] = texts.keys()
    if (texts.size > 100) texts.delete(oldest)
    return undefined
  }
}

const encoder = new TextEncoder()
