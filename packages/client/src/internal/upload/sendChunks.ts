import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type * as HttpClient from "effect/http/HttpClient"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import type { Contract, WireAnswer } from "../../model/contract.ts"
import type { UploadEvent, UploadFailure, UploadRequest } from "../../model/upload.ts"
import type * as RetryPolicy from "../../RetryPolicy.ts"
import { fromReason, MalformedAnswer, type TikTokError } from "../../TikTokError.ts"
import * as Monotonic from "../common/monotonic.ts"
import * as Retry from "../common/retry.ts"
import * as RetryDriver from "../common/retryDriver.ts"
import { forBytes } from "../common/timeLimit.ts"
import { isChunkAmbiguous } from "../publish/ambiguous.ts"
import type { ApiInternals } from "../wire/apiInternals.ts"
import * as ContentRange from "../wire/contentRange.ts"
import * as Redact from "../wire/redact.ts"
import { send } from "../wire/send.ts"
import type { MediaReader } from "./chunkBody.ts"
import { type Chunk, chunkOf, type ChunkPlan } from "./chunkPlan.ts"
import { offsetAfter } from "./resync.ts"

/**
 * Sends the bytes that TikTok does not have yet, always from the byte that it
 * expects next. After a chunk that TikTok did not confirm, finds out how many
 * bytes it has before anything is sent again.
 *
 * @internal
 */
export const sendChunks = Effect.fnUntraced(function*(
  contract: Contract,
  client: HttpClient.HttpClient,
  { secrets: known, within }: ApiInternals,
  reader: MediaReader,
  request: UploadRequest,
  policy: RetryPolicy.Policy,
  report: (event: UploadEvent) => void
): Effect.fn.Return<void, TikTokError<UploadFailure>> {
  const { confirmed, creator, plan, progress, uploadUrl } = request
  const clock = yield* Clock.Clock
  const driver = RetryDriver.make(policy)
  const until = Monotonic.nowUnsafe(clock) + urlLifetime

  const secrets = () => [...Redact.secretsOfUrl(Redacted.value(uploadUrl)), ...known.of(creator)]

  // Without the status the upload may send bytes twice, but it does not fail.
  const status = Effect.map(
    Effect.orElseSucceed(progress ?? Effect.undefined, () => undefined),
    (bytes) => bytes !== undefined && bytes <= plan.size ? bytes : undefined
  )

  let hasRunBeforeLast = false
  const beforeLastByte = Effect.suspend(() =>
    hasRunBeforeLast || request.beforeLast === undefined
      ? Effect.void
      : Effect.tap(request.beforeLast, () => Effect.sync(() => void (hasRunBeforeLast = true)))
  )

  /** The bytes that TikTok may have by the answer of the last attempt, the likelier reading first. */
  let reported: ReadonlyArray<number> = []

  const attempt = Effect.fnUntraced(function*(part: Chunk) {
    reported = []
    let head: Omit<WireAnswer, "text"> | undefined
    let isEarly = false
    const range = { start: part.start, end: part.end, size: plan.size }
    const length = part.end - part.start
    const meter = makeMeter(clock, part, plan.size, report)
    const beforeEnd = part.end === plan.size ? beforeLastByte : Effect.void
    const { body, failure } = yield* Effect.mapError(reader.body(part, meter.onBytes, beforeEnd), inUpload)
    const put = HttpClientRequest.put(contract.upload.chunkUrl(Redacted.value(uploadUrl), part.index)).pipe(
      HttpClientRequest.setBody(body),
      HttpClientRequest.setHeader("content-range", ContentRange.format(range))
    )
    return yield* Effect.gen(function*() {
      const answer = yield* send(client, put, {
        timeout: forBytes(length),
        maxBytes: 64 * 1024,
        urlField: "uploadUrl",
        connection: within(URL.parse(put.url)?.origin ?? ""),
        onHead: (arrived) => {
          head = arrived
          isEarly = arrived.status < 300 && meter.handed() < length
        }
      }).pipe(
        Effect.mapError((reason) => failure() ?? Redact.sendFailure(reason, secrets))
      )
      yield* Effect.fromResult(
        Result.mapError(contract.upload.chunkAnswer(answer, range), (reason) => Redact.chunkFailure(reason, secrets))
      )
      // A proxy may answer before it has read everything, so an early success proves nothing.
      if (isEarly) {
        return yield* new MalformedAnswer({
          status: answer.status,
          field: "body",
          rule: `came after ${meter.handed()} of ${length} bytes of the chunk were sent`
        })
      }
    }).pipe(
      Effect.mapError(inUpload),
      Effect.tapError(() =>
        Effect.sync(() => {
          reported = head === undefined || isEarly ? [] : contract.upload.chunkProgress(head, range)
        })
      )
    )
  }, Effect.scoped)

  /** Finds the byte to continue from after a failed attempt. */
  const resync = Effect.fnUntraced(function*(part: Chunk, error: TikTokError<UploadFailure>) {
    if (!isChunkAmbiguous(error)) return part.start
    // Nothing after the chunk was sent, so both readings mean its end.
    if (reported.length > 0 && Math.min(...reported) === part.end) return part.end
    const refused = error.reason._tag === "OffsetMismatch"
    const bytes = yield* status
    const offset = offsetAfter({ refused, reported, sentFrom: part.start, status: bytes })
    // TikTok would refuse the same range again, unless the status can still name another byte.
    if (refused && offset === undefined && reported.length === 0 && progress === undefined) {
      return yield* Effect.fail(error)
    }
    if (offset === undefined || offset >= reader.readableFrom()) return offset ?? part.start
    return refused ? yield* Effect.fail(error) : part.start
  })

  let offset = Math.min(confirmed ?? 0, plan.size)
  const advanceTo = (next: number): void => {
    if (next === offset) return
    offset = next
    report({ _tag: "BytesConfirmed", confirmed: offset, size: plan.size, chunks: chunksBefore(plan, offset) })
  }

  // An earlier process may have ended before it received an answer.
  if (confirmed !== undefined && offset < plan.size) advanceTo(Math.max(offset, (yield* status) ?? 0))

  let furthest = offset
  let hasWaited = false
  while (offset < plan.size) {
    const part = { ...chunkOf(plan, offset), start: offset }
    const sent = yield* Effect.result(
      Effect.withSpan(attempt(part), "Uploader.chunk", {
        attributes: { index: part.index, start: part.start, bytes: part.end - part.start }
      })
    )
    if (Result.isSuccess(sent)) {
      advanceTo(part.end)
    } else {
      const isExpired = Monotonic.nowUnsafe(clock) > until
      if (isExpired || !isRetryable(sent.failure)) return yield* Effect.fail(sent.failure)
      advanceTo(yield* resync(part, sent.failure))
    }
    // Progress restarts the policy. Tiny or circular progress does not, so that the upload ends.
    if (offset > furthest && offset >= Math.min(part.end, furthest + plan.chunkSize / 16)) {
      furthest = offset
      driver.renew()
    }
    // After a failure that has waited, one refusal of the offset is how TikTok names the next byte.
    const isRefused = Result.isFailure(sent) && sent.failure.reason._tag === "OffsetMismatch"
    const isRepositioned = isRefused && hasWaited && offset !== part.start
    hasWaited = Result.isFailure(sent) && !isRefused && offset < part.end
    if (Result.isFailure(sent) && offset < part.end && !isRepositioned) yield* driver.wait(sent.failure)
  }
})

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

// Lifetime of an upload URL in milliseconds (tiktok-live, section 4.3). Later failures are not retried, so that a
// server with long waits before every chunk cannot keep an upload going for days.
const urlLifetime = 3_600_000

// People read progress. An event for every piece would cost a tenth of the throughput.
const reportBytes = 4 * 1024 * 1024
const reportMillis = 100

const inUpload = (error: UploadFailure | TikTokError<UploadFailure>): TikTokError<UploadFailure> =>
  error._tag === "TikTokError" ? error : fromReason("upload")(error)

const chunksBefore = (plan: ChunkPlan, offset: number): number =>
  offset === plan.size ? plan.chunkCount : chunkOf(plan, offset).index

const isRetryable = (error: TikTokError): boolean => error.reason._tag === "OffsetMismatch" || Retry.isTransient(error)
