import { assert } from "@effect/vitest"
import { Effect } from "effect"
import type { Place } from "./layerRecords.ts"
import { makeStoreFixture } from "./storeFixture.ts"
import type { StoreProcess } from "./storeProcess.ts"
import type { End, Order, PostKind } from "./storeProtocol.ts"

/** A publish that is paused before a step. */
export interface PausedPublish {
  readonly order: Order
  /** The name of the step, for assertion messages. */
  readonly step: string
  /** The paused process. */
  readonly owner: StoreProcess
  /** Another process over the same store. */
  readonly other: StoreProcess
  /** Continues the owner, and returns its end. */
  readonly wake: Effect.Effect<End>
}

// Claims are renewed while a publish runs, so on a slow machine there is always another step.
const mostSteps = 40

/**
 * Runs a publish repeatedly, each time under a new key, and pauses it before the first step, the second and so on:
 * before and after each command to the store and each request to TikTok, and in the middle of a body.
 */
export const pauseAtEveryStep = Effect.fnUntraced(function*<E, R>(
  { kind, place }: {
    readonly kind: PostKind
    readonly place: Place
  },
  during: (
    standing: PausedPublish,
    fixture: Effect.Success<ReturnType<typeof makeStoreFixture>>
  ) => Effect.Effect<void, E, R>
) {
  const fixture = yield* makeStoreFixture(place, { large: true })
  const [owner, other] = yield* Effect.all([fixture.start, fixture.start], { concurrency: 2 })
  const steps: Array<string> = []
  for (let number = 1; number <= mostSteps; number++) {
    const order = { key: yield* fixture.newKey, kind }
    const next = yield* owner.begin({ ...order, stopAt: number })
    assert.notStrictEqual(next._tag, "Gone")
    // There is no such step, so every step has been tried.
    if (next._tag !== "Stopping") break
    const step = `${next.step} (step ${number} of ${kind})`
    steps.push(next.step)
    const wake = Effect.andThen(owner.wake, owner.ended(order.key))
    yield* during({ order, step, owner, other, wake }, fixture)
  }
  assert.isAtLeast(steps.filter((step) => step.startsWith("a write ")).length, 6)
  assert.isTrue(steps.some((step) => step.startsWith("POST ")))
  // Renewals may come at any time and change the steps of the next run, so only some of these must occur.
  if (kind === "upload") assert.isTrue(steps.some((step) => step.startsWith("PUT ") || step.endsWith(" piece leaves")))
})

export const isPublished = (end: End): boolean => end._tag === "Outcome" && end.outcome._tag === "Published"

/** An init with an unknown result is not repeated where TikTok publishes by itself. */
export const isFine = (end: End, kind: PostKind): boolean =>
  isPublished(end) || kind !== "upload" && end._tag === "Outcome" && end.outcome._tag === "OutcomeUnknown"

/** A typed error about the store or the key. */
export const isStoreError = (end: End): boolean =>
  end._tag === "Failure" && (end.reason === "StoreFailed" || end.reason === "KeyInUse")

/** Asserts that a key is posted at most once, and that a reported publish is real. */
export const assertPostedOnce = (
  fixture: { readonly published: (key: string) => number; readonly accepted: (key: string) => number },
  { key, kind }: Order,
  ends: ReadonlyArray<End>,
  detail: string
): void => {
  assert.isAtMost(fixture.published(key), 1, detail)
  if (ends.some(isPublished)) assert.strictEqual(fixture.published(key), 1, detail)
  if (kind !== "upload") assert.isAtMost(fixture.accepted(key), 1, detail)
}

/** The kinds of post that differ for a store. */
export const sweptKinds = ["upload", "pull"] as const satisfies ReadonlyArray<PostKind>

// On a machine under load a sweep is slow, but must not fail.
export const timeout = 1_200_000
