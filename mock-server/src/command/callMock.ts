import { setTimeout } from "node:timers/promises"
import { reasonOf } from "../engine/fetchFailureText.ts"

/** Calls the control API of a running mock. Rejects with an `Error` for a person. */
export const callMock = async <A>(url: string, method: string, path: string, body?: string): Promise<A> => {
  const headers = { "content-type": "application/json" }
  const response = await requestMock(url, path, { method, ...(body === undefined ? {} : { body, headers }) })
  return JSON.parse(await response.text())
}

const requestMock = async (url: string, path: string, request: RequestInit): Promise<Response> => {
  const response = await fetch(url.replace(/\/$/, "") + path, request).catch((error: unknown) => {
    throw new Error(`no mock answers at ${url} (${reasonOf(error)}); start one with tiktok-mock, or name it with --url`)
  })
  if (response.ok) return response
  throw new Error(`${url} refused with ${response.status}: ${(await response.text()).slice(0, 500)}`)
}

/**
 * Reads a stream of lines from a running mock until a signal ends the command. `opened` is called once the mock has responded.
 * Rejects with an `Error` for a person, also when the mock ends.
 */
export const readLines = async (
  url: string,
  path: string,
  opened: () => void,
  onLine: (line: string) => void
): Promise<void> => {
  const ending = endOfCommand()
  try {
    const { body } = await requestMock(url, path, { signal: ending })
    opened()
    let rest = ""
    for await (const text of body?.pipeThrough(new TextDecoderStream()) ?? []) {
      const lines = (rest + text).split("\n")
      rest = lines.pop() ?? ""
      for (const line of lines) if (line !== "") onLine(line)
    }
  } catch (error) {
    if (ending.aborted) return
    throw error
  }
  throw new Error(`the mock at ${url} has ended`)
}

/** Aborts at a signal that ends the command. */
const endOfCommand = (): AbortSignal => {
  const ending = new AbortController()
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => ending.abort())
  return ending.signal
}

const POLL_MILLIS = 250

/** Calls `look` again and again until a signal ends the command. Rejects when `look` does. */
export const lookUntilEnd = async (look: () => Promise<void>): Promise<void> => {
  const signal = endOfCommand()
  while (!signal.aborted) {
    await look()
    await setTimeout(POLL_MILLIS, undefined, { signal }).catch(() => {})
  }
}
