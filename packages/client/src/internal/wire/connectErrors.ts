/**
 * Tells failures of connections that never stood from those of connections that broke. On Node the two can have the same
 * error: a reset during the TLS handshake is `read ECONNRESET`, and so is a reset after the request was sent. Only the
 * diagnostics channels of undici, of the `fetch` in Node and of `node:http` know which it was.
 *
 * @internal
 */
export const watch = (): void => {
  if (isWatching) return
  isWatching = true
  // The way to a built-in module for code that also runs where there is none.
  const process = fieldOf(globalThis, "process")
  const channels = hasBuiltinModules(process) ? process.getBuiltinModule("node:diagnostics_channel") : undefined
  if (!hasSubscribe(channels)) return
  channels.subscribe("undici:client:connectError", (message) => remember(fieldOf(message, "error")))
  channels.subscribe("http.client.request.error", (message) => {
    const socket = fieldOf(fieldOf(message, "request"), "socket")
    // An agent that could not make a socket leaves none; a socket in its handshake has sent nothing of a request.
    if (socket === null || fieldOf(socket, "connecting") === true || fieldOf(socket, "secureConnecting") === true) {
      remember(fieldOf(message, "error"))
    }
  })
}

/**
 * Whether an error is known to have come before a connection stood.
 *
 * @internal
 */
export const has = (error: object): boolean => errors.has(error)

let isWatching = false

const errors = new WeakSet<object>()

const remember = (error: unknown): void => {
  if (typeof error === "object" && error !== null) errors.add(error)
}

const fieldOf = (value: unknown, field: string): unknown =>
  typeof value === "object" && value !== null ? Reflect.get(value, field) : undefined

interface Process {
  readonly getBuiltinModule: (name: string) => unknown
}

const hasBuiltinModules = (value: unknown): value is Process => typeof fieldOf(value, "getBuiltinModule") === "function"

interface Channels {
  readonly subscribe: (name: string, onMessage: (message: unknown) => void) => void
}

const hasSubscribe = (value: unknown): value is Channels => typeof fieldOf(value, "subscribe") === "function"
