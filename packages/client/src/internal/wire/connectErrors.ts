import { builtinModule, fieldOf } from "./nodeBuiltins.ts"

/**
 * Starts to remember the errors of connections that failed before they were open. On Node the error alone does not show
 * that: a reset during the TLS handshake is `read ECONNRESET`, and so is a reset after the request was sent. Only the
 * diagnostics channels of undici, of the `fetch` in Node and of `node:http` report which it was.
 *
 * @internal
 */
export const watch = (): void => {
  if (isWatching) return
  isWatching = true
  const channels = builtinModule("node:diagnostics_channel")
  if (!hasSubscribe(channels)) return
  channels.subscribe("undici:client:connectError", (message) => remember(fieldOf(message, "error")))
  channels.subscribe("http.client.request.error", (message) => {
    const socket = fieldOf(fieldOf(message, "request"), "socket")
    // Without a socket the agent could not create one. A socket in its handshake has sent nothing of the request.
    if (socket === null || fieldOf(socket, "connecting") === true || fieldOf(socket, "secureConnecting") === true) {
      remember(fieldOf(message, "error"))
    }
  })
}

/**
 * Whether an error is known to have occurred before the connection was open.
 *
 * @internal
 */
export const has = (error: object): boolean => errors.has(error)

let isWatching = false

const errors = new WeakSet<object>()

const remember = (error: unknown): void => {
  if (typeof error === "object" && error !== null) errors.add(error)
}

interface Channels {
  readonly subscribe: (name: string, onMessage: (message: unknown) => void) => void
}

const hasSubscribe = (value: unknown): value is Channels => typeof fieldOf(value, "subscribe") === "function"
