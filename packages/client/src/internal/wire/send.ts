import * as Cause from "effect/Cause"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type * as HttpClient from "effect/http/HttpClient"
import type { HttpClientError } from "effect/http/HttpClientError"
import type { HttpClientRequest } from "effect/http/HttpClientRequest"
import type { HttpClientResponse } from "effect/http/HttpClientResponse"
import * as Result from "effect/Result"
import type { WireAnswer } from "../../model/contract.ts"
import { InvalidInput, MalformedAnswer, Redirected, Unreachable } from "../../TikTokError.ts"
import { timeLimit } from "../common/timeLimit.ts"
import * as AnswerText from "./answerText.ts"
import * as Handshakes from "./handshakes.ts"
import * as TransportFailure from "./transportFailure.ts"

/** @internal */
export type SendFailure = InvalidInput | MalformedAnswer | Redirected | Unreachable

/**
 * How a request is sent.
 *
 * @internal
 */
export interface Sending {
  /** How long the request and its answer may take; the wait for a free connection is not counted. */
  readonly timeout: Duration.Duration
  /** Bytes that the body of the answer may have, once it is decompressed. */
  readonly most: number
  /** What the caller knows the address of the request by. */
  readonly address: string
  /** Waits for a free connection. */
  readonly connection: <A, E, R>(self: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R>
  /** Hears of an answer before its body is read, which may never arrive. */
  readonly onHead?: ((head: Omit<WireAnswer, "text">) => void) | undefined
}

/**
 * Sends a request and reads the whole answer. Requests carry tokens in headers,
 * bodies and, for uploads, in the URL, so errors of the HTTP client do not get
 * out: a failure keeps no more than the code the platform gave it.
 *
 * @internal
 */
export const send = (
  client: HttpClient.HttpClient,
  request: HttpClientRequest,
  sending: Sending
): Effect.Effect<WireAnswer, SendFailure> => {
  const illegal = illegalHeader(request.headers)
  if (illegal !== undefined) return Effect.fail(illegal)
  Handshakes.watch()
  return sending.connection(timeLimit(
    Effect.catchCause(client.execute(request), (cause) => keptBack(cause, sending)).pipe(
      Effect.flatMap((response) => answerOf(response, sending))
    ),
    sending.timeout,
    () => new Unreachable({ delivery: "Unknown", detail: `nothing within ${Duration.format(sending.timeout)}` })
  ))
}

const answerOf = (
  response: HttpClientResponse,
  { most, onHead }: Sending
): Effect.Effect<WireAnswer, MalformedAnswer | Redirected | Unreachable> => {
  const { headers, status } = response
  // Browsers show of a redirect no more than that there was one: an answer without a status.
  if (status === 0 || (status >= 300 && status < 400)) {
    return Effect.andThen(AnswerText.discard(response), Effect.fail(redirected(response)))
  }
  onHead?.({ status, headers })
  return Effect.matchEffect(AnswerText.read(response, headers, most), {
    onSuccess: (text) => {
      if (Result.isSuccess(text)) return Effect.succeed({ status, headers, text: text.success })
      return isRefusal(status)
        ? Effect.succeed({ status, headers, text: "" })
        : Effect.fail(new MalformedAnswer({ status, ...text.failure }))
    },
    // A refusal goes by its status when there is no more of it.
    onFailure: ({ reason }) =>
      isRefusal(status)
        ? Effect.succeed({ status, headers, text: "" })
        : Effect.fail(
          new Unreachable({
            delivery: "Unknown",
            detail: `the answer broke off with ${
              TransportFailure.describe("cause" in reason ? reason.cause : undefined)
            }`
          })
        )
  })
}

const isRefusal = (status: number): boolean => status >= 400

/** What became of a request whose answer the client did not hand out. */
const keptBack = (
  cause: Cause.Cause<HttpClientError>,
  { address }: Sending
): Effect.Effect<HttpClientResponse, InvalidInput | Unreachable> => {
  const failure = cause.reasons.find(Cause.isFailReason)
  if (failure === undefined) {
    // `node:http` throws what other clients fail with.
    const defect = TransportFailure.of(Cause.squash(cause), address)
    return defect._tag === "InvalidInput" && !Cause.hasInterrupts(cause)
      ? Effect.fail(defect)
      : Effect.failCause(Cause.fromReasons(cause.reasons.filter((reason) => !Cause.isFailReason(reason))))
  }
  const { reason } = failure.error
  switch (reason._tag) {
    case "InvalidUrlError":
      return Effect.fail(new InvalidInput({ field: address, rule: "must be a URL" }))
    case "EncodeError":
      return Effect.fail(
        new Unreachable({
          delivery: "NotSent",
          detail: `the request body could not be read: ${TransportFailure.describe(reason.cause)}`
        })
      )
    case "TransportError":
      return Effect.fail(TransportFailure.of(reason.cause, address))
    default:
      // A client that fails on its own terms has the answer nevertheless.
      return Effect.succeed(reason.response)
  }
}

/**
 * What every HTTP client takes for a header (RFC 9110, section 5.5, without obsolete bytes): they refuse different
 * ones of the others, change them, or fail only once the request is under way.
 */
const legal = /^(?:[!-~](?:[\t -~]*[!-~])?)?$/

const illegalHeader = (headers: HttpClientRequest["headers"]): InvalidInput | undefined => {
  for (const name of Object.keys(headers)) {
    const value = headers[name]
    if (value !== undefined && !legal.test(name === "authorization" ? value.slice(bearer.length) || " " : value)) {
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
  const isNamed = headers["location"] !== undefined && target !== null && /^https?:$/.test(target.protocol)
  return new Redirected({
    status: status === 0 ? undefined : status,
    // Where it points may carry what the request carried; the host and path tell who sent it away.
    location: isNamed ? target.host + target.pathname : undefined
  })
}
