import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type * as HttpClient from "effect/http/HttpClient"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import type * as Hooks from "../../Hooks.ts"
import type { Contract, WireResponse } from "../../model/contract.ts"
import type { UploadEvent, UploadFailure, UploadRequest } from "../../model/upload.ts"
import { fromReason, MalformedResponse, type TikTokError } from "../../TikTokError.ts"
import * as Monotonic from "../common/monotonic.ts"
import { forBytes } from "../common/timeLimit.ts"
import type { ApiInternals } from "../wire/apiInternals.ts"
import * as ContentRange from "../wire/contentRange.ts"
import * as Redact from "../wire/redact.ts"
import * as ReportToHooks from "../wire/reportToHooks.ts"
import { send } from "../wire/send.ts"
import type { MediaReader } from "./chunkBody.ts"
import type { Chunk } from "./chunkPlan.ts"

/**
 * One upload, and what it is sent with.
 *
 * @internal
 */
export interface Upload {
  readonly contract: Contract
  readonly client: HttpClient.HttpClient
  readonly internals: ApiInternals
  readonly hooks: Hooks.Options
  readonly reader: MediaReader
  readonly request: UploadRequest
  readonly report: (event: UploadEvent) => void
}

/**
 * The failure of one attempt to send a chunk.
 *
 * @internal
 */
export interface ChunkFailure {
  readonly error: TikTokError<UploadFailure>
  /** The bytes that TikTok may have by the headers of its response, the likelier reading first. */
  readonly reported: ReadonlyArray<number>
}

/** @internal */
export type SendChunk = (chunk: Chunk) => Effect.Effect<Result.Result<void, ChunkFailure>>

/**
 * Makes the function that sends one chunk, once.
 *
 * @internal
 */
export const make = (
  { client, contract, hooks, internals, reader, report, request }: Upload
): Effect.Effect<SendChunk> =>
  Clock.clockWith((clock) => {
    const { creator, plan, uploadUrl } = request
    const beforeLast = untilSuccess(request.beforeLast ?? Effect.void)
    const secrets = () => [...Redact.secretsOfUrl(Redacted.value(uploadUrl)), ...internals.secrets.of(creator)]

    const attempt = Effect.fnUntraced(
      function*(chunk: Chunk, onHead: (head: Head) => void, watch: ReportToHooks.Watch | undefined) {
        const length = chunk.end - chunk.start
        const range = { start: chunk.start, end: chunk.end, size: plan.size }
        const meter = makeMeter(clock, chunk, plan.size, report)
        const { body, failure } = yield* reader.body(
          chunk,
          meter.onBytes,
          chunk.end === plan.size ? beforeLast : Effect.void
        )
        const put = HttpClientRequest.put(contract.upload.chunkUrl(Redacted.value(uploadUrl), chunk.index)).pipe(
          HttpClientRequest.setBody(body),
          HttpClientRequest.setHeader("content-range", ContentRange.format(range))
        )
        let isEarly = false
        const response = yield* Effect.mapError(
          send(client, put, {
            timeout: forBytes(length),
            maxBytes: 64 * 1024,
            urlField: "uploadUrl",
            connection: internals.within(URL.parse(put.url)?.origin ?? ""),
            onSend: watch?.sent,
            onHead: (head) => {
              isEarly = head.status < 300 && meter.handed() < length
              if (!isEarly) onHead(head)
            }
          }),
          (reason) => failure() ?? Redact.sendFailure(reason, secrets)
        )
        watch?.answered(response)
        yield* Effect.fromResult(
          Result.mapError(contract.upload.chunkResponse(response, range), (reason) =>
            Redact.chunkFailure(reason, secrets))
        )
        // A proxy may answer before it has read everything, so an early success proves nothing.
        if (isEarly) {
          return yield* new MalformedResponse({
            status: response.status,
            field: "body",
            rule: `came after ${meter.handed()} of ${length} bytes of the chunk were sent`
          })
        }
      },
      Effect.mapError(inUpload),
      Effect.scoped
    )

    // Attempts since the last byte that was new.
    let tried = { from: -1, times: 0 }
    const aboutOf = ({ end, start }: Chunk): ReportToHooks.About => {
      tried = { from: start, times: start === tried.from ? tried.times + 1 : 1 }
      return {
        operation: "upload",
        url: Redacted.value(uploadUrl),
        attempt: tried.times,
        bytes: end - start,
        secrets
      }
    }

    return Effect.succeed((chunk) => {
      let head: Head | undefined
      const onHead = (arrived: Head) =>
        void (head = arrived)
      return ReportToHooks.request(hooks, () => aboutOf(chunk), (watch) => attempt(chunk, onHead, watch)).pipe(
        Effect.withSpan("Uploader.chunk", {
          attributes: { index: chunk.index, start: chunk.start, bytes: chunk.end - chunk.start }
        }),
        Effect.mapError((error) => ({
          error,
          reported: head === undefined ? [] : contract.upload.chunkProgress(head, { ...chunk, size: plan.size })
        })),
        Effect.result
      )
    })
  })

/** The status and headers of a response. */
type Head = Omit<WireResponse, "text">

/** Runs an effect until it has succeeded once. */
const untilSuccess = <E>(effect: Effect.Effect<void, E>): Effect.Effect<void, E> => {
  let hasSucceeded = false
  return Effect.suspend(() =>
    hasSucceeded ? Effect.void : Effect.tap(effect, () => Effect.sync(() => void (hasSucceeded = true)))
  )
}

const inUpload = (error: UploadFailure | TikTokError<UploadFailure>): TikTokError<UploadFailure> =>
  error._tag === "TikTokError" ? error : fromReason("upload")(error)

/** Counts the bytes that go to the connection, and reports them at intervals. */
const makeMeter = (clock: Clock.Clock, { end, start }: Chunk, size: number, report: (event: UploadEvent) => void) => {
  let handed = 0
  let reported = { bytes: 0, at: 0 }
  return {
    handed: () => handed,
    onBytes: (count: number): void => {
      handed += count
      const now = Monotonic.nowUnsafe(clock)
      const isDue = handed - reported.bytes >= reportBytes || now - reported.at >= reportMillis ||
        start + handed === end
      if (!isDue) return
      reported = { bytes: handed, at: now }
      report({ _tag: "BytesSent", sent: start + handed, size })
    }
  }
}

// People read progress. An event for every piece would cost a tenth of the throughput.
const reportBytes = 4 * 1024 * 1024
const reportMillis = 100
