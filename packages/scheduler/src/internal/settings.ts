import type * as Media from "effect-tiktok/Media"
import { InvalidInput } from "effect-tiktok/TikTokError"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type { ClientOptions, Options } from "../model/options.ts"
import type { Limits } from "./plan.ts"

/** What a process that only schedules needs to know. @internal */
export interface ClientSettings {
  readonly limits: Limits
  /** Milliseconds. */
  readonly watchEvery: number
  /** Milliseconds. A post that is due for longer is late. */
  readonly lateAfter: number
}

/** What a process that publishes needs to know. Times are milliseconds. @internal */
export interface Settings extends ClientSettings {
  /** How late a post may begin. */
  readonly overdueAfter: number
  readonly retryFor: number
  readonly retention: number
  readonly deadline: number
  readonly concurrency: number
  readonly media: (name: string) => Effect.Effect<Media.Video, { readonly message: string }>
}

/** @internal */
export const readClient = Effect.fnUntraced(function*(
  options: ClientOptions | undefined
): Effect.fn.Return<ClientSettings, InvalidInput> {
  yield* check(options === undefined || typeof options === "object" && options !== null, "options", "must be an object")
  return {
    limits: {
      perMinute: yield* count("limits.perMinute", options?.limits?.perMinute ?? 6),
      perDay: yield* count("limits.perDay", options?.limits?.perDay ?? 15)
    },
    watchEvery: yield* millis("watchEvery", options?.watchEvery ?? "1 second", 10),
    lateAfter: yield* millis("lateAfter", options?.lateAfter ?? "1 minute", 0)
  }
})

/** @internal */
export const read = Effect.fnUntraced(function*(
  options: Options | undefined
): Effect.fn.Return<Settings, InvalidInput> {
  const overdue = options?.overdue ?? "publish"
  yield* check(options?.media === undefined || typeof options.media === "function", "media", "must be a function")
  return {
    ...yield* readClient(options),
    overdueAfter: overdue === "publish"
      ? Infinity
      : overdue === "skip"
      ? skipAfter
      : yield* millis("overdue.publishWithin", overdue?.publishWithin, 0),
    retryFor: yield* millis("retryFor", options?.retryFor ?? "2 days", 0),
    retention: options?.retention === "forever"
      ? Infinity
      : yield* millis("retention", options?.retention ?? "90 days", day),
    deadline: yield* millis("deadline", options?.deadline ?? "3 minutes", 0),
    concurrency: yield* count("concurrency", options?.concurrency ?? 64),
    media: options?.media ?? unnamed
  }
})

const check = (holds: boolean, field: string, rule: string): Effect.Effect<void, InvalidInput> =>
  holds ? Effect.void : Effect.fail(new InvalidInput({ field, rule }))

const count = (field: string, input: number): Effect.Effect<number, InvalidInput> =>
  Effect.as(check(Number.isSafeInteger(input) && input > 0, field, "must be a whole number above 0"), input)

/** A finite duration of at least `least` milliseconds. @internal */
export const millis = (
  field: string,
  input: Duration.Input | undefined,
  least: number
): Effect.Effect<number, InvalidInput> => {
  const read = input === undefined || Number.isNaN(input)
    ? -1
    : Option.match(Duration.fromInput(input), { onNone: () => -1, onSome: Duration.toMillis })
  const rule = `must be a duration, such as "5 minutes", from ${Duration.format(Duration.millis(least))} to 36500 days`
  return Effect.as(check(read >= least && read <= longest, field, rule), read)
}

const unnamed = (name: string) =>
  Effect.fail(
    new InvalidInput({ field: "media", rule: `names ${name}, and the option media of the scheduler is not given` })
  )

const day = 86_400_000
const longest = 36_500 * day

// A post may wait this long for the posts before it.
const skipAfter = 15 * 60_000
