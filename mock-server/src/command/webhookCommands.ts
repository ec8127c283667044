import * as Result from "effect/Result"
import { parseArgs } from "node:util"
import { webhookEventNames } from "../engine/records.ts"
import { DEFAULT_PORT } from "./arguments.ts"

/** A command that talks to a mock which is already running. */
export type WebhookCommand =
  | { readonly _tag: "Trigger"; readonly url: string; readonly event: string; readonly content: string }
  | { readonly _tag: "Listen"; readonly url: string; readonly forwardTo: string }

/** Reads the arguments of `trigger` and `listen`; undefined for other commands. */
export const readWebhookCommand = (args: ReadonlyArray<string>): Result.Result<WebhookCommand | undefined, string> => {
  const [name, ...rest] = args
  if ((name !== "trigger" && name !== "listen") || rest.includes("--help")) return Result.succeed(undefined)
  try {
    const { positionals: [event = "", ...more], values } = parseArgs({ args: rest, options, allowPositionals: true })
    const { content, "forward-to": forwardTo, url } = values
    if (more.length > 0) return Result.fail(`${more[0]} is one argument too many`)
    if (name === "listen") {
      return URL.canParse(forwardTo) && event === ""
        ? Result.succeed({ _tag: "Listen", url, forwardTo })
        : Result.fail(`listen needs --forward-to URL, the address of your app`)
    }
    return webhookEventNames.some((known) => known === event)
      ? Result.succeed({ _tag: "Trigger", url, event, content })
      : Result.fail(`trigger needs an event, one of ${webhookEventNames.join(", ")}, not "${event}"`)
  } catch (error) {
    return Result.fail((error instanceof Error ? error.message : String(error)).split(/\.\s/)[0] ?? "")
  }
}

const options = {
  url: { type: "string", default: `http://127.0.0.1:${DEFAULT_PORT}` },
  content: { type: "string", default: `{"publish_id":"v_pub_1"}` },
  "forward-to": { type: "string", default: "" }
} as const

/** Runs `trigger` or `listen`. Rejects with an `Error` for a person. */
export const runWebhookCommand = (command: WebhookCommand, print: (line: string) => void): Promise<void> =>
  command._tag === "Trigger" ? trigger(command, print) : listen(command, print)

interface Delivery {
  readonly id: string
  readonly event: string
  readonly attempts: ReadonlyArray<{ readonly status?: number; readonly error?: string; readonly url?: string }>
}

interface Settings {
  readonly url?: string
}

const trigger = async (
  { content, event, url }: Extract<WebhookCommand, { readonly _tag: "Trigger" }>,
  print: (line: string) => void
): Promise<void> => {
  const before: { readonly deliveries: ReadonlyArray<Delivery> } = await call(url, "GET", "/_mock/webhooks")
  const body = `{"event":${JSON.stringify(event)},"content":${content}}`
  const { deliveries }: typeof before = await call(url, "POST", "/_mock/webhooks/trigger", body)
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

/** Sends the webhooks of a mock to an address until a signal, and prints each attempt. */
const listen = async (
  { forwardTo, url }: Extract<WebhookCommand, { readonly _tag: "Listen" }>,
  print: (line: string) => void
): Promise<void> => {
  const { deliveries, settings }: { readonly deliveries: ReadonlyArray<Delivery>; readonly settings: Settings } =
    await call(url, "GET", "/_mock/webhooks")
  const setUrl = (target: string | null) =>
    call(url, "PATCH", "/_mock/webhooks/settings", JSON.stringify({ url: target }))
  await setUrl(forwardTo)
  print(`webhooks of ${url} are sent to ${forwardTo}`)
  const seen = new Map(deliveries.map(({ attempts, id }) => [id, attempts.length]))
  const { promise: ended, resolve: end } = Promise.withResolvers<"ended">()
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => end("ended"))
  while (await Promise.race([ended, pause()]) === "waited") {
    const latest: { readonly deliveries: ReadonlyArray<Delivery> } = await call(url, "GET", "/_mock/webhooks")
    for (const delivery of latest.deliveries) {
      for (let index = seen.get(delivery.id) ?? 0; index < delivery.attempts.length; index++) {
        print(lineOf(delivery, index))
      }
      seen.set(delivery.id, delivery.attempts.length)
    }
  }
  await setUrl(settings.url ?? null)
}

const lineOf = ({ attempts, event }: Delivery, index: number): string => {
  const { error, status, url } = attempts[index] ?? {}
  return `${status ?? error ?? "waiting"} ${event}${url === undefined ? "" : ` to ${url}`}`
}

const call = async <A>(url: string, method: string, path: string, body?: string): Promise<A> => {
  const headers = { "content-type": "application/json" }
  const response = await fetch(url.replace(/\/$/, "") + path, {
    method,
    ...(body === undefined ? {} : { body, headers })
  })
    .catch(() => {
      throw new Error(`there is no mock at ${url}; start one with tiktok-mock, or name it with --url`)
    })
  const text = await response.text()
  if (!response.ok) throw new Error(`${url} refused: ${text.slice(0, 500)}`)
  return JSON.parse(text)
}
