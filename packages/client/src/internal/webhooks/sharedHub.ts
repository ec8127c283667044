import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import type * as Scope from "effect/Scope"
import type * as Stream from "effect/Stream"
import { Event } from "../../model/webhookEvent.ts"

/**
 * Carries texts to every process that listens.
 *
 * @internal
 */
export interface Channel {
  readonly send: (text: string) => Effect.Effect<void, ChannelFailed>
  /** Listens until the scope closes. The result waits for the next text, and fails when the connection is lost. */
  readonly listen: Effect.Effect<Effect.Effect<string, ChannelFailed>, ChannelFailed, Scope.Scope>
}

/** @internal */
export interface ChannelFailed {
  readonly message: string
}

/** A hub of one process. */
interface Hub {
  readonly publish: (event: Event) => Effect.Effect<boolean>
  readonly events: Stream.Stream<Event>
}

/**
 * Joins the hub of this process with those of all others. Events that no connection
 * carries are lost, and polling finds their outcomes.
 *
 * @internal
 */
export const make = Effect.fnUntraced(function*(
  local: Hub,
  { listen, send }: Channel
): Effect.fn.Return<Hub, never, Scope.Scope> {
  const ready = yield* Deferred.make<void>()
  let isConnected = true

  const receive = (text: string) =>
    Effect.flatMap(Effect.option(decode(text)), (event) =>
      Option.isSome(event)
        ? local.publish(event.value)
        : Effect.logWarning("Another process sent a webhook event that cannot be read"))

  const once = Effect.scoped(Effect.flatMap(listen, (next) => {
    isConnected = true
    return Effect.andThen(Deferred.succeed(ready, undefined), Effect.forever(Effect.flatMap(next, receive)))
  }))

  const again = ({ message }: ChannelFailed) => {
    // One line for each outage.
    const warning = isConnected
      ? Effect.logWarning(`Webhook events of other processes do not arrive at the moment: ${message}`)
      : Effect.void
    isConnected = false
    return Effect.andThen(Deferred.succeed(ready, undefined), warning)
  }

  yield* Effect.forkScoped(Effect.forever(Effect.andThen(once.pipe(Effect.catch(again)), Effect.sleep("1 second"))))
  // What is sent after this arrives. Without a server the program starts all the same.
  yield* Effect.timeoutOption(Deferred.await(ready), "5 seconds")

  return {
    events: local.events,
    publish: (event) =>
      Effect.tap(local.publish(event), (isNew) => isNew ? send(encode(event)).pipe(Effect.catch(unsent)) : Effect.void)
  }
})

const unsent = ({ message }: ChannelFailed) =>
  Effect.logWarning(`A webhook event did not reach the other processes: ${message}`)

const Text = Schema.fromJsonString(Schema.toCodecJson(Event))
const encode = Schema.encodeSync(Text)
const decode = Schema.decodeEffect(Text)
