/**
 * Checks of a `RecordStore`, for any test runner.
 *
 * A store that passes them keeps the guarantees of the library: no late write undoes
 * anything, and one publish at a time has a key. On Node, `StoreProcessChecks` has
 * the checks that need several processes.
 *
 * **Example** (Checking a store with vitest)
 *
 * ```ts
 * import { it } from "@effect/vitest"
 * import { Context, Effect, Layer } from "effect"
 * import { RecordStore } from "effect-tiktok"
 * import * as StoreChecks from "effect-tiktok/StoreChecks"
 *
 * const open = Effect.map(Layer.build(Layer.fresh(RecordStore.layerMemory)), Context.get(RecordStore.RecordStore))
 *
 * for (const { name, check } of StoreChecks.make(open)) it.live(name, () => check)
 * ```
 *
 * @since 0.1.0
 */
import * as SecureRandom from "effect/crypto/SecureRandom"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import { CheckFailed } from "./internal/storeChecks/check.ts"
import * as ClaimChecks from "./internal/storeChecks/claimChecks.ts"
import * as RecordChecks from "./internal/storeChecks/recordChecks.ts"
import type * as RecordStore from "./RecordStore.ts"

// -----------------------------------------------------------------------------
// models
// -----------------------------------------------------------------------------

/**
 * Why a check of a store has failed.
 *
 * @category errors
 * @since 0.1.0
 */
export { CheckFailed } from "./internal/storeChecks/check.ts"

/**
 * One check of a store. Some wait for a second of the current `Clock`, so run them on
 * the real one.
 *
 * @category models
 * @since 0.1.0
 */
export interface Check {
  readonly name: string
  readonly check: Effect.Effect<void, CheckFailed, Scope.Scope>
}

/**
 * Opens the store like another process: each opening has its own connections, and
 * all share the records.
 *
 * @category models
 * @since 0.1.0
 */
export type Open<E> = Effect.Effect<RecordStore.RecordStore["Service"], E, Scope.Scope>

// -----------------------------------------------------------------------------
// constructors
// -----------------------------------------------------------------------------

/**
 * The checks of a store. They use unique names, so the store may have other records.
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = <E>(open: Open<E>): ReadonlyArray<Check> =>
  Object.entries({ ...RecordChecks.checks, ...ClaimChecks.checks }).map(([name, check]) => ({
    name,
    check: Effect.gen(function*() {
      const { uuidV4 } = yield* SecureRandom.SecureRandom
      const opened = Effect.mapError(
        open,
        (error) => new CheckFailed({ message: `cannot be opened: ${String(error)}` })
      )
      yield* check({ one: yield* opened, other: yield* opened, id: yield* uuidV4() })
    }).pipe(
      Effect.provide(SecureRandom.layerWebCrypto),
      Effect.mapError((error) => error instanceof CheckFailed ? error : new CheckFailed({ message: String(error) }))
    )
  }))
