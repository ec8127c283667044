import { isLoopback } from "../engine/App.ts"
import { existing } from "../engine/ControlError.ts"
import { collectDeliveries, dueDeliveries, recordAttempt } from "../engine/deliveries.ts"
import { type Engine, findApp } from "../engine/Engine.ts"
import { reasonOf } from "../engine/fetchFailureText.ts"
import { type Attempt, type Delivery, type WebhookEventName, webhookEventNames } from "../engine/records.ts"
import { SECOND } from "../engine/time.ts"
import { writeJson } from "./live/losslessJson.ts"
import { webhookBody, webhookSignature } from "./live/webhook.ts"

/** Sends one webhook. `fetch` is one. */
export type WebhookSender = (
  url: string,
  init: {
    readonly method: "POST"
    readonly headers: Readonly<Record<string, string>>
    readonly body: string
    readonly redirect: "manual"
    readonly signal: AbortSignal
  }
) => Promise<{ readonly status: number; readonly text?: () => Promise<string> }>

/** Options for webhooks. */
export interface WebhookOptions {
  /** URL for every app that has none. */
  readonly url?: string | undefined
  /** The global `fetch` by default, which then calls only this machine and `url`. */
  readonly send?: WebhookSender | undefined
  /** The events that the app subscribes to; all by default. */
  readonly events?: ReadonlyArray<WebhookEventName> | undefined
}

/** A webhook delivery in the control API. */
export interface WebhookDelivery extends Omit<Delivery, "content"> {
  /** The body of the request. */
  readonly body: string
}

/** An event to send by hand. */
export interface TriggeredEvent {
  readonly event: WebhookEventName
  /** A `bigint` becomes a JSON number. */
  readonly content: Readonly<Record<string, unknown>>
  readonly openId?: string | undefined
  /** The app that receives the event; the scenario's first by default. */
  readonly clientKey?: string | undefined
}

/** The webhooks of a mock. Retries follow the mock's clock. */
export interface Webhooks {
  /** Sends due deliveries and returns all deliveries. Moving the clock does the same. */
  readonly deliver: () => Promise<ReadonlyArray<WebhookDelivery>>
  readonly deliveries: () => ReadonlyArray<WebhookDelivery>
  /** Sends one delivery again, in any state. Throws an `Error` for an unknown id. */
  readonly replay: (id: string) => Promise<WebhookDelivery>
  /** Sends an event as if it had happened. */
  readonly trigger: (event: TriggeredEvent) => Promise<ReadonlyArray<WebhookDelivery>>
  /** Sends each accepted delivery this many more times. 0 turns it off. */
  readonly duplicate: (times?: number) => void
  /** Reverses the order of deliveries that are due together. `false` turns it off. */
  readonly reorder: (on?: boolean) => void
  /** Holds every delivery until `release`. */
  readonly hold: () => void
  readonly release: () => Promise<ReadonlyArray<WebhookDelivery>>
  /**
   * Changes the URL for every app that has none, until a reset; undefined for none. Events from before an app had a URL are
   * dropped, and so are those of the posts of a scenario. `replay` sends one. Throws a `RangeError` unless it is the URL of
   * the options or on this machine.
   */
  readonly setUrl: (url: string | undefined) => void
  /** Changes the events that are sent, until a reset. The other ones until now are dropped. */
  readonly subscribe: (events: ReadonlyArray<WebhookEventName>) => void
  /** Adds headers to each request, until a reset. Throws a `RangeError` for a header that is not valid or the mock's own. */
  readonly setHeaders: (headers: Readonly<Record<string, string>>) => void
  /** Changes several settings, or none if one of them is not valid. A release sends what was held. */
  readonly change: (changes: WebhookChanges) => Promise<WebhookSettings>
  readonly settings: () => WebhookSettings
}

/** Changes of the webhook settings. The URL `null` stands for none. */
export type WebhookChanges =
  & { readonly [Name in Exclude<keyof WebhookSettings, "url">]?: WebhookSettings[Name] | undefined }
  & { readonly url?: string | null | undefined }

/** The current webhook settings. */
export interface WebhookSettings {
  /** URL for every app that has none. */
  readonly url: string | undefined
  readonly events: ReadonlyArray<WebhookEventName>
  /** Headers of each request, beside the mock's own. */
  readonly headers: Readonly<Record<string, string>>
  /** Number of extra copies of each accepted delivery. */
  readonly duplicates: number
  readonly isReordered: boolean
  readonly isHeld: boolean
}

/** The webhooks inside the mock. */
export interface RunningWebhooks extends Webhooks {
  /** Drops the events until now that are not sent. Comes before a change of a URL. */
  readonly dropPast: () => void
  /** Drops the events until now that have no delivery yet. */
  readonly dropNew: () => void
  /** Turns off copies, reordering and hold, and restores URL, events and headers. */
  readonly reset: () => void
}

// More copies would delay every other delivery.
const MAX_COPIES = 100

// A slower receiver counts as failed.
const TIMEOUT_MILLIS = 10_000

/** Characters of a response's body that an attempt keeps. */
const MAX_RESPONSE = 1_000

export const makeWebhooks = (
  engine: Engine,
  options: WebhookOptions,
  closed: AbortSignal,
  changed: () => void
): RunningWebhooks => {
  const send: WebhookSender = options.send ?? fetch
  const initialEvents: ReadonlyArray<WebhookEventName> = options.events ?? webhookEventNames
  let subscribed = initialEvents
  let extraHeaders: Readonly<Record<string, string>> = {}
  let held = false
  let reordered = false
  let copies = 0
  let target = options.url
  let running: Promise<unknown> = Promise.resolve()

  const urlOf = (appId: string) => findApp(engine, appId)?.webhookUrl ?? target
  const isSent = (appId: string, event: WebhookEventName) => subscribed.includes(event) && urlOf(appId) !== undefined
  const collectNew = () => {
    // Without a URL there is nothing to send.
    if ([...engine.state.apps.keys()].every((appId) => urlOf(appId) === undefined)) return
    collectDeliveries(engine, (appId, event) => isSent(appId, event) ? "waiting" : undefined)
  }
  const dropPast = () => collectDeliveries(engine, (appId, event) => isSent(appId, event) ? "waiting" : "dropped")
  const view = ({ content, ...delivery }: Delivery): WebhookDelivery => ({
    ...delivery,
    body: webhookBody({ ...delivery, content }, engine.rules.switches)
  })
  const deliveries = () => [...engine.state.deliveries.values()].map(view)

  const attempt = async (delivery: Delivery): Promise<Attempt> => {
    const at = engine.clock.now()
    const url = urlOf(delivery.appId)
    const app = findApp(engine, delivery.appId)
    if (url === undefined || app === undefined) return { at, status: undefined, error: "the app has no webhook URL" }
    if (options.send === undefined && url !== options.url && !isLoopback(URL.parse(url)?.hostname ?? "")) {
      return { at, status: undefined, error: `${url} is neither on this machine nor the mock's webhook.url` }
    }
    const body = webhookBody(delivery, engine.rules.switches)
    const signature = webhookSignature(app.clientSecret, Math.floor(at / SECOND), body)
    const sent = { at, url, signature }
    return send(url, {
      method: "POST",
      headers: { ...extraHeaders, "Content-Type": "application/json", "TikTok-Signature": signature },
      body,
      redirect: "manual",
      signal: AbortSignal.any([closed, AbortSignal.timeout(TIMEOUT_MILLIS)])
    }).then(
      async (response) => ({
        ...sent,
        status: response.status,
        error: undefined,
        response: await response.text?.().then((text) => text.slice(0, MAX_RESPONSE), () => undefined)
      }),
      (error: unknown) => ({ ...sent, status: undefined, error: reasonOf(error) })
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
    collectNew()
    if (held) return
    const due = dueDeliveries(engine)
    for (const delivery of reordered ? due.toReversed() : due) await sendDelivery(delivery)
  }

  /** Runs one task after the other, so that concurrent calls do not send the same delivery twice. */
  const runInTurn = <A>(work: () => Promise<A>): Promise<A> => {
    const done = running.then(work)
    running = done.catch(() => undefined)
    return done
  }

  const deliver = async () => {
    await runInTurn(sendDue)
    return deliveries()
  }

  const checkUrl = (url: string): void => {
    const { hostname = "", protocol } = URL.parse(url) ?? {}
    if (!/^https?:$/.test(protocol ?? "")) throw new RangeError(`url: must be an http or https URL, is "${url}"`)
    if (url !== options.url && options.send === undefined && !isLoopback(hostname)) {
      throw new RangeError("url: must be on this machine; another one must be given when the mock starts")
    }
  }

  const change = async ({ duplicates, events, headers, isHeld, isReordered, url }: WebhookChanges) => {
    if (headers !== undefined) checkHeaders(headers)
    if (typeof url === "string") checkUrl(url)
    if (duplicates !== undefined) checkCopies(duplicates)
    if (url !== undefined || events !== undefined) dropPast()
    if (url !== undefined) target = url ?? undefined
    subscribed = events ?? subscribed
    extraHeaders = headers ?? extraHeaders
    copies = duplicates ?? copies
    reordered = isReordered ?? reordered
    held = isHeld ?? held
    changed()
    if (isHeld === false) await deliver()
    return settings()
  }

  const settings = (): WebhookSettings => ({
    url: target,
    events: subscribed,
    headers: extraHeaders,
    duplicates: copies,
    isReordered: reordered,
    isHeld: held
  })

  return {
    change,
    deliver,
    deliveries: () => {
      collectNew()
      return deliveries()
    },
    replay: (id) =>
      runInTurn(async () => {
        collectNew()
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
      checkCopies(times)
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
    setUrl: (url) => {
      if (url !== undefined) checkUrl(url)
      dropPast()
      target = url
      changed()
    },
    dropPast,
    dropNew: () => collectDeliveries(engine, () => "dropped"),
    subscribe: (events) => {
      dropPast()
      subscribed = events
      changed()
    },
    setHeaders: (headers) => {
      checkHeaders(headers)
      extraHeaders = headers
      changed()
    },
    reset: () => {
      held = false
      target = options.url
      subscribed = initialEvents
      extraHeaders = {}
      reordered = false
      copies = 0
      changed()
    },
    settings
  }
}

const checkCopies = (times: number): void => {
  if (Number.isInteger(times) && times >= 0 && times <= MAX_COPIES) return
  throw new RangeError(`duplicates: must be a whole number from 0 to ${MAX_COPIES}, is ${times}`)
}

const checkHeaders = (headers: Readonly<Record<string, string>>): void => {
  for (const [name, value] of Object.entries(headers)) checkHeader(name, value)
}

const checkHeader = (name: string, value: string): void => {
  if (/^(?:content-type|tiktok-signature)$/i.test(name)) throw new RangeError(`headers: ${name} is set by the mock`)
  try {
    new Headers().set(name, value)
  } catch (error) {
    throw new RangeError(`headers: ${reasonOf(error)}`, { cause: error })
  }
}
