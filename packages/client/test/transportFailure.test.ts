import { assert, describe, it } from "@effect/vitest"
import * as TransportFailure from "../src/internal/wire/transportFailure.ts"

/** A cause as a platform made it. */
const cause = (
  message: string,
  fields: { readonly name?: string; readonly code?: string; readonly syscall?: string; readonly errors?: unknown } = {},
  inner?: Error
): Error => Object.assign(new Error(message, inner === undefined ? {} : { cause: inner }), fields)

const fetchFailed = (inner: Error): Error => cause("fetch failed", { name: "TypeError" }, inner)

const deno = (message: string): Error => fetchFailed(cause(message))

// Recorded with undici 8.12.4, Node 24.21, Bun 1.4.5 and Deno 2.9.6
const neverConnected: ReadonlyArray<readonly [string, Error]> = [
  ["undici: refused", cause("connect ECONNREFUSED 127.0.0.1:9", { code: "ECONNREFUSED", syscall: "connect" })],
  ["undici: no name", cause("getaddrinfo ENOTFOUND x.invalid", { code: "ENOTFOUND", syscall: "getaddrinfo" })],
  ["undici: no name for now", cause("getaddrinfo EAI_AGAIN x", { code: "EAI_AGAIN", syscall: "getaddrinfo" })],
  ["undici: no way", cause("connect ENETUNREACH 255.255.255.255:80", { code: "ENETUNREACH", syscall: "connect" })],
  ["undici: no descriptor", cause("connect EMFILE 127.0.0.1:80", { code: "EMFILE", syscall: "connect" })],
  ["undici: no local port", cause("connect EADDRNOTAVAIL 10.0.0.1:80", { code: "EADDRNOTAVAIL", syscall: "connect" })],
  ["undici: a firewall", cause("connect EPERM 10.0.0.1:80", { code: "EPERM", syscall: "connect" })],
  ["undici: the kernel gave up", cause("connect ETIMEDOUT 10.0.0.1:80", { code: "ETIMEDOUT", syscall: "connect" })],
  [
    "undici: too slow",
    cause("Connect Timeout Error", { name: "ConnectTimeoutError", code: "UND_ERR_CONNECT_TIMEOUT" })
  ],
  ["undici: closed before", cause("The client is closed", { name: "ClientClosedError", code: "UND_ERR_CLOSED" })],
  [
    "undici: a proxy that refuses",
    cause("Proxy response (407) !== 200 when HTTP Tunneling", { name: "AbortError", code: "UND_ERR_ABORTED" })
  ],
  ["undici: not trusted", cause("self-signed certificate", { code: "DEPTH_ZERO_SELF_SIGNED_CERT" })],
  ["undici: over", cause("certificate has expired", { code: "CERT_HAS_EXPIRED" })],
  ["undici: of another host", cause("Hostname/IP does not match", { code: "ERR_TLS_CERT_ALTNAME_INVALID" })],
  ["undici: without its issuer", cause("unable to verify", { code: "UNABLE_TO_VERIFY_LEAF_SIGNATURE" })],
  ["undici: no TLS", cause("40:error:0A00010B:SSL routines:", { code: "ERR_SSL_WRONG_VERSION_NUMBER" })],
  ["undici: no common protocol", cause("alert", { code: "ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION" })],
  ["undici: no common cipher", cause("alert", { code: "ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE" })],
  [
    "undici: ended in the handshake",
    cause("Client network socket disconnected before secure TLS connection was established", { code: "ECONNRESET" })
  ],
  [
    "node:http: each address of a host",
    cause("", {
      name: "AggregateError",
      errors: [
        cause("connect ETIMEDOUT", { code: "ETIMEDOUT", syscall: "connect" }),
        cause("connect ENETUNREACH", { code: "ENETUNREACH", syscall: "connect" })
      ]
    })
  ],
  ["node:http: a proxy that refuses", cause("Failed to establish tunnel", { code: "ERR_PROXY_TUNNEL" })],
  ["fetch: refused", fetchFailed(cause("connect ECONNREFUSED", { code: "ECONNREFUSED", syscall: "connect" }))],
  ["fetch: not trusted", fetchFailed(cause("self-signed certificate", { code: "SELF_SIGNED_CERT_IN_CHAIN" }))],
  ["Bun: refused", cause("ECONNREFUSED: Unable to connect.", { name: "TypeError", code: "ECONNREFUSED" })],
  ["Bun: refused, by its older name", cause("Unable to connect.", { name: "TypeError", code: "ConnectionRefused" })],
  ["Bun: no name", cause("getaddrinfo ENOTFOUND", { name: "TypeError", code: "ENOTFOUND", syscall: "getaddrinfo" })],
  ["Bun: no way", cause("ENETUNREACH: Was there a typo", { name: "TypeError", code: "ENETUNREACH" })],
  ["Bun: no TLS", cause("EPROTO: The TLS handshake failed.", { name: "TypeError", code: "EPROTO" })],
  ["Bun: not trusted", cause("self signed certificate", { name: "TypeError", code: "DEPTH_ZERO_SELF_SIGNED_CERT" })],
  [
    "Deno: no name",
    deno(
      "error sending request for url (http://x.invalid/): client error (Connect): dns error: failed to lookup address"
    )
  ],
  [
    "Deno: not trusted",
    deno(
      "error sending request for url (https://127.0.0.1:1/): client error (Connect): invalid peer certificate: Other"
    )
  ],
  [
    "Deno: reset in the handshake",
    deno(
      "error sending request for url (https://127.0.0.1:1/): client error (Connect): Connection reset by peer (os error 104)"
    )
  ],
  ["Deno: ended in the handshake", deno("error sending request: client error (Connect): tls handshake eof")]
]

const perhapsSent: ReadonlyArray<readonly [string, unknown, string]> = [
  ["undici: reset", cause("read ECONNRESET", { code: "ECONNRESET", syscall: "read" }), "ECONNRESET"],
  [
    "undici: a way that was lost",
    cause("read EHOSTUNREACH", { code: "EHOSTUNREACH", syscall: "read" }),
    "EHOSTUNREACH"
  ],
  ["undici: ended", cause("other side closed", { name: "SocketError", code: "UND_ERR_SOCKET" }), "UND_ERR_SOCKET"],
  ["undici: destroyed", cause("The client is destroyed", { code: "UND_ERR_DESTROYED" }), "UND_ERR_DESTROYED"],
  [
    "undici: a broken record",
    cause("alert", { code: "ERR_SSL_SSLV3_ALERT_BAD_RECORD_MAC" }),
    "ERR_SSL_SSLV3_ALERT_BAD_RECORD_MAC"
  ],
  [
    "undici: no HTTP",
    cause("Response does not match the HTTP/1.1 protocol", { name: "HTTPParserError" }),
    "HTTPParserError"
  ],
  [
    "node:http: one address refused, one lost",
    cause("", {
      name: "AggregateError",
      errors: [
        cause("", { code: "ECONNREFUSED", syscall: "connect" }),
        cause("", { code: "ECONNRESET", syscall: "read" })
      ]
    }),
    "AggregateError"
  ],
  ["node:http: ended", cause("socket hang up", { code: "ECONNRESET" }), "ECONNRESET"],
  [
    "Bun: reset, also in the handshake",
    cause("ECONNRESET: closed", { name: "TypeError", code: "ECONNRESET" }),
    "ECONNRESET"
  ],
  [
    "Deno: ended",
    deno(
      "error sending request from 127.0.0.1:4 for http://127.0.0.1:3/: client error (SendRequest): connection closed"
    ),
    "TypeError of Error"
  ],
  ["workerd: anything", cause("Network connection lost."), "Error"],
  ["workerd: TLS", cause("internal error; reference = fdiab49lcbqopj6ssu61q69t"), "Error"],
  ["Chrome: anything", cause("Failed to fetch", { name: "TypeError" }), "TypeError"],
  ["Firefox: anything", cause("NetworkError when attempting to fetch resource.", { name: "TypeError" }), "TypeError"],
  ["Safari: anything", cause("Load failed", { name: "TypeError" }), "TypeError"],
  ["a text", "act.secret", "no known cause"]
]

const refusedHere: ReadonlyArray<readonly [string, Error, string]> = [
  ["undici: a header", cause("invalid authorization header", { code: "UND_ERR_INVALID_ARG" }), "request"],
  ["node:http: a header", cause("Invalid character in header content", { code: "ERR_INVALID_CHAR" }), "request"],
  [
    "node:http: a body",
    cause("The \"chunk\" argument must be of type string", { code: "ERR_INVALID_ARG_TYPE" }),
    "request"
  ],
  ["node:http: a protocol", cause("Protocol \"ftp:\" not supported.", { code: "ERR_INVALID_PROTOCOL" }), "baseUrl"],
  ["fetch: a port", fetchFailed(cause("bad port")), "baseUrl"],
  ["fetch: an address", cause("Failed to parse URL", {}, cause("Invalid URL", { code: "ERR_INVALID_URL" })), "baseUrl"],
  ["Deno: a port", cause("Fetch failed: Requests to port 9 are blocked", { name: "TypeError" }), "baseUrl"]
]

describe("transportFailure", () => {
  it.each(neverConnected)("knows that nothing left: %s", (_name, error) => {
    const failure = TransportFailure.fromCause(error, "baseUrl")
    assert(failure._tag === "Unreachable")
    assert.strictEqual(failure.delivery, "NotSent", failure.detail)
  })

  it.each(perhapsSent)("does not know whether it arrived: %s", (_name, error, named) => {
    const failure = TransportFailure.fromCause(error, "baseUrl")
    assert(failure._tag === "Unreachable")
    assert.strictEqual(failure.delivery, "Unknown", failure.detail)
    assert.strictEqual(failure.detail, `the connection failed with ${named}`)
  })

  it.each(refusedHere)("knows what the client itself refuses: %s", (_name, error, field) => {
    const failure = TransportFailure.fromCause(error, "baseUrl")
    assert(failure._tag === "InvalidInput")
    assert.strictEqual(failure.field, field)
  })

  it("ends on a cause that is its own cause", () => {
    const circle = cause("circle", { name: "Circle" })
    circle.cause = circle
    assert.strictEqual(TransportFailure.codeOf(circle), "Circle")
  })
})
