import * as Cause from "effect/Cause"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type * as HttpClient from "effect/http/HttpClient"
import type { HttpClientError } from "effect/http/HttpClientError"
import type { HttpClientRequest } from "effect/http/HttpClientRequest"
import type { HttpClientResponse } from "effect/http/HttpClientResponse"
import * as Result from "effect/Result"
import type { WireResponse } from "../../model/contract.ts"
import { InvalidInput, MalformedResponse, Redirected, Unreachable } from "../../TikTokError.ts"
import * as Deadline from "../common/deadline.ts"
import { timeLimit } from "../common/timeLimit.ts"
import * as ConnectErrors from "./connectErrors.ts"
import * as ResponseText from "./responseText.ts"
import * as TransportFailure from "./transportFailure.ts"

/** @internal */
export type SendFailure = InvalidInput | MalformedResponse | Redirected | Unreachable

/**
 * How a request is sent.
 *
 * @internal
 */
export interface SendOptions {
  /** How long the request and its response may take, without the wait for a free connection. */
  readonly timeout: Duration.Duration
  /** The most bytes that the decompressed body of the response may have. */
  readonly maxBytes: number
  /** The field of the caller's input that has the URL of the request. */
  readonly urlField: string
  /** Waits for a free connection. */
  readonly connection: <A, E, R>(self: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R>
  /** Runs when a connection is free, before the request is sent. */
  readonly onSend?: Effect.Effect<void> | undefined
  /** Called with the status and headers of a response, before its body is read. */
  readonly onHead?: ((head: Omit<WireResponse, "text">) => void) | undefined
}

/**
 * Sends a request and reads the whole response. Requests carry tokens in headers,
 * bodies and, for uploads, in the URL. So a failure keeps only the platform's error
 * code, and not the error of the HTTP client.
 *
 * @internal
 */
export const send = (
  client: HttpClient.HttpClient,
  request: HttpClientRequest,
  options: SendOptions
): Effect.Effect<WireResponse, SendFailure> => {
  const illegal = illegalHeader(request.headers)
  if (illegal !== undefined) return Effect.fail(illegal)
  ConnectErrors.watch()
  const { connection, onSend, timeout } = options
  const sending = (limit: Duration.Duration) => {
    const response = timeLimit(
      Effect.catchCause(client.execute(request), (cause) => fromClientFailure(cause, options)).pipe(
        Effect.flatMap((response) => responseOf(response, options))
      ),
      limit,
      () => new Unreachable({ delivery: "Unknown", detail: `nothing within ${Duration.format(limit)}` })
    )
    return onSend === undefined ? response : Effect.andThen(onSend, response)
  }
  return connection(
    Effect.flatMap(Deadline.leftOf(timeout), (left) =>
      Duration.isZero(left) && !Duration.isZero(timeout)
        ? Effect.fail(new Unreachable({ delivery: "NotSent", detail: "the deadline of the publish had passed" }))
        : sending(left))
  )
}

const responseOf = (
  response: HttpClientResponse,
  { maxBytes, onHead }: SendOptions
): Effect.Effect<WireResponse, MalformedResponse | Redirected | Unreachable> => {
  const { headers, status } = response
  // Browsers report a redirect as a response without a status.
  if (status === 0 || (status >= 300 && status < 400)) {
    return Effect.andThen(ResponseText.discard(response), Effect.fail(redirected(response)))
  }
  onHead?.({ status, headers })
  return Effect.matchEffect(ResponseText.read(response, headers, maxBytes), {
    onSuccess: (text) => {
      if (Result.isSuccess(text)) return Effect.succeed({ status, headers, text: text.success })
      return isRefusal(status)
        ? Effect.succeed({ status, headers, text: "" })
        : Effect.fail(new MalformedResponse({ status, ...text.failure }))
    },
    // A refusal counts by its status when its body breaks off.
    onFailure: ({ reason }) =>
      isRefusal(status)
        ? Effect.succeed({ status, headers, text: "" })
        : Effect.fail(
          new Unreachable({
            delivery: "Unknown",
            detail: `the response broke off with ${
              TransportFailure.codeOf("cause" in reason ? reason.cause : undefined)
            }`
          })
        )
  })
}

const isRefusal = (status: number): boolean => status >= 400

/** Maps the failure of an HTTP client. Some failures still have the response. */
const fromClientFailure = (
  cause: Cause.Cause<HttpClientError>,
  { urlField }: SendOptions
): Effect.Effect<HttpClientResponse, InvalidInput | Unreachable> => {
  const failure = cause.reasons.find(Cause.isFailReason)
  if (failure === undefined) {
    // `node:http` throws where other clients fail.
    const defect = TransportFailure.fromCause(Cause.squash(cause), urlField)
    return defect._tag === "InvalidInput" && !Cause.hasInterrupts(cause)
      ? Effect.fail(defect)
      : Effect.failCause(Cause.fromReasons(cause.reasons.filter((reason) => !Cause.isFailReason(reason))))
  }
  const { reason } = failure.error
  switch (reason._tag) {
    case "InvalidUrlError":
      return Effect.fail(new InvalidInput({ field: urlField, rule: "must be a URL" }))
    case "EncodeError":
      return Effect.fail(
        new Unreachable({
          delivery: "NotSent",
          detail: `the request body could not be read: ${TransportFailure.codeOf(reason.cause)}`
        })
      )
    case "TransportError":
      return Effect.fail(TransportFailure.fromCause(reason.cause, urlField))
    default:
      // A client that rejects a status still has the response.
      return Effect.succeed(reason.response)
  }
}

/**
 * The header values that every HTTP client accepts (RFC 9110, section 5.5, without obsolete bytes). Clients differ on
 * all others: they refuse them, change them, or fail after the request has started.
 */
const legalHeader = /^(?:[!-~](?:[\t -~]*[!-~])?)?$/

const illegalHeader = (headers: HttpClientRequest["headers"]): InvalidInput | undefined => {
  for (const name of Object.keys(headers)) {
    const value = headers[name]
    if (
      value !== undefined && !legalHeader.test(name === "authorization" ? value.slice(bearer.length) || " " : value)
    ) {
      return new InvalidInput({ field: fields[name] ?? `header ${name}`, rule: "must be a valid HTTP header value" })
    }
  }
  return undefined
}

const bearer = "Bearer "

const fields: Readonly<Record<string, string>> = {
  "authorization": "accessToken",
  "content-type": "media.contentType"
}

const redirected = ({ headers, request, status }: HttpClientResponse): Redirected => {
  const target = URL.parse(headers["location"] ?? "", request.url)
  const hasTarget = headers["location"] !== undefined && target !== null && /^https?:$/.test(target.protocol)
  return new Redirected({
    status: status === 0 ? undefined : status,
    // The target's query may repeat secrets of the request. The host and path are enough to find the cause.
    location: hasTarget ? target.host + target.pathname : undefined
  })
}
