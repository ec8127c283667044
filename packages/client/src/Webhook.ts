/**
 * TikTok's webhooks, verified, as values.
 *
 * A route passes the raw body and the `TikTok-Signature` header to `receive`, passes
 * the event to `Hub`, and responds with 200 at once. Every publish with
 * `webhooks: hub.events` then takes its outcome from the webhook or the status call,
 * the first to arrive.
 *
 * @since 0.1.0
 */
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Redis from "effect/persistence/Redis"
import * as PubSub from "effect/PubSub"
import type * as Redacted from "effect/Redacted"
import type * as Scope from "effect/Scope"
import * as SqlClient from "effect/sql/SqlClient"
import * as Stream from "effect/Stream"
import * as Validate from "./internal/common/validate.ts"
import * as PostgresChannel from "./internal/webhooks/postgresChannel.ts"
import * as RedisChannel from "./internal/webhooks/redisChannel.ts"
import * as SharedHub from "./internal/webhooks/sharedHub.ts"
import * as WebhookDelivery from "./internal/webhooks/webhookDelivery.ts"
import * as WebhookSignature from "./internal/webhooks/webhookSignature.ts"
import { type Event } from "./model/webhookEvent.ts"
import type * as RecordStore from "./RecordStore.ts"
import * as TikTokApi from "./TikTokApi.ts"
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
 * The identity of an event, equal for every delivery of it. TikTok delivers events at
 * least once and gives them no id.
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
  /** Client secret of the app, which signs. */
  readonly clientSecret: Redacted.Redacted<string>
  /** Value of the header `TikTok-Signature`, if any. */
  readonly header: string | null | undefined
  /** The body as it arrived. JSON that was parsed and encoded again may differ. */
  readonly body: Uint8Array | string
  /**
   * How far the time in the header may be from now. TikTok repeats a delivery for up
   * to 72 hours, and does not say whether it signs it again.
   *
   * @default "5 minutes"
   */
  readonly tolerance?: Duration.Input | undefined
}

/**
 * A webhook as it arrived, for the app that `TikTokApi` has.
 *
 * @category options
 * @since 0.1.0
 */
export interface OwnDelivery extends Omit<Delivery, "clientSecret"> {
  readonly clientSecret?: never
}

/**
 * Checks that a webhook is from TikTok and recent. Compares in constant time. Without
 * a client secret, takes that of `TikTokApi`.
 *
 * @category receiving
 * @since 0.1.0
 */
export function verify(delivery: Delivery): Effect.Effect<void, TikTokError<SignatureRejected | InvalidInput>>
export function verify(
  delivery: OwnDelivery
): Effect.Effect<void, TikTokError<SignatureRejected | InvalidInput>, TikTokApi.TikTokApi>
export function verify(
  delivery: Delivery | OwnDelivery
): Effect.Effect<void, TikTokError<SignatureRejected | InvalidInput>, TikTokApi.TikTokApi> {
  // A secret that is given as `undefined` is one that the caller has forgotten.
  return isOwn(delivery)
    ? TikTokApi.TikTokApi.use(({ app: { clientSecret } }) => verifySigned({ ...delivery, clientSecret }))
    : verifySigned(delivery)
}

const isOwn = (delivery: Delivery | OwnDelivery): delivery is OwnDelivery =>
  Validate.isObject(delivery) && !("clientSecret" in delivery)

const verifySigned = Effect.fn("Webhook.verify")(function*(
  delivery: Delivery
): Effect.fn.Return<void, TikTokError<SignatureRejected | InvalidInput>> {
  yield* Validate.orFail("Webhook.verify", [
    ...Validate.check(Validate.isObject(delivery), "delivery", "must be an object"),
    ...ofSigned(delivery),
    ...Validate.check(
      delivery?.header === undefined || delivery.header === null || typeof delivery.header === "string",
      "header",
      "must be the text of a header"
    )
  ])
  const { body, clientSecret, header, tolerance = "5 minutes" } = delivery
  const within = yield* Validate.readDuration("Webhook.verify", "tolerance", tolerance)
  yield* Effect.mapError(
    WebhookSignature.verify(clientSecret, header, body, within),
    fromReason("Webhook.verify")
  )
})

/**
 * Reads a body whose signature was already checked, such as one from a queue. Fails
 * only if it contains no event. An event that this version does not know is
 * `Unrecognized`.
 *
 * @category receiving
 * @since 0.1.0
 */
export const decode = (body: Uint8Array | string): Effect.Effect<Event, TikTokError<InvalidInput | MalformedEvent>> =>
  Effect.andThen(
    Validate.orFail("Webhook.decode", ofBody(body)),
    () =>
      Effect.fromResult(WebhookDelivery.read(typeof body === "string" ? body : new TextDecoder().decode(body))).pipe(
        Effect.mapError(fromReason("Webhook.decode"))
      )
  )

/**
 * Checks a webhook, then reads it. Without a client secret, takes that of `TikTokApi`.
 *
 * @category receiving
 * @since 0.1.0
 */
export function receive(
  delivery: Delivery
): Effect.Effect<Event, TikTokError<SignatureRejected | InvalidInput | MalformedEvent>>
export function receive(
  delivery: OwnDelivery
): Effect.Effect<Event, TikTokError<SignatureRejected | InvalidInput | MalformedEvent>, TikTokApi.TikTokApi>
export function receive(
  delivery: Delivery | OwnDelivery
): Effect.Effect<Event, TikTokError<SignatureRejected | InvalidInput | MalformedEvent>, TikTokApi.TikTokApi> {
  return Effect.andThen(isOwn(delivery) ? verify(delivery) : verify(delivery), () => decode(delivery.body))
}

/**
 * Signs a body like TikTok, for tests of your route.
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
  yield* Validate.orFail("Webhook.testHeader", [
    ...Validate.check(Validate.isObject(options), "options", "must be an object"),
    ...ofSigned(options),
    ...Validate.check(
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
 * Passes the events of a route to every publish of this process, or of all processes
 * that share a Redis or PostgreSQL.
 *
 * **Example** (A route that feeds every publish)
 *
 * ```ts
 * import { Effect } from "effect"
 * import { type Post, Publisher, Webhook } from "effect-tiktok"
 *
 * const route = Effect.fn("route")(function*(request: Request) {
 *   const hub = yield* Webhook.Hub
 *   const event = yield* Webhook.receive({
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
  /** Passes an event to all listeners. Returns `false` and does nothing if it is a repeated delivery. */
  readonly publish: (event: Event) => Effect.Effect<boolean>
  /** The remembered events, then new ones: an event may arrive before its publish knows its publish id. */
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
   * How many events are remembered, for later listeners and to detect repeated
   * deliveries. A listener that is further behind misses the oldest.
   *
   * @default 1000
   */
  readonly remembered?: number | undefined
}): Effect.fn.Return<Hub["Service"], TikTokError<InvalidInput>, Scope.Scope> {
  const remembered = options?.remembered
  yield* Validate.orFail("Webhook.makeHub", Validate.optional(ofCount)("remembered", remembered))
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

/**
 * Provides a `Hub` that all processes share that use the current `Redis`: an event of
 * one reaches the listeners of each, over PUB/SUB. Events are not encrypted.
 *
 * Redis keeps no events. What comes while a process is not connected does not reach
 * it, and its publishes find their outcome by polling. It connects again by itself,
 * and starts without Redis too.
 *
 * **Example** (Everything in one Redis)
 *
 * ```ts
 * import { Layer } from "effect"
 * import { TikTok, Webhook } from "effect-tiktok"
 *
 * export const layer = (options: TikTok.RedisOptions) =>
 *   Layer.merge(TikTok.layerRedis(options), Webhook.layerHubRedis(options))
 * ```
 *
 * @category layers
 * @since 0.1.0
 */
export const layerHubRedis = (
  options?: RecordStore.RedisOptions
): Layer.Layer<Hub, TikTokError<InvalidInput>, Redis.Redis> =>
  Layer.effect(
    Hub,
    Effect.gen(function*() {
      const prefix = options?.prefix
      yield* Validate.orFail("Webhook.layerHubRedis", Validate.optional(Validate.text)("prefix", prefix))
      return yield* SharedHub.make(yield* remembering(1000), yield* RedisChannel.make(prefix ?? ""))
    })
  )

/**
 * Provides a `Hub` that all processes share that use the current PostgreSQL: an event
 * of one reaches the listeners of each, over `LISTEN` and `NOTIFY`. It holds one
 * connection, which must reach PostgreSQL directly or through a pooler of sessions.
 *
 * PostgreSQL keeps no events. What comes while a process is not connected does not
 * reach it, and its publishes find their outcome by polling. It connects again by
 * itself. With SQLite, or a client without `listen`, events stay in their process.
 *
 * **Example** (Everything in one PostgreSQL)
 *
 * ```ts
 * import { Layer } from "effect"
 * import { TikTok, Webhook } from "effect-tiktok"
 *
 * export const layer = (options: TikTok.SqlOptions) =>
 *   Layer.merge(TikTok.layerSql(options), Webhook.layerHubSql(options))
 * ```
 *
 * @category layers
 * @since 0.1.0
 */
export const layerHubSql = (
  options?: RecordStore.SqlOptions
): Layer.Layer<Hub, TikTokError<InvalidInput>, SqlClient.SqlClient> =>
  Layer.effect(
    Hub,
    Effect.gen(function*() {
      const prefix = options?.prefix
      yield* Validate.orFail("Webhook.layerHubSql", Validate.optional(Validate.text)("prefix", prefix))
      const sql = yield* SqlClient.SqlClient
      const hub = yield* remembering(1000)
      return PostgresChannel.canListen(sql)
        ? yield* SharedHub.make(hub, yield* PostgresChannel.make(sql, prefix ?? "effect_tiktok_"))
        : hub
    })
  )

// -----------------------------------------------------------------------------
// internal
// -----------------------------------------------------------------------------

const ofSigned = (
  signed: { readonly clientSecret?: unknown; readonly body: unknown } | undefined
): Validate.Violations => [
  ...Validate.secret("clientSecret", signed?.clientSecret),
  ...ofBody(signed?.body)
]

const ofCount = (field: string, given: unknown): Validate.Violations =>
  Validate.check(Number.isSafeInteger(given) && Number(given) > 0, field, "must be a whole number of events, above 0")

const ofBody = (body: unknown): Validate.Violations =>
  Validate.check(typeof body === "string" || Validate.isBytes(body), "body", "must be text or a Uint8Array")

/** The fields of all events in one type. */
type Identity = {
  readonly [Field in "creator" | "publishId" | "postId" | "shareId" | "requestId" | "event" | "content"]?:
    | string
    | undefined
}
