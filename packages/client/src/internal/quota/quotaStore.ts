import type * as Effect from "effect/Effect"
import type { Limit, Slot } from "../../model/quota.ts"
import { QuotaUnavailable } from "../../TikTokError.ts"

/** The limit that blocks a call the longest. @internal */
export interface Block {
  /** Index of the limit. */
  readonly index: number
  /** Until the limit has room, if no other call takes it. */
  readonly millis: number
}

/** How much of a limit is used. @internal */
export interface Count {
  /** Calls within the window. */
  readonly used: number
  /** Until the limit has room, if no other call takes it. */
  readonly millis: number
}

/** A limit as a store counts it. @internal */
export interface CountedLimit extends Pick<Limit, "key" | "limit"> {
  /** Milliseconds. */
  readonly window: number
}

/**
 * Counts calls. A store never waits: it takes a slot in every limit, or returns the
 * limit that blocks and changes nothing.
 *
 * @internal
 */
export interface QuotaStore {
  readonly take: (limits: ReadonlyArray<CountedLimit>) => Effect.Effect<Block | Slot, QuotaUnavailable>
  /** Like `take`, but synchronous, for a store in this process. `now` is from `monotonic.ts`. */
  readonly takeNow?: (limits: ReadonlyArray<CountedLimit>, now: number) => Block | Slot
  /** The limit that blocks, if any. */
  readonly check: (limits: ReadonlyArray<CountedLimit>) => Effect.Effect<Block | undefined, QuotaUnavailable>
  /** One count for each limit. Takes no slot. */
  readonly usage: (limits: ReadonlyArray<CountedLimit>) => Effect.Effect<ReadonlyArray<Count>, QuotaUnavailable>
  readonly pause: (limit: Pick<Limit, "key">, millis: number) => Effect.Effect<void, QuotaUnavailable>
  readonly reset: (limit: Pick<Limit, "key">) => Effect.Effect<void, QuotaUnavailable>
}

/** The failure of a server. @internal */
export const unavailable = ({ message }: { readonly message: string }): QuotaUnavailable =>
  new QuotaUnavailable({ detail: message })

/** A duration that servers can add to their time. Windows may be infinite. @internal */
export const wholeMillis = (millis: number): number => Math.min(Math.ceil(millis), 2 ** 50)
