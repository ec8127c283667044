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
import * as Pacing from "../common/retryDriver.ts"
import { forBytes } from "../common/timeLimit.ts"
import { isChunkInDoubt } from "../publish/doubt.ts"
import type { ApiInternals } from "../wire/apiInternals.ts"
import * as ContentRange from "../wire/contentRange.ts"
import * as Redact from "../wire/redact.ts"
import { send } from "../wire/send.ts"
import type { MediaReader } from "./chunkBody.ts"
import { type Chunk, chunkOf, type ChunkPlan } from "./chunkPlan.ts"
import { offsetAfter } from "./resync.ts"

/**
 * Sends what TikTok does not have yet, always from the byte that it expects
 * next. After a chunk it did not simply take, it is asked how far it is before
 * anything is sent again.
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
  tell: (event: UploadEvent) => void
): Effect.fn.Return<void, TikTokError<UploadFailure>> {
  const { confirmed, creator, plan, progress, uploadUrl } = request
  const clock = yield* Clock.Clock
  const pacing = Pacing.make(policy)
  const until = Monotonic.nowUnsafe(clock) + lifetime

  const secrets = () => [...Redact.secretsOfUrl(Redacted.value(uploadUrl)), ...known.of(creator)]

  // Not to know how far TikTok is costs bytes, never the upload.
  const status = Effect.map(
    Effect.orElseSucceed(progress ?? Effect.undefined, () => undefined),
    (bytes) => bytes !== undefined && bytes <= plan.size ? bytes : undefined
  )

  let isAnnounced = false
  const announceLast = Effect.suspend(() =>
    isAnnounced || request.beforeLast === undefined
      ? Effect.void
      : Effect.tap(request.beforeLast, () => Effect.sync(() => void (isAnnounced = true)))
  )

  /** What the answer of the last attempt says about progress, the likelier reading first. */
  let said: ReadonlyArray<number> = []

  const attempt = Effect.fnUntraced(function*(part: Chunk) {
    said = []
    let head: Omit<WireAnswer, "text"> | undefined
    let early = false
    const range = { start: part.start, end: part.end, size: plan.size }
    const length = part.end - part.start
    const meter = makeMeter(clock, part, plan.size, tell)
    const beforeEnd = part.end === plan.size ? announceLast : Effect.void
    const { body, failure } = yield* Effect.mapError(reader.body(part, meter.onBytes, beforeEnd), inUpload)
    const put = HttpClientRequest.put(contract.chunkUrl(Redacted.value(uploadUrl), part.index)).pipe(
      HttpClientRequest.setBody(body),
      HttpClientRequest.setHeader("content-range", ContentRange.format(range))
    )
    return yield* Effect.gen(function*() {
      const answer = yield* send(client, put, {
        timeout: forBytes(length),
        most: 64 * 1024,
        address: "uploadUrl",
        connection: within(URL.parse(put.url)?.origin ?? ""),
        onHead: (arrived) => {
          head = arrived
          early = arrived.status < 300 && meter.handed() < length
        }
      }).pipe(
        Effect.mapError((reason) => failure() ?? Redact.unanswered(reason, secrets))
      )
      yield* Effect.fromResult(
        Result.mapError(contract.chunkAnswer(answer, range), (reason) => Redact.chunk(reason, secrets))
      )
      // A proxy may answer before it has read everything; a status alone proves nothing.
      if (early) {
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
          said = head === undefined || early ? [] : contract.chunkProgress(head, range)
        })
      )
    )
  }, Effect.scoped)

  /** Finds the byte to go on from after an attempt that failed. */
  const resync = Effect.fnUntraced(function*(part: Chunk, error: TikTokError<UploadFailure>) {
    if (!isChunkInDoubt(error)) return part.start
    // Nothing behind the chunk was sent, so this is its end in both readings.
    if (said.length > 0 && Math.min(...said) === part.end) return part.end
    const refused = error.reason._tag === "OffsetMismatch"
    const bytes = yield* status
    const offset = offsetAfter({ refused, said, sentFrom: part.start, status: bytes })
    // What was refused once is refused again, unless something can still tell more.
    if (refused && offset === undefined && said.length === 0 && progress === undefined) return yield* Effect.fail(error)
    if (offset === undefined || offset >= reader.readableFrom()) return offset ?? part.start
    return refused ? yield* Effect.fail(error) : part.start
  })

  let offset = Math.min(confirmed ?? 0, plan.size)
  const reach = (next: number): void => {
    if (next === offset) return
    offset = next
    tell({ _tag: "BytesConfirmed", confirmed: offset, size: plan.size, chunks: chunksBefore(plan, offset) })
  }

  // An answer may have been lost together with the process that waited for it.
  if (confirmed !== undefined && offset < plan.size) reach(Math.max(offset, (yield* status) ?? 0))

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
      reach(part.end)
    } else {
      const isOver = Monotonic.nowUnsafe(clock) > until
      if (isOver || !isWorthRepeating(sent.failure)) return yield* Effect.fail(sent.failure)
      reach(yield* resync(part, sent.failure))
    }
    // Progress starts the policy anew, but not byte by byte or in circles, so that there is an end.
    if (offset > furthest && offset >= Math.min(part.end, furthest + plan.chunkSize / 16)) {
      furthest = offset
      pacing.renew()
    }
    // To be refused once after a failure that has waited is how TikTok tells where to go on.
    const isRefused = Result.isFailure(sent) && sent.failure.reason._tag === "OffsetMismatch"
    const isTold = isRefused && hasWaited && offset !== part.start
    hasWaited = Result.isFailure(sent) && !isRefused && offset < part.end
    if (Result.isFailure(sent) && offset < part.end && !isTold) yield* pacing.wait(sent.failure)
  }
})

/** Counts what is handed to the connection, and tells of it now and then. */
const makeMeter = (clock: Clock.Clock, { end, start }: Chunk, size: number, tell: (event: UploadEvent) => void) => {
  let handed = 0
  let told = { bytes: 0, at: 0 }
  return {
    handed: () => handed,
    onBytes: (count: number): void => {
      handed += count
      const now = Monotonic.nowUnsafe(clock)
      const isDue = handed - told.bytes >= everyBytes || now - told.at >= everyMillis || start + handed === end
      if (!isDue) return
      told = { bytes: handed, at: now }
      tell({ _tag: "BytesSent", sent: start + handed, size })
    }
  }
}

// Milliseconds that an upload URL lives (tiktok-live, section 4.3): what fails later is not made good any more, so that a
// server which asks for patience before every chunk does not keep an upload going for days.
const lifetime = 3_600_000

// Progress is for people: an event for every piece would cost a tenth of the throughput.
const everyBytes = 4 * 1024 * 1024
const everyMillis = 100

const inUpload = (error: UploadFailure | TikTokError<UploadFailure>): TikTokError<UploadFailure> =>
  error._tag === "TikTokError" ? error : fromReason("upload")(error)

const chunksBefore = (plan: ChunkPlan, offset: number): number =>
  offset === plan.size ? plan.chunkCount : chunkOf(plan, offset).index

const isWorthRepeating = (error: TikTokError): boolean =>
  error.reason._tag === "OffsetMismatch" || Retry.isTransient(error)
