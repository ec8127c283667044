import type * as Cause from "effect/Cause"
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
 * Traits that all instances of a reason share.
 *
 * @internal
 */
export interface Traits {
  readonly category: Category
  readonly scope: Scope
  /** One sentence on what a person can do about it. */
  readonly remedy: string
  readonly retryable: boolean
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
    Object.defineProperty(withTraits.prototype, "message", {
      get(this: Schema.TaggedStruct<Tag, Fields>["Type"]) {
        return message(this)
      }
    })
    return withTraits
  }

/**
 * Makes the base class of a permanent refusal by TikTok.
 *
 * @internal
 */
export const refusal = <Self>() => <const Tag extends string>(tag: Tag, traits: Omit<Traits, "retryable">) =>
  reason<Self>()(tag, responseFields, { ...traits, retryable: false }, responseMessage)

/**
 * Makes the base class of a transient refusal by TikTok.
 *
 * @internal
 */
export const temporaryRefusal = <Self>() => <const Tag extends string>(tag: Tag, traits: Omit<Traits, "retryable">) =>
  reason<Self>()(
    tag,
    { ...responseFields, retryAfter: Schema.optional(Schema.DurationFromMillis) },
    { ...traits, retryable: true },
    responseMessage
  )

type ReasonClass<Self, Tag extends string, Fields extends Schema.Struct.Fields, T> = Schema.Class<
  Self,
  Schema.TaggedStruct<Tag, Fields>,
  Cause.YieldableError & T
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
