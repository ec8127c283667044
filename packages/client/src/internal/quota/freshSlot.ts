import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import type { Limit, QuotaFailure, Service, Slot, TakeOptions } from "../../model/quota.ts"
import type { TikTokError } from "../../TikTokError.ts"
import * as Monotonic from "../common/monotonic.ts"

/** The slot was taken too long ago: what is sent now would count in another window. @internal */
export class SlotTooOld extends Data.TaggedError("SlotTooOld")<{}> {}

/** Fails with `SlotTooOld`. Runs right before the request is sent. @internal */
export type Ready = Effect.Effect<void, SlotTooOld>

/**
 * Sends a call under a slot that is fresh when the request is sent. A process can be paused in between, and a store can be
 * slow. Then the slot is given back and another one is taken.
 *
 * @internal
 */
export const withSlot = <A, E, R>(
  quota: Service,
  limits: ReadonlyArray<Limit>,
  send: (ready: Ready, slot: Slot) => Effect.Effect<A, E | SlotTooOld, R>,
  { unused, ...options }: TakeOptions & { readonly unused?: Slot | undefined } = {}
): Effect.Effect<A, Exclude<E, SlotTooOld> | TikTokError<QuotaFailure>, R> => {
  const attempt = (
    tries: number,
    slot: Effect.Effect<Slot, TikTokError<QuotaFailure>>
  ): Effect.Effect<A, Exclude<E, SlotTooOld> | TikTokError<QuotaFailure>, R> =>
    Effect.flatMap(slot, (slot) =>
      send(tries < maxTries ? readyWith(slot) : Effect.void, slot).pipe(
        Effect.catch((error) =>
          isOther(error)
            ? Effect.fail(error)
            : Effect.andThen(slot.giveBack, attempt(tries + 1, quota.take(limits, options)))
        )
      ))
  return attempt(1, unused === undefined ? quota.take(limits, options) : Effect.succeed(unused))
}

const readyWith = ({ askedAt }: Slot): Ready =>
  askedAt === undefined
    ? Effect.void
    : Effect.flatMap(Monotonic.now, (now) => now - askedAt > longestAge ? Effect.fail(new SlotTooOld()) : Effect.void)

const isOther = <E>(error: E | SlotTooOld): error is Exclude<E, SlotTooOld> => !(error instanceof SlotTooOld)

/** In milliseconds. Together with the time to reach TikTok it stays below the margin of a window, one second by default. */
const longestAge = 500

/** With a store that is always slower, the call is sent at the last try. */
const maxTries = 5
