import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type { Service } from "../../model/record.ts"
import { type InvalidInput, StoreFailed, type TikTokError } from "../../TikTokError.ts"
import { answerWithin } from "../common/timeLimit.ts"
import * as Validate from "../common/validate.ts"

/**
 * How long one command of a store may take.
 *
 * @internal
 */
export const readLimit = (
  operation: string,
  given: Duration.Input | undefined
): Effect.Effect<Duration.Duration, TikTokError<InvalidInput>> =>
  Validate.readPositiveDuration(operation, "storeTimeout", given ?? "30 seconds")

/**
 * The same store with a time limit. A custom store may have none, and a disk may hang.
 *
 * @internal
 */
export const bounded = (
  store: Service,
  limit: Duration.Duration | undefined
): Service => {
  // A store in this process needs no limit.
  if (limit === undefined) return wellFormed(store)
  const within = <A>(operation: string, record: string, call: Effect.Effect<A, StoreFailed>) =>
    answerWithin(call, limit, () =>
      new StoreFailed({
        action: operation === "get" || operation === "list" ? "read" : "write",
        record,
        detail: `"${operation}" had no response within ${Duration.format(limit)}`
      }))
  return wellFormed({
    get: (name) => within("get", name, store.get(name)),
    put: (name, expected, entry) => within("put", name, store.put(name, expected, entry)),
    remove: (name, expected) => within("remove", name, store.remove(name, expected)),
    list: (selection) => within("list", selection.prefix, store.list(selection))
  })
}

/**
 * The same store, but it refuses names with lone surrogates. UTF-8 writes all of them as one character, so two names
 * could share a record.
 */
const wellFormed = (store: Service): Service => ({
  ...store,
  get: (name) => name.isWellFormed() ? store.get(name) : refused("read", name),
  put: (name, expected, entry) => name.isWellFormed() ? store.put(name, expected, entry) : refused("write", name),
  remove: (name, expected) => name.isWellFormed() ? store.remove(name, expected) : refused("write", name)
})

const refused = (action: "read" | "write", name: string) =>
  Effect.fail(
    new StoreFailed({ action, record: name.toWellFormed(), detail: "a name must have no lone surrogates" })
  )
