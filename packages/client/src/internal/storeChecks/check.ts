import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as Equal from "effect/Equal"
import type * as Scope from "effect/Scope"
import type * as RecordStore from "../../RecordStore.ts"
import type { StoreFailed, TikTokError } from "../../TikTokError.ts"

/**
 * A store has failed a check.
 *
 * @category errors
 * @since 0.1.0
 */
export class CheckFailed extends Data.TaggedError("CheckFailed")<{ readonly message: string }> {}

/** @internal */
export type Store = RecordStore.RecordStore["Service"]

/** Two openings of one store, like those of two processes. */
interface Opened {
  readonly one: Store
  readonly other: Store
  /** Unique for each run. */
  readonly id: string
}

/** Checks by name. @internal */
export interface Checks {
  readonly [name: string]: (
    opened: Opened
  ) => Effect.Effect<void, CheckFailed | StoreFailed | TikTokError, Scope.Scope>
}

/** @internal */
export const check = (holds: boolean, message: string): Effect.Effect<void, CheckFailed> =>
  holds ? Effect.void : Effect.fail(new CheckFailed({ message }))

/** @internal */
export const same = (found: unknown, expected: unknown, what: string) =>
  check(Equal.equals(found, expected), `${what}: expected ${JSON.stringify(expected)}, found ${JSON.stringify(found)}`)

/** @internal */
export const refusal = <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<E, CheckFailed, R> =>
  Effect.matchEffect(effect, {
    onFailure: Effect.succeed,
    onSuccess: () => Effect.fail(new CheckFailed({ message: "the store did not refuse" }))
  })
