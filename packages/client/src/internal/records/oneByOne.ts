import * as Effect from "effect/Effect"
import type { Selection, Service, Stored } from "../../model/record.ts"
import { StoreFailed } from "../../TikTokError.ts"

/**
 * Uses each listed record by itself: a failure that concerns one record keeps none of the others back. A failure of the
 * store ends it.
 *
 * @internal
 */
export const make = (records: Service, folder: string) => {
  /** What the store says of no record at all, which is nothing when it is out. */
  const isUp = Effect.isSuccess(records.get(folder))

  const alone = <A>(name: string, use: Effect.Effect<A, StoreFailed>, onFailure: (reason: StoreFailed) => A) =>
    use.pipe(
      // A store may throw at what it cannot read.
      Effect.catchDefect((defect) =>
        Effect.fail(new StoreFailed({ action: "decode", record: name, detail: `the store threw: ${String(defect)}` }))
      ),
      Effect.catch((reason) =>
        Effect.flatMap(
          reason.retryable ? isUp : Effect.succeed(true),
          (isOfRecord) => isOfRecord ? Effect.succeed(onFailure(reason)) : Effect.fail(reason)
        )
      )
    )

  return Effect.fnUntraced(function*<A>(
    selection: Omit<Selection, "prefix">,
    use: (name: string, record: Stored) => Effect.Effect<A, StoreFailed>,
    onFailure: (name: string, reason: StoreFailed) => A
  ): Effect.fn.Return<ReadonlyArray<A>, StoreFailed> {
    const list = records.list({ ...selection, prefix: folder })
    const useAll = Effect.forEach(
      (name: string) =>
        Effect.flatMap(records.get(name), (stored): Effect.Effect<Used<A>, StoreFailed> =>
          stored === undefined
            ? Effect.succeed({ name })
            : Effect.map(use(name, stored), (result) => ({ name, result }))).pipe(
            (self) => alone(name, self, (reason) => ({ name, result: onFailure(name, reason) }))
          ),
      { concurrency: 8 }
    )

    const first = yield* Effect.flatMap(list, useAll)
    const missing = first.filter((one) => !("result" in one))
    if (missing.length === 0) return first.flatMap(resultOf)
    // Either they were removed just now, or the store has lost them and lists them again.
    const listed = new Set(yield* list)
    const second = yield* useAll(missing.flatMap(({ name }) => listed.has(name) ? [name] : []))
    const lost = second.map((one) => "result" in one ? one.result : onFailure(one.name, lostRecord(one.name)))
    return [...first.flatMap(resultOf), ...lost]
  })
}

type Used<A> = { readonly name: string; readonly result: A } | { readonly name: string }

const resultOf = <A>(one: Used<A>): ReadonlyArray<A> => "result" in one ? [one.result] : []

const lostRecord = (name: string) =>
  new StoreFailed({ action: "decode", record: name, detail: "the store lists this record, but no longer has it" })
