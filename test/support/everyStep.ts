import { assert } from "@effect/vitest"
import { Effect } from "effect"
import type { Place } from "./layerRecords.ts"
import type { StoreProcess } from "./storeProcess.ts"
import type { End, Order, PostKind } from "./storeProtocol.ts"
import { makeStoreWorld } from "./storeWorld.ts"

/** One publish that stands still before a step. */
export interface Standing {
  readonly order: Order
  /** Which step, in words, for what an assertion says. */
  readonly step: string
  /** The process that stands still. */
  readonly owner: StoreProcess
  /** Another process over the same store. */
  readonly other: StoreProcess
  /** Lets the owner go on, and gives its end. */
  readonly wake: Effect.Effect<End>
}

// Claims are renewed while a publish runs, so on a slow machine there is always another step.
const mostSteps = 40

/**
 * Runs a publish again and again, each time under a new key, and lets it stand still before the first step, the second and
 * so on: before and after each command to the store and each request to TikTok, and in the middle of a body.
 */
export const everyStep = Effect.fnUntraced(function*<E, R>(
  { kind, place }: {
    readonly kind: PostKind
    readonly place: Place
  },
  during: (standing: Standing, world: Effect.Success<ReturnType<typeof makeStoreWorld>>) => Effect.Effect<void, E, R>
) {
  const world = yield* makeStoreWorld(place, { large: true })
  const [owner, other] = yield* Effect.all([world.start, world.start], { concurrency: 2 })
  const steps: Array<string> = []
  for (let number = 1; number <= mostSteps; number++) {
    const order = { key: yield* world.newKey, kind }
    const next = yield* owner.begin({ ...order, stopAt: number })
    assert.notStrictEqual(next._tag, "Gone")
    // There was no such step any more: every one has been tried.
    if (next._tag !== "Stopping") break
    const step = `${next.step} (step ${number} of ${kind})`
    steps.push(next.step)
    const wake = Effect.andThen(owner.wake, owner.ended(order.key))
    yield* during({ order, step, owner, other, wake }, world)
  }
  assert.isAtLeast(steps.filter((step) => step.startsWith("a write ")).length, 6)
  assert.isTrue(steps.some((step) => step.startsWith("POST ")))
  // Renewals come in between when they like, so a step may be another one the next time; some of these are hit.
  if (kind === "upload") assert.isTrue(steps.some((step) => step.startsWith("PUT ") || step.endsWith(" piece leaves")))
})

export const isPublished = (end: End): boolean => end._tag === "Outcome" && end.outcome._tag === "Published"

/** An init that may be on its way is not made again where TikTok publishes by itself. */
export const isFine = (end: End, kind: PostKind): boolean =>
  isPublished(end) || kind !== "upload" && end._tag === "Outcome" && end.outcome._tag === "OutcomeUnknown"

/** A typed error that is about the store or the key. */
export const isStoreError = (end: End): boolean =>
  end._tag === "Failure" && (end.reason === "StoreFailed" || end.reason === "KeyInUse")

/** Nothing of a key is posted twice, and what is said to be published is. */
export const holdsOnce = (
  world: { readonly published: (key: string) => number; readonly accepted: (key: string) => number },
  { key, kind }: Order,
  ends: ReadonlyArray<End>,
  detail: string
): void => {
  assert.isAtMost(world.published(key), 1, detail)
  if (ends.some(isPublished)) assert.strictEqual(world.published(key), 1, detail)
  if (kind !== "upload") assert.isAtMost(world.accepted(key), 1, detail)
}

/** The ways of a post that differ for a store. */
export const sweptKinds = ["upload", "pull"] as const satisfies ReadonlyArray<PostKind>

// On a machine under load a sweep is slow, and not red.
export const timeout = 1_200_000
