import { reasonOf } from "../engine/fetchFailureText.ts"
import { callMock, lookUntilEnd } from "./callMock.ts"
import type { Listen, Resend, Trigger } from "./commands.ts"

interface Delivery {
  readonly id: string
  readonly event: string
  readonly attempts: ReadonlyArray<{ readonly status?: number; readonly error?: string; readonly url?: string }>
}

interface Settings {
  readonly url?: string | null
  readonly events?: ReadonlyArray<string> | undefined
  readonly headers: Readonly<Record<string, string>>
}

/** The webhooks of a mock, as its control API shows them. */
interface Webhooks {
  readonly deliveries: ReadonlyArray<Delivery>
  readonly settings: Settings
}

const webhooksOf = (url: string): Promise<Webhooks> => callMock(url, "GET", "/_mock/webhooks")

/** Returns the secret that signs the webhooks of a mock: that of its first app. Rejects with an `Error` for a person. */
export const secretOf = async (url: string): Promise<string> => {
  const { apps }: { readonly apps: ReadonlyArray<{ readonly clientSecret: string }> } = await callMock(
    url,
    "GET",
    "/_mock/apps"
  )
  return apps[0]?.clientSecret ?? ""
}

interface Account {
  readonly openId: string
  readonly username: string
}

const openIdOf = async (url: string, creator: string): Promise<string> => {
  const { creators }: { readonly creators: ReadonlyArray<Account> } = await callMock(url, "GET", "/_mock/creators")
  const found = creators.find(({ openId, username }) => [openId, username].includes(creator.replace(/^@/, "")))
  if (found !== undefined) return found.openId
  throw new Error(`--creator must be one of ${creators.map(({ username }) => username).join(", ")}, is "${creator}"`)
}

/** Sends an event of a running mock, and prints each attempt. Rejects with an `Error` for a person. */
export const trigger = async (
  { content, creator, event, url }: Trigger,
  print: (line: string) => void
): Promise<void> => {
  const before = await webhooksOf(url)
  const openId = creator === undefined ? undefined : await openIdOf(url, creator)
  const fields = JSON.stringify({ event, openId }).slice(1, -1)
  const body = `{${fields},"content":${content}}`
  const { deliveries }: Pick<Webhooks, "deliveries"> = await callMock(url, "POST", "/_mock/webhooks/trigger", body)
  const sent = deliveries.slice(before.deliveries.length).filter((delivery) => delivery.event === event)
  if (sent.length === 0) {
    const { events = [], url: target } = before.settings
    throw new Error(
      target !== undefined && !events.includes(event)
        ? `the mock does not send ${event}, only ${events.join(", ")}`
        : "no webhook URL is set: start the mock with --webhook URL, or run tiktok-mock listen --forward-to URL"
    )
  }
  for (const delivery of sent) print(lineOf(delivery, delivery.attempts.length - 1))
}

/** Sends a webhook of a running mock again, or prints those that there are. Rejects with an `Error` for a person. */
export const resend = async ({ id, url }: Resend, print: (line: string) => void): Promise<void> => {
  if (id === undefined) {
    const { deliveries } = await webhooksOf(url)
    for (const delivery of deliveries) print(`${delivery.id}  ${lineOf(delivery, delivery.attempts.length - 1)}`)
    return
  }
  const path = `/_mock/webhooks/${encodeURIComponent(id)}/replay`
  const delivery: Delivery = await callMock(url, "POST", path)
  print(lineOf(delivery, delivery.attempts.length - 1))
}

/**
 * Sends the webhooks of a mock to an address until a signal, and prints each attempt. A reset of the mock does not end it.
 * Rejects with an `Error` for a person, also when another program has set another URL.
 */
export const listen = async (
  { events, forwardTo, headers, url }: Listen,
  print: (line: string) => void
): Promise<void> => {
  const { deliveries, settings: earlier } = await webhooksOf(url)
  const change = (settings: Settings) => callMock(url, "PATCH", "/_mock/webhooks/settings", JSON.stringify(settings))
  const start = async () => {
    await change({ url: forwardTo, events, headers })
    print(`webhooks of ${url} are sent to ${forwardTo}, signed with the secret ${await secretOf(url)}`)
  }
  await start()
  let seen = countsOf(deliveries)
  await lookUntilEnd(async () => {
    const { deliveries, settings: { url: current } } = await webhooksOf(url)
    for (const delivery of deliveries) {
      for (let index = seen.get(delivery.id) ?? 0; index < delivery.attempts.length; index++) {
        print(lineOf(delivery, index))
      }
    }
    // After a reset, another event can have the same id.
    seen = countsOf(deliveries)
    if (current === forwardTo) return
    if (current !== undefined && current !== earlier.url) {
      throw new Error(`webhooks of ${url} are sent to ${current}, which another program has set`)
    }
    await start()
  })
  const { events: earlierEvents, headers: earlierHeaders, url: earlierUrl = null } = earlier
  await change({ url: earlierUrl, events: earlierEvents, headers: earlierHeaders }).catch((error: unknown) => {
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
