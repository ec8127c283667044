import { InvalidInput, Unreachable } from "../../TikTokError.ts"
import * as ConnectErrors from "./connectErrors.ts"

/**
 * Maps the failure of an HTTP client, and decides whether the request was certainly not sent. Keeps only the name and
 * code of a cause, because its message may have the URL or a header.
 *
 * @internal
 */
export const fromCause = (cause: unknown, address: string): Unreachable | InvalidInput => {
  const links = chainOf(cause)
  if (links.some(isBadAddress)) {
    return new InvalidInput({ field: address, rule: "must be a URL with a port that the HTTP client goes to" })
  }
  if (links.some(isRejectedByClient)) {
    return new InvalidInput({
      field: "request",
      rule: `must be one that the HTTP client makes; it failed with ${nameOf(links)}`
    })
  }
  return new Unreachable({
    delivery: links.some(isBeforeConnection) ? "NotSent" : "Unknown",
    detail: `the connection failed with ${nameOf(links)}`
  })
}

/**
 * The code of a cause, or its name when it has no code.
 *
 * @internal
 */
export const codeOf = (cause: unknown): string => nameOf(chainOf(cause))

interface Link {
  readonly error: object
  readonly code: string
  readonly syscall: string
  readonly name: string
  readonly message: string
}

/** A cause, its cause, and so on. Platforms wrap errors once or twice. */
const chainOf = (cause: unknown): ReadonlyArray<Link> => {
  const links: Array<Link> = []
  for (let error = cause; typeof error === "object" && error !== null && links.length < 8;) {
    links.push({
      error,
      code: textOf(error, "code"),
      syscall: textOf(error, "syscall"),
      name: textOf(error, "name"),
      message: textOf(error, "message")
    })
    error = "cause" in error ? error.cause : undefined
  }
  return links
}

const textOf = (error: object, field: string): string => {
  const value: unknown = Reflect.get(error, field)
  return typeof value === "string" ? value : ""
}

const nameOf = (links: ReadonlyArray<Link>): string => {
  const coded = links.find(({ code }) => /^\w+$/.test(code))
  if (coded !== undefined) return coded.code
  const names = links.map(({ name }) => name).filter((name) => /^\w+$/.test(name))
  return names.length === 0 ? "no known cause" : Array.from(new Set(names)).join(" of ")
}

const isBeforeConnection = (link: Link): boolean =>
  ConnectErrors.has(link.error) ||
  // The kernel also reports an unreachable host on open connections, so these codes count only while connecting. Bun
  // names no system call, and has these codes only while connecting.
  (beforeConnection.test(link.code) && !/^(?:read|write|writev|shutdown)$/.test(link.syscall)) ||
  /^(?:connect|getaddrinfo|socket|bind)$/.test(link.syscall) ||
  beforeConnectionMessages.test(link.message) ||
  areAllBeforeConnection(link.error)

// Node tries the addresses of a host in turn, and collects their errors.
const areAllBeforeConnection = (error: object): boolean => {
  const errors: unknown = "errors" in error ? error.errors : undefined
  return Array.isArray(errors) && errors.length > 0 &&
    errors.every((one) => chainOf(one).some((link) => isBeforeConnection(link)))
}

const beforeConnection = new RegExp(`^(?:${
  [
    // The host name, and the route to the host.
    "ENOTFOUND|EAI_[A-Z]+|ECONNREFUSED|ConnectionRefused|FailedToOpenSocket|ENETUNREACH|EHOSTUNREACH|ENETDOWN|EHOSTDOWN",
    "EADDRNOTAVAIL|EAFNOSUPPORT|UND_ERR_CONNECT_TIMEOUT|UND_ERR_CLOSED|UND_ERR_BPL_MISSING_UPSTREAM|ERR_PROXY_TUNNEL",
    // No descriptor or buffer is left for a socket.
    "EMFILE|ENFILE|ENOBUFS",
    // The names of OpenSSL's verification errors, and Node's own about certificates.
    "[A-Z0-9_]*CERT[A-Z0-9_]*|UNABLE_TO_[A-Z_]+|HOSTNAME_MISMATCH|INVALID_(?:CA|PURPOSE)|PATH_LENGTH_EXCEEDED|CRL_[A-Z_]+",
    "ERR_TLS_[A-Z_]+",
    // OpenSSL's reasons that end a handshake. Others, such as a bad record, also end open connections.
    "EPROTO|ERR_SSL_(?:WRONG_VERSION_NUMBER|UNSUPPORTED_PROTOCOL|HTTP_REQUEST|PACKET_LENGTH_TOO_LONG|NO_PROTOCOLS_AVAILABLE)",
    "ERR_SSL_(?:WRONG_SSL_VERSION|UNSAFE_LEGACY_RENEGOTIATION_DISABLED|DH_KEY_TOO_SMALL|EE_KEY_TOO_SMALL|NO_CIPHERS_AVAILABLE)",
    "ERR_SSL_[A-Z0-9_]*(?:HANDSHAKE_FAILURE|PROTOCOL_VERSION|UNRECOGNIZED_NAME|UNKNOWN_CA|INSUFFICIENT_SECURITY|NO_APPLICATION_PROTOCOL)"
  ].join("|")
})$`)

const beforeConnectionMessages = new RegExp(
  [
    // Node, which has the same code for any reset; undici's proxy agent.
    "^Client network socket disconnected before secure TLS connection was established",
    "^Proxy response \\(\\d+\\) ?!== 200 when HTTP Tunneling",
    // Deno.
    ": client error \\(Connect\\)",
    "^error trying to connect"
  ].join("|")
)

/** Codes that HTTP clients throw instead of sending a request. */
const isRejectedByClient = ({ code }: Link): boolean =>
  /^(?:ERR_INVALID_(?:CHAR|ARG_TYPE|ARG_VALUE|HTTP_TOKEN)|UND_ERR_INVALID_ARG|UND_ERR_NOT_SUPPORTED)$/.test(code)

// The `fetch` of Node and of Deno block some ports.
const isBadAddress = ({ code, message }: Link): boolean =>
  /^ERR_(?:INVALID_URL|INVALID_PROTOCOL|UNESCAPED_CHARACTERS)$/.test(code) ||
  /^bad port$|^Fetch failed: Requests to port \d+ are blocked$/.test(message)
