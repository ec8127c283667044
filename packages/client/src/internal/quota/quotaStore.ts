import type * as Effect from "effect/Effect"
import type { Limit, Slot } from "../../model/quota.ts"
import { QuotaUnavailable } from "../../TikTokError.ts"

/** What stands in the way of a call the longest. @internal */
export interface Block {
  /** Which of the limits. */
  readonly index: number
  /** Until the limit has room, if nobody is faster. */
  readonly millis: number
}

/** A limit as a store counts it. @internal */
export interface CountedLimit extends Pick<Limit, "key" | "limit"> {
  /** Milliseconds. */
  readonly window: number
}

/**
 * Where calls are counted. A store waits for nothing: it takes a slot of every
 * limit, or says what is in the way and changes nothing.
 *
 * @internal
 */
export interface QuotaStore {
  readonly take: (limits: ReadonlyArray<CountedLimit>) => Effect.Effect<Block | Slot, QuotaUnavailable>
  /** The same at once, where calls are counted in this process; `now` as `monotonic.ts` reads it. */
  readonly takeNow?: (limits: ReadonlyArray<CountedLimit>, now: number) => Block | Slot
  /** What stands in the way, if anything does. */
  readonly look: (limits: ReadonlyArray<CountedLimit>) => Effect.Effect<Block | undefined, QuotaUnavailable>
  readonly pause: (limit: Pick<Limit, "key">, millis: number) => Effect.Effect<void, QuotaUnavailable>
  readonly reset: (limit: Pick<Limit, "key">) => Effect.Effect<void, QuotaUnavailable>
}

/** What a server has against counting. @internal */
export const unavailable = ({ message }: { readonly message: string }): QuotaUnavailable =>
  new QuotaUnavailable({ detail: message })

/** A time that servers can add to theirs, however long it is: windows may be without end. @internal */
export const wholeMillis = (millis: number): number => Math.min(Math.ceil(millis), 2 ** 50)
