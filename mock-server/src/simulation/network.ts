import * as Effect from "effect/Effect"
import * as HttpClient from "effect/http/HttpClient"
import * as HttpClientError from "effect/http/HttpClientError"
import type { HttpClientRequest } from "effect/http/HttpClientRequest"
import * as HttpClientResponse from "effect/http/HttpClientResponse"
import * as Stream from "effect/Stream"
import type { FaultEffect } from "../engine/Faults.ts"
import type { Mock } from "../Mock.ts"
import { exchange, type ExchangeParts, wayFaults } from "./exchange.ts"
import type { Process } from "./Process.ts"
import type { Random } from "./random.ts"
import type { FaultChoice, ScriptedFault } from "./Script.ts"
import type { Owner } from "./Timeline.ts"

/** A request to the mock, as invariants see it. */
export interface SentRequest {
  readonly process: string
  /** `upload`, or the path without version, such as `post/publish/video/init`. */
  readonly operation: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array | undefined
  readonly fault: ScriptedFault | undefined
}

/** A response of the mock, as invariants see it. */
export interface ReceivedResponse extends SentRequest {
  readonly status: number
  readonly responseHeaders: Headers
  readonly text: string
}

/** How to call the mock. */
export interface NetworkParts extends ExchangeParts {
  readonly mock: Mock
  /** Error codes that TikTok may answer an operation with. */
  readonly codes: (operation: string) => ReadonlyArray<string>
  readonly onArrival: (request: SentRequest) => void
  readonly onResponse: (response: ReceivedResponse) => void
}

interface WireResponse {
  readonly status: number
  readonly headers: Headers
  readonly body: Uint8Array<ArrayBuffer>
  /** Whether the body breaks off. */
  readonly isBroken: boolean
}

/** Makes the HTTP client of a process. It calls the mock in memory, with the latency and the faults of a network. */
export const makeHttpClient = (parts: NetworkParts, process: Process, owner: Owner): HttpClient.HttpClient =>
  HttpClient.make((request, url) =>
    Effect.flatMap(bodyOf(request), (body) => {
      const operation = operationOf(request.method, url)
      const sent = { process: process.name, operation, headers: request.headers, body }
      return exchange(parts, process, owner, {
        place: operation,
        choices: choicesOf(operation, parts.codes(operation)),
        weight: 4,
        latency: [5, 250],
        perform: (fault) => callMock(parts, { ...sent, fault }, request, url),
        describe: (response) => response === undefined ? "cut" : `${response.status} ${shortText(response.body)}`
      }).pipe(
        Effect.filterOrFail((response) => response !== undefined, () => "ECONNRESET"),
        Effect.mapBoth({
          onSuccess: (response) => HttpClientResponse.fromWeb(request, webResponse(response)),
          onFailure: (code) => broken(request, code)
        })
      )
    })
  )

const operationOf = (method: string, url: URL): string =>
  method === "PUT" ? "upload" : url.pathname.replace(/^\/v\d+\/|\/$/g, "")

const bodyOf = (
  request: HttpClientRequest
): Effect.Effect<Uint8Array<ArrayBuffer> | undefined, HttpClientError.HttpClientError> => {
  switch (request.body._tag) {
    case "Uint8Array":
      return Effect.succeed(new Uint8Array(request.body.body))
    case "Stream":
      return Effect.map(
        Stream.runCollect(Stream.mapError(request.body.stream, () => broken(request, "EPIPE"))),
        (pieces) => new Uint8Array(Buffer.concat(pieces))
      )
    default:
      return Effect.undefined
  }
}

const callMock = async (
  { mock, onResponse, onArrival }: NetworkParts,
  sent: SentRequest,
  { headers, method }: HttpClientRequest,
  url: URL
): Promise<WireResponse | undefined> => {
  const effect = effectOf(sent.fault)
  const rule = effect && mock.faults.add({ effect })
  onArrival(sent)
  // The mock drops a connection by a rejection.
  const response = await mock.fetch(url, { method, headers, redirect: "manual", ...(sent.body && { body: sent.body }) })
    .then(read, () => undefined)
  if (rule !== undefined) mock.faults.remove(rule)
  if (response !== undefined) {
    const { body, headers, status } = response
    onResponse({ ...sent, status, responseHeaders: headers, text: new TextDecoder().decode(body) })
  }
  return response
}

const shortText = (body: Uint8Array): string => new TextDecoder().decode(body.subarray(0, 160)).replaceAll(/\s+/g, " ")

const read = async (response: Response): Promise<WireResponse> => {
  const { headers, status } = response
  const body = await response.arrayBuffer().then((buffer) => new Uint8Array(buffer), () => undefined)
  return { status, headers, body: body ?? new Uint8Array(), isBroken: body === undefined }
}

const webResponse = ({ body, headers, isBroken, status }: WireResponse): Response =>
  isBroken
    ? new Response(new ReadableStream({ pull: (controller) => controller.error(new Error("ECONNRESET")) }), {
      status,
      headers
    })
    : new Response([204, 205, 304].includes(status) ? null : body, { status, headers })

const choicesOf = (operation: string, codes: ReadonlyArray<string>): ReadonlyArray<FaultChoice> => [
  ...wayFaults,
  { kind: "refused" },
  { kind: "partition", value: (random) => random.between(1, 300) * 1_000 },
  ...codes.length === 0 ? [] : [{ kind: "code", weight: 3, value: (random: Picker) => random.pick(codes) }],
  { kind: "status", value: (random) => random.pick([500, 502, 503, 504]) },
  { kind: "html" },
  { kind: "truncated-json" },
  { kind: "cut" },
  ...operation === "upload"
    ? [{ kind: "break-body", weight: 4, value: (random: Picker) => random.pick([20, 3_000, 3_000_000]) }]
    : []
]

type Picker = Pick<Random, "pick">

/** The fault that the mock itself applies. */
const effectOf = (fault: ScriptedFault | undefined): FaultEffect | undefined => {
  switch (fault?.kind) {
    case "code":
      return { kind: "code", code: String(fault.value) }
    case "status":
      return { kind: "status", status: Number(fault.value) }
    case "break-body":
      return { kind: "break-body", after: Number(fault.value) }
    case "html":
    case "truncated-json":
    case "cut":
      return { kind: fault.kind }
    default:
      return undefined
  }
}

const broken = (request: HttpClientRequest, code: string) =>
  new HttpClientError.HttpClientError({
    reason: new HttpClientError.TransportError({ request, cause: Object.assign(new Error(code), { code }) })
  })
