import * as Duration from "effect/Duration"
import type * as Effect from "effect/Effect"
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
  if (limit === undefined) return store
  const within = <A>(operation: string, record: string, call: Effect.Effect<A, StoreFailed>) =>
    answerWithin(call, limit, () =>
      new StoreFailed({
        action: operation === "get" || operation === "list" ? "read" : "write",
        record,
        detail: `"${operation}" had no response within ${Duration.format(limit)}`
      }))
  return {
    get: (name) => within("get", name, store.get(name)),
    put: (name, expected, entry) => within("put", name, store.put(name, expected, entry)),
    remove: (name, expected) => within("remove", name, store.remove(name, expected)),
    list: (selection) => within("list", selection.prefix, store.list(selection))
  }
}
