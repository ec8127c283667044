import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as HttpClient from "effect/http/HttpClient"
import type { HttpClientError } from "effect/http/HttpClientError"
import type { HttpClientRequest } from "effect/http/HttpClientRequest"
import type { WireAnswer } from "../Contract.ts"
import { Unreachable } from "../TikTokError.ts"
import { timeLimit } from "./timeLimit.ts"

/**
 * Sends a request and reads the whole answer. Requests carry tokens in headers,
 * bodies and, for uploads, in the URL, so neither spans nor errors of the HTTP
 * client get out, nor trace headers: callers have a span of their own, and a
 * failure keeps no more than the code the platform gave it. `onHead` hears of an answer
 * before its body is read, which may never arrive.
 *
 * @internal
 */
export const send = (
  client: HttpClient.HttpClient,
  request: HttpClientRequest,
  timeout: Duration.Duration,
  onHead: (head: Omit<WireAnswer, "text">) => void = () => undefined
): Effect.Effect<WireAnswer, Unreachable> =>
  timeLimit(
    client.execute(request).pipe(
      Effect.flatMap(({ headers, status, text }) => {
        onHead({ status, headers })
        return Effect.map(text, (text): WireAnswer => ({ status, headers, text }))
      }),
      Effect.provideService(HttpClient.TracerDisabledWhen, always),
      Effect.mapError(unreachable)
    ),
    timeout,
    () => new Unreachable({ delivery: "Unknown", detail: `nothing within ${Duration.format(timeout)}` })
  )

const always = () => true

const unreachable = (error: HttpClientError): Unreachable => {
  switch (error.reason._tag) {
    case "InvalidUrlError":
      return new Unreachable({ delivery: "NotSent", detail: "the base URL is not a URL" })
    case "EncodeError":
      return new Unreachable({ delivery: "NotSent", detail: "the request body could not be read" })
    case "TransportError": {
      const found = codeOf(error.reason.cause)
      const before = found !== undefined &&
        (neverConnected.has(found.code) || neverConnected.has(`${found.code} ${found.syscall}`))
      return new Unreachable({
        delivery: before ? "NotSent" : "Unknown",
        detail: found === undefined ? "the connection failed" : `the connection failed with ${found.code}`
      })
    }
    default:
      return new Unreachable({ delivery: "Unknown", detail: "the answer broke off, or the HTTP client kept it back" })
  }
}

// Failures before a connection stood: the request cannot have arrived. The kernel also reports an unreachable host on
// connections that stand, so those two count only while connecting.
const neverConnected: ReadonlySet<string> = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "UND_ERR_CONNECT_TIMEOUT",
  "ENETUNREACH connect",
  "EHOSTUNREACH connect"
])

const codeOf = (cause: unknown): { readonly code: string; readonly syscall: string } | undefined => {
  for (
    let error = cause;
    typeof error === "object" && error !== null;
    error = "cause" in error ? error.cause : undefined
  ) {
    if ("code" in error && typeof error.code === "string" && /^[A-Z0-9_]+$/.test(error.code)) {
      return { code: error.code, syscall: "syscall" in error ? String(error.syscall) : "" }
    }
  }
  return undefined
}
