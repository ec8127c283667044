/**
 * What TikTok tells by itself: webhooks, proven to be TikTok's, as values.
 *
 * A route hands the raw body and the `TikTok-Signature` header to `receive`,
 * gives the event to `Hub`, and answers 200 at once. Every publish that runs
 * with `webhooks: hub.events` then learns its outcome from whichever comes first,
 * the webhook or the status it asks for.
 *
 * @since 0.1.0
 */
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as PubSub from "effect/PubSub"
import type * as Redacted from "effect/Redacted"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import * as Given from "./internal/common/given.ts"
import * as WebhookDelivery from "./internal/webhooks/webhookDelivery.ts"
import * as WebhookSignature from "./internal/webhooks/webhookSignature.ts"
import { type Event } from "./model/webhookEvent.ts"
import {
  fromReason,
  type InvalidInput,
  type MalformedEvent,
  type SignatureRejected,
  type TikTokError
} from "./TikTokError.ts"

export * from "./model/webhookEvent.ts"

// -----------------------------------------------------------------------------
// models
// -----------------------------------------------------------------------------

// What an event is about is always there; all the rest is there when TikTok says it.
/**
 * The same for every delivery of an event, and for no other event. TikTok
 * delivers at least once and gives events no id.
 *
 * @category getters
 * @since 0.1.0
 */
export const dedupKey = (event: Event): string => {
  const { content, creator, event: name, postId, publishId, requestId, shareId }: Identity = event
  const seconds = event.createdAt === undefined ? undefined : event.createdAt.epochMilliseconds / 1000
  return JSON.stringify([event._tag, creator, publishId, postId, seconds, shareId ?? requestId ?? name, content])
}

// -----------------------------------------------------------------------------
// receiving
// -----------------------------------------------------------------------------

/**
 * A webhook as it arrived.
 *
 * @category options
 * @since 0.1.0
 */
export interface Delivery {
  readonly clientSecret: Redacted.Redacted<string>
  /** Value of the header `TikTok-Signature`, if there was one. */
  readonly header: string | null | undefined
  /** The body as it arrived. JSON that was parsed and written again is another body. */
  readonly body: Uint8Array | string
  /**
   * How far the time in the header may be from now, either way. TikTok does not
   * say whether a delivery that it repeats, for up to 72 hours, is signed anew.
   *
   * @default "5 minutes"
   */
  readonly tolerance?: Duration.Input | undefined
}

/**
 * Checks that a webhook comes from TikTok and is recent. Compares in constant
 * time.
 *
 * @category receiving
 * @since 0.1.0
 */
export const verify: (delivery: Delivery) => Effect.Effect<void, TikTokError<SignatureRejected | InvalidInput>> = Effect
  .fn("Webhook.verify")(function*(delivery) {
    yield* Given.refuse("Webhook.verify", [
      ...Given.unless(Given.isObject(delivery), "delivery", "must be an object"),
      ...ofSigned(delivery),
      ...Given.unless(
        delivery?.header === undefined || delivery.header === null || typeof delivery.header === "string",
        "header",
        "must be the text of a header"
      )
    ])
    const { body, clientSecret, header, tolerance = "5 minutes" } = delivery
    const within = yield* Given.readDuration("Webhook.verify", "tolerance", tolerance)
    yield* Effect.mapError(
      WebhookSignature.verify(clientSecret, header, body, within),
      fromReason("Webhook.verify")
    )
  })

/**
 * Reads a body whose signature was checked already, such as one from a queue.
 * Fails only when there is no event in it: what is new to this version comes as
 * `Unrecognized`.
 *
 * @category receiving
 * @since 0.1.0
 */
export const decode = (body: Uint8Array | string): Effect.Effect<Event, TikTokError<InvalidInput | MalformedEvent>> =>
  Effect.andThen(
    Given.refuse("Webhook.decode", ofBody(body)),
    () =>
      Effect.fromResult(WebhookDelivery.read(typeof body === "string" ? body : new TextDecoder().decode(body))).pipe(
        Effect.mapError(fromReason("Webhook.decode"))
      )
  )

/**
 * Checks a webhook, then reads it.
 *
 * @category receiving
 * @since 0.1.0
 */
export const receive = (
  delivery: Delivery
): Effect.Effect<Event, TikTokError<SignatureRejected | InvalidInput | MalformedEvent>> =>
  Effect.andThen(verify(delivery), () => decode(delivery.body))

/**
 * Signs a body as TikTok does, for tests of a route of one's own.
 *
 * **Example** (Sending a route a webhook)
 *
 * ```ts
 * import { Effect, Redacted } from "effect"
 * import { Webhook } from "effect-tiktok"
 *
 * const body = JSON.stringify({
 *   client_key: "ck",
 *   event: "post.publish.complete",
 *   create_time: 1700000000,
 *   user_openid: "mara",
 *   content: JSON.stringify({ publish_id: "v_pub_1", publish_type: "DIRECT_PUBLISH" })
 * })
 *
 * const request = Effect.map(
 *   Webhook.testHeader({ clientSecret: Redacted.make("cs"), body }),
 *   (header) => new Request("http://localhost/tiktok", { method: "POST", body, headers: { "TikTok-Signature": header } })
 * )
 * ```
 *
 * @category testing
 * @since 0.1.0
 */
export const testHeader = Effect.fn("Webhook.testHeader")(function*(options: {
  readonly clientSecret: Redacted.Redacted<string>
  readonly body: Uint8Array | string
  /** Seconds since 1970. @default now */
  readonly timestamp?: number | undefined
}): Effect.fn.Return<string, TikTokError<InvalidInput>> {
  yield* Given.refuse("Webhook.testHeader", [
    ...Given.unless(Given.isObject(options), "options", "must be an object"),
    ...ofSigned(options),
    ...Given.unless(
      options?.timestamp === undefined || Number.isSafeInteger(options.timestamp),
      "timestamp",
      "must be a whole number of seconds"
    )
  ])
  const { body, clientSecret } = options
  const timestamp = options.timestamp ?? Math.floor((yield* Clock.currentTimeMillis) / 1000)
  return yield* WebhookSignature.sign(clientSecret, timestamp, body).pipe(
    Effect.mapError(fromReason("Webhook.testHeader"))
  )
})

// -----------------------------------------------------------------------------
// service
// -----------------------------------------------------------------------------

/**
 * Brings the events of one route to every publish that runs in this process.
 *
 * **Example** (A route that feeds every publish)
 *
 * ```ts
 * import { Config, Effect } from "effect"
 * import { type Post, Publisher, Webhook } from "effect-tiktok"
 *
 * const route = Effect.fn("route")(function*(request: Request) {
 *   const hub = yield* Webhook.Hub
 *   const event = yield* Webhook.receive({
 *     clientSecret: yield* Config.Redacted("TIKTOK_CLIENT_SECRET"),
 *     header: request.headers.get("TikTok-Signature"),
 *     body: new Uint8Array(yield* Effect.promise(() => request.arrayBuffer()))
 *   })
 *   yield* hub.publish(event)
 *   return new Response()
 * })
 *
 * const publish = Effect.fn("publish")(function*(creator: Post.CreatorId, post: Post.Post) {
 *   const { events } = yield* Webhook.Hub
 *   const publisher = yield* Publisher.Publisher
 *   return yield* publisher.publish(creator, post, { webhooks: events })
 * })
 * ```
 *
 * @category services
 * @since 0.1.0
 */
export class Hub extends Context.Service<Hub, {
  /** Hands an event to all who listen. Gives `false` when it was here before, and hands nothing on. */
  readonly publish: (event: Event) => Effect.Effect<boolean>
  /** The events that are remembered, then those that come: a publish may learn late whose events it waits for. */
  readonly events: Stream.Stream<Event>
}>()("effect-tiktok/Webhook/Hub") {}

// -----------------------------------------------------------------------------
// constructor
// -----------------------------------------------------------------------------

/**
 * Creates a hub. It lives in memory, in one process.
 *
 * **Example** (A hub for a test)
 *
 * ```ts
 * import { Layer } from "effect"
 * import { Webhook } from "effect-tiktok"
 *
 * export const layer = Layer.effect(Webhook.Hub, Webhook.makeHub())
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export const makeHub = Effect.fnUntraced(function*(options?: {
  /**
   * How many events are remembered, for those who come later and against second
   * deliveries. A listener that is further behind misses the oldest.
   *
   * @default 1000
   */
  readonly remembered?: number | undefined
}): Effect.fn.Return<Hub["Service"], TikTokError<InvalidInput>, Scope.Scope> {
  const remembered = options?.remembered
  yield* Given.refuse("Webhook.makeHub", Given.optional(ofCount)("remembered", remembered))
  return yield* remembering(remembered ?? 1000)
})

const remembering = Effect.fnUntraced(function*(
  remembered: number
): Effect.fn.Return<Hub["Service"], never, Scope.Scope> {
  const pubsub = yield* Effect.acquireRelease(
    PubSub.sliding<Event>({ capacity: remembered, replay: remembered }),
    PubSub.shutdown
  )
  // In order of arrival, so the first is the oldest.
  const keys = new Set<string>()

  const isNew = (event: Event): boolean => {
    const key = dedupKey(event)
    if (keys.has(key)) return false
    keys.add(key)
    for (const oldest of keys) {
      if (keys.size <= remembered) break
      keys.delete(oldest)
    }
    return true
  }

  return Hub.of({
    publish: (event) => Effect.suspend(() => isNew(event) ? PubSub.publish(pubsub, event) : Effect.succeed(false)),
    events: Stream.fromPubSub(pubsub)
  })
})

// -----------------------------------------------------------------------------
// layers
// -----------------------------------------------------------------------------

/**
 * Provides `Hub`.
 *
 * **Example** (Events that reach a publish)
 *
 * ```ts
 * import { Layer } from "effect"
 * import { TikTok, type TikTokApi, Webhook } from "effect-tiktok"
 *
 * export const layer = (options: TikTokApi.Options) => Layer.merge(TikTok.layerMemory(options), Webhook.layerHub)
 * ```
 *
 * @category layers
 * @since 0.1.0
 */
export const layerHub: Layer.Layer<Hub> = Layer.effect(Hub, remembering(1000))

// -----------------------------------------------------------------------------
// internal
// -----------------------------------------------------------------------------

const ofSigned = (signed: Pick<Delivery, "clientSecret" | "body"> | undefined): Given.Broken => [
  ...Given.ofSecret("clientSecret", signed?.clientSecret),
  ...ofBody(signed?.body)
]

const ofCount = (field: string, given: unknown): Given.Broken =>
  Given.unless(Number.isSafeInteger(given) && Number(given) > 0, field, "must be a whole number of events, above 0")

const ofBody = (body: unknown): Given.Broken =>
  Given.unless(typeof body === "string" || Given.isBytes(body), "body", "must be text or a Uint8Array")

/** Whatever of these an event has, in one type. */
type Identity = {
  readonly [Field in "creator" | "publishId" | "postId" | "shareId" | "requestId" | "event" | "content"]?:
    | string
    | undefined
}
