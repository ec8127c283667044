import type * as Cause from "effect/Cause"
import type * as Duration from "effect/Duration"
import * as Schema from "effect/Schema"

/**
 * How far a failure reaches: this request, every request of this creator, or every
 * creator of the app.
 *
 * @category models
 * @since 0.1.0
 */
export type Scope = "request" | "creator" | "app"

/**
 * The kind of failure: `input` that breaks a rule, a `login` that is missing or
 * refused, a `refusal` by TikTok or a limit, or a `failure` of the network, a store
 * or the media.
 *
 * @category models
 * @since 0.1.0
 */
export type Category = "input" | "login" | "refusal" | "failure"

/**
 * When a failed call may be made again: `never`, soon if the failure is
 * `transient`, or `later`, because the failure comes after a wait or a retry, or a
 * limit of the day is used up.
 *
 * @category models
 * @since 0.1.0
 */
export type Retry = "never" | "transient" | "later"

/**
 * Traits that all instances of a reason share.
 *
 * @internal
 */
export interface Traits {
  readonly category: Category
  readonly scope: Scope
  /** One sentence on what a person can do about it. */
  readonly remedy: string
  readonly retry: Retry
}

/**
 * Makes the base class of a reason. `fields` are its data, all instances share
 * `traits`, and `message` describes one instance. A trait that depends on the data
 * is a getter of the class instead.
 *
 * @internal
 */
export const reason =
  <Self>() =>
  <const Tag extends string, const Fields extends Schema.Struct.Fields, T extends Partial<Traits>>(
    tag: Tag,
    fields: Fields,
    traits: T,
    message: (reason: Schema.TaggedStruct<Tag, Fields>["Type"]) => string
  ): ReasonClass<Self, Tag, Fields, Pick<Traits, keyof T & keyof Traits>> => {
    const fieldsOnly: new(...args: ReadonlyArray<any>) => any = Schema.TaggedError<any>(
      `effect-tiktok/TikTokError/${tag}`
    )(tag, fields)
    const withTraits: any = class extends fieldsOnly {
      constructor(props: object, options?: Schema.MakeOptions) {
        super(props, options)
        Object.assign(this, traits)
      }
    }
    Object.defineProperties(withTraits.prototype, {
      message: {
        get(this: Schema.TaggedStruct<Tag, Fields>["Type"]) {
          return message(this)
        }
      },
      retryable: {
        get(this: Traits) {
          return this.retry !== "never"
        }
      }
    })
    return withTraits
  }

/**
 * Makes the base class of a permanent refusal by TikTok.
 *
 * @internal
 */
export const refusal = <Self>() => <const Tag extends string>(tag: Tag, traits: Omit<Traits, "retry">) =>
  reason<Self>()(tag, responseFields, { ...traits, retry: "never" }, responseMessage)

/**
 * Makes the base class of a refusal by TikTok that ends. `window` is the longest
 * wait, where it is known.
 *
 * @internal
 */
export const temporaryRefusal =
  <Self>() =>
  <const Tag extends string>(tag: Tag, { window, ...traits }: Traits & { readonly window?: Duration.Duration }) =>
    Object.assign(
      reason<Self>()(
        tag,
        { ...responseFields, retryAfter: Schema.optional(Schema.DurationFromMillis) },
        traits,
        responseMessage
      ),
      { window }
    )

type ReasonClass<Self, Tag extends string, Fields extends Schema.Struct.Fields, T> = Schema.Class<
  Self,
  Schema.TaggedStruct<Tag, Fields>,
  Cause.YieldableError & T & { readonly retryable: boolean }
>

/**
 * The fields of a refusal by TikTok.
 *
 * @internal
 */
export const responseFields = {
  /** The code as TikTok sent it. */
  code: Schema.String,
  /** TikTok's message. */
  detail: Schema.String,
  /** HTTP status of the response. */
  status: Schema.Int,
  /** Identifier TikTok's support asks for. */
  logId: Schema.optional(Schema.String)
}

/** @internal */
export const responseMessage = (
  reason: { readonly code: string; readonly detail: string; readonly status: number }
): string =>
  `TikTok refused with ${reason.code} (HTTP ${reason.status})${reason.detail === "" ? "" : `: ${reason.detail}`}`
