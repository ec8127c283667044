import { reasonOf } from "../engine/reasonOf.ts"
import type { Listen, Trigger } from "./arguments.ts"

interface Delivery {
  readonly id: string
  readonly event: string
  readonly attempts: ReadonlyArray<{ readonly status?: number; readonly error?: string; readonly url?: string }>
}

/** The webhooks of a mock, as its control API shows them. */
interface Webhooks {
  readonly deliveries: ReadonlyArray<Delivery>
  readonly settings: { readonly url?: string }
}

const webhooksOf = (url: string): Promise<Webhooks> => call(url, "GET", "/_mock/webhooks")

/** Sends an event of a running mock, and prints each attempt. Rejects with an `Error` for a person. */
export const trigger = async ({ content, event, url }: Trigger, print: (line: string) => void): Promise<void> => {
  const before = await webhooksOf(url)
  const body = `{"event":${JSON.stringify(event)},"content":${content}}`
  const { deliveries }: Pick<Webhooks, "deliveries"> = await call(url, "POST", "/_mock/webhooks/trigger", body)
  const sent = deliveries.slice(before.deliveries.length).filter((delivery) => delivery.event === event)
  if (sent.length === 0) {
    throw new Error(
      "no webhook URL is set: start the mock with --webhook URL, or run tiktok-mock listen --forward-to URL"
    )
  }
  for (const delivery of sent) print(lineOf(delivery, delivery.attempts.length - 1))
}

const POLL_MILLIS = 250

const pause = () => new Promise<"waited">((resolve) => setTimeout(resolve, POLL_MILLIS, "waited"))

/**
 * Sends the webhooks of a mock to an address until a signal, and prints each attempt. A reset of the mock does not end it.
 * Rejects with an `Error` for a person, also when another program has set another URL.
 */
export const listen = async ({ forwardTo, url }: Listen, print: (line: string) => void): Promise<void> => {
  const { deliveries, settings: { url: earlier } } = await webhooksOf(url)
  const setUrl = (target: string | undefined) =>
    call(url, "PATCH", "/_mock/webhooks/settings", JSON.stringify({ url: target ?? null }))
  const start = async () => {
    await setUrl(forwardTo)
    print(`webhooks of ${url} are sent to ${forwardTo}`)
  }
  await start()
  let seen = countsOf(deliveries)
  const { promise: ended, resolve: end } = Promise.withResolvers<"ended">()
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => end("ended"))
  while (await Promise.race([ended, pause()]) === "waited") {
    const { deliveries, settings: { url: current } } = await webhooksOf(url)
    for (const delivery of deliveries) {
      for (let index = seen.get(delivery.id) ?? 0; index < delivery.attempts.length; index++) {
        print(lineOf(delivery, index))
      }
    }
    // After a reset, another event can have the same id.
    seen = countsOf(deliveries)
    if (current === forwardTo) continue
    if (current !== undefined && current !== earlier) {
      throw new Error(`webhooks of ${url} are sent to ${current}, which another program has set`)
    }
    await start()
  }
  await setUrl(earlier).catch((error: unknown) => {
    throw new Error(`webhooks of ${url} are still sent to ${forwardTo}: ${reasonOf(error)}`, { cause: error })
  })
}

/** The number of attempts of each delivery, by its id. */
const countsOf = (deliveries: ReadonlyArray<Delivery>): ReadonlyMap<string, number> =>
  new Map(deliveries.map(({ attempts, id }) => [id, attempts.length]))

const lineOf = ({ attempts, event }: Delivery, index: number): string => {
  const { error, status, url } = attempts[index] ?? {}
  return `${status ?? error ?? "waiting"} ${event}${url === undefined ? "" : ` to ${url}`}`
}

const call = async <A>(url: string, method: string, path: string, body?: string): Promise<A> => {
  const headers = { "content-type": "application/json" }
  const request = { method, ...(body === undefined ? {} : { body, headers }) }
  const response = await fetch(url.replace(/\/$/, "") + path, request).catch((error: unknown) => {
    throw new Error(`no mock answers at ${url} (${reasonOf(error)}); start one with tiktok-mock, or name it with --url`)
  })
  const text = await response.text()
  if (!response.ok) throw new Error(`${url} refused with ${response.status}: ${text.slice(0, 500)}`)
  return JSON.parse(text)
}
