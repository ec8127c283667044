import { isLoopback } from "../engine/App.ts"
import { existing } from "../engine/ControlError.ts"
import { collect, dueDeliveries, recordAttempt } from "../engine/deliveries.ts"
import { type Engine, findApp } from "../engine/Engine.ts"
import { type Attempt, type Delivery, type WebhookEventName, webhookEventNames } from "../engine/records.ts"
import { SECOND } from "../engine/Rules.ts"
import { writeJson } from "./live/losslessJson.ts"
import { webhookBody, webhookSignature } from "./live/webhook.ts"

/** Sends one webhook; a `fetch` will do. */
export type WebhookSender = (
  url: string,
  init: {
    readonly method: "POST"
    readonly headers: Readonly<Record<string, string>>
    readonly body: string
    readonly redirect: "manual"
    readonly signal: AbortSignal
  }
) => Promise<{ readonly status: number }>

/** Where webhooks go. */
export interface WebhookOptions {
  /** Address of every app that has none of its own. */
  readonly url?: string | undefined
  /** The global `fetch` by default, which calls only this machine and `url`. */
  readonly send?: WebhookSender | undefined
  /** What the app has subscribed to; everything by default. */
  readonly events?: ReadonlyArray<WebhookEventName> | undefined
}

/** A webhook as its owner sees it from outside. */
export interface WebhookDelivery extends Omit<Delivery, "content"> {
  /** The bytes that are sent. */
  readonly body: string
}

/** An event to send by hand. */
export interface TriggeredEvent {
  readonly event: WebhookEventName
  /** A `bigint` in it is written as a bare number. */
  readonly content: Readonly<Record<string, unknown>>
  readonly openId?: string | undefined
  /** Which app is told; the scenario's first by default. */
  readonly clientKey?: string | undefined
}

/** The webhooks of a mock. Retries follow the mock's clock. */
export interface Webhooks {
  /** Sends what is due, and gives everything there has been so far. Moving the clock does the same. */
  readonly deliver: () => Promise<ReadonlyArray<WebhookDelivery>>
  readonly deliveries: () => ReadonlyArray<WebhookDelivery>
  /** Sends one delivery again, in any state. Throws an `Error` for an id that does not exist. */
  readonly replay: (id: string) => Promise<WebhookDelivery>
  /** Sends an event as if it had happened. */
  readonly trigger: (event: TriggeredEvent) => Promise<ReadonlyArray<WebhookDelivery>>
  /** Sends each accepted delivery so many more times; 0 ends it. */
  readonly duplicate: (times?: number) => void
  /** Sends deliveries that are due together in reverse order, until it is switched off. */
  readonly reorder: (on?: boolean) => void
  /** Holds every delivery until `release`. */
  readonly hold: () => void
  readonly release: () => Promise<ReadonlyArray<WebhookDelivery>>
  readonly settings: () => WebhookSettings
}

/** What is switched on. */
export interface WebhookSettings {
  /** Address of every app that has none of its own. */
  readonly url: string | undefined
  readonly events: ReadonlyArray<WebhookEventName>
  /** How many times more everything is sent that is heard. */
  readonly duplicates: number
  readonly isReordered: boolean
  readonly isHeld: boolean
}

/** The webhooks as the mock runs them. */
export interface RunningWebhooks extends Webhooks {
  /** Switches everything off. */
  readonly reset: () => void
}

// More copies would delay every other delivery.
const MAX_COPIES = 100

// A slower receiver counts as failed.
const TIMEOUT_MILLIS = 10_000

/** Makes the webhooks of an engine. */
export const makeWebhooks = (
  engine: Engine,
  options: WebhookOptions,
  closed: AbortSignal,
  changed: () => void
): RunningWebhooks => {
  const send: WebhookSender = options.send ?? fetch
  const subscribed: ReadonlyArray<WebhookEventName> = options.events ?? webhookEventNames
  let held = false
  let reordered = false
  let copies = 0
  let running: Promise<unknown> = Promise.resolve()

  const destinationOf = (appId: string) => findApp(engine, appId)?.webhookUrl ?? options.url
  const wants = (appId: string, event: WebhookEventName) =>
    destinationOf(appId) !== undefined && subscribed.includes(event)
  const collectEvents = () => {
    // Without a destination there is nothing to collect.
    if ([...engine.state.apps.keys()].some((appId) => destinationOf(appId) !== undefined)) collect(engine, wants)
  }
  const view = ({ content, ...delivery }: Delivery): WebhookDelivery => ({
    ...delivery,
    body: webhookBody({ ...delivery, content }, engine.rules.switches)
  })
  const deliveries = () => [...engine.state.deliveries.values()].map(view)

  const attempt = async (delivery: Delivery): Promise<Attempt> => {
    const at = engine.clock.now()
    const url = destinationOf(delivery.appId)
    const app = findApp(engine, delivery.appId)
    if (url === undefined || app === undefined) return { at, status: undefined, error: "there is no address" }
    if (options.send === undefined && url !== options.url && !isLoopback(URL.parse(url)?.hostname ?? "")) {
      return { at, status: undefined, error: `${url} is neither on this machine nor the one the mock was made with` }
    }
    const body = webhookBody(delivery, engine.rules.switches)
    const signature = webhookSignature(app.clientSecret, Math.floor(at / SECOND), body)
    return send(url, {
      method: "POST",
      headers: { "Content-Type": "application/json", "TikTok-Signature": signature },
      body,
      redirect: "manual",
      signal: AbortSignal.any([closed, AbortSignal.timeout(TIMEOUT_MILLIS)])
    }).then(
      ({ status }) => ({ at, status, error: undefined }),
      (error: unknown) => ({ at, status: undefined, error: String(error) })
    )
  }

  const sendDelivery = async (delivery: Delivery): Promise<void> => {
    for (let copy = 0; copy <= copies; copy++) {
      const attempted = await attempt(delivery)
      recordAttempt(engine, delivery.id, attempted)
      if (attempted.status !== 200) return
    }
  }

  const sendDue = async () => {
    collectEvents()
    if (held) return
    const due = dueDeliveries(engine)
    for (const delivery of reordered ? due.toReversed() : due) await sendDelivery(delivery)
  }

  /** One after the other, so that nothing is sent twice by two who look at the same time. */
  const inTurn = <A>(work: () => Promise<A>): Promise<A> => {
    const done = running.then(work)
    running = done.catch(() => undefined)
    return done
  }

  const deliver = async () => {
    await inTurn(sendDue)
    return deliveries()
  }

  return {
    deliver,
    deliveries: () => {
      collectEvents()
      return deliveries()
    },
    replay: (id) =>
      inTurn(async () => {
        collectEvents()
        const delivery = existing("delivery", id, engine.state.deliveries.get(id))
        recordAttempt(engine, id, await attempt(delivery))
        return view(engine.state.deliveries.get(id) ?? delivery)
      }),
    trigger: ({ clientKey, content, event, openId }) => {
      const [first = ""] = engine.state.apps.keys()
      const app = existing("app", clientKey ?? "first", findApp(engine, clientKey ?? first))
      const id = `triggered/${event}/${engine.ids.digits("webhookEvent", 10)}`
      const triggered = { id, event, appId: app.clientKeys[0], openId, at: engine.clock.now() }
      engine.state.webhookEvents.set(id, { ...triggered, content: { _tag: "Raw", json: writeJson(content) } })
      return deliver()
    },
    duplicate: (times = 1) => {
      if (!Number.isInteger(times) || times < 0 || times > MAX_COPIES) {
        throw new RangeError(`duplicates: must be a whole number from 0 to ${MAX_COPIES}, is ${times}`)
      }
      copies = times
      changed()
    },
    reorder: (on = true) => {
      reordered = on
      changed()
    },
    hold: () => {
      held = true
      changed()
    },
    release: () => {
      held = false
      changed()
      return deliver()
    },
    reset: () => {
      held = false
      reordered = false
      copies = 0
      changed()
    },
    settings: () => ({
      url: options.url,
      events: subscribed,
      duplicates: copies,
      isReordered: reordered,
      isHeld: held
    })
  }
}
