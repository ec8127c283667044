import { setTimeout } from "node:timers/promises"
import { reasonOf } from "../engine/reasonOf.ts"

/** Calls the control API of a running mock. Rejects with an `Error` for a person. */
export const callMock = async <A>(url: string, method: string, path: string, body?: string): Promise<A> => {
  const headers = { "content-type": "application/json" }
  const request = { method, ...(body === undefined ? {} : { body, headers }) }
  const response = await fetch(url.replace(/\/$/, "") + path, request).catch((error: unknown) => {
    throw new Error(`no mock answers at ${url} (${reasonOf(error)}); start one with tiktok-mock, or name it with --url`)
  })
  const text = await response.text()
  if (!response.ok) throw new Error(`${url} refused with ${response.status}: ${text.slice(0, 500)}`)
  return JSON.parse(text)
}

const POLL_MILLIS = 250

/** Calls `look` again and again until a signal ends the command. Rejects when `look` does. */
export const lookUntilEnd = async (look: () => Promise<void>): Promise<void> => {
  const ending = new AbortController()
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => ending.abort())
  while (!ending.signal.aborted) {
    await look()
    await setTimeout(POLL_MILLIS, undefined, ending).catch(() => {})
  }
}
