import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import type { UploadFailure, UploadRequest } from "../../model/upload.ts"
import type * as RetryPolicy from "../../RetryPolicy.ts"
import type { TikTokError } from "../../TikTokError.ts"
import { isChunkAmbiguous } from "../common/ambiguous.ts"
import * as Deadline from "../common/deadline.ts"
import * as Monotonic from "../common/monotonic.ts"
import * as Retry from "../common/retry.ts"
import * as RetryDriver from "../common/retryDriver.ts"
import { type Chunk, chunkOf, type ChunkPlan } from "./chunkPlan.ts"
import { offsetAfter } from "./resync.ts"
import * as SendChunk from "./sendChunk.ts"

/**
 * Sends the bytes that TikTok does not have yet, always from the byte that it
 * expects next. After a chunk that TikTok did not confirm, finds out how many
 * bytes it has before anything is sent again.
 *
 * @internal
 */
export const sendChunks = Effect.fnUntraced(function*(
  upload: SendChunk.Upload & { readonly policy: RetryPolicy.Policy }
): Effect.fn.Return<void, TikTokError<UploadFailure>> {
  const { plan } = upload.request
  const isExpired = yield* makeIsExpired
  const sendChunk = yield* SendChunk.make(upload)
  const driver = RetryDriver.make(upload.policy, upload.hooks)
  const deadline = yield* Deadline.Current
  let offset = yield* firstOffset(upload)
  let furthest = offset
  let last: Ending = "Confirmed"
  while (offset < plan.size) {
    const chunk = { ...chunkOf(plan, offset), start: offset }
    const sent = yield* sendChunk(chunk)
    if (Result.isFailure(sent) && (isExpired() || !isRetryable(sent.failure.error))) {
      return yield* Effect.fail(sent.failure.error)
    }
    offset = Result.isSuccess(sent) ? chunk.end : yield* offsetAfterFailure(upload, chunk, sent.failure)
    if (offset !== chunk.start) reportConfirmed(upload, offset)
    if (isProgress(plan, { chunk, furthest, offset })) {
      furthest = offset
      driver.renew()
      deadline?.renew()
    }
    const ending = endingOf(sent, chunk, offset)
    // After a failure that has waited, one refusal of the offset is how TikTok names the next byte.
    const isNamed = ending === "Refused" && last === "Failed" && offset !== chunk.start
    if (Result.isFailure(sent) && ending !== "Confirmed" && !isNamed) yield* driver.wait(sent.failure.error)
    last = ending
  }
})

/** How an attempt ends: TikTok has the chunk, or it expects another byte, or the chunk failed in another way. */
type Ending = "Confirmed" | "Refused" | "Failed"

const endingOf = (sent: Result.Result<void, SendChunk.ChunkFailure>, { end }: Chunk, offset: number): Ending =>
  Result.isSuccess(sent) || offset >= end ? "Confirmed" : isRefused(sent.failure.error) ? "Refused" : "Failed"

const isRefused = ({ reason }: TikTokError): boolean => reason._tag === "OffsetMismatch"

const isRetryable = (error: TikTokError): boolean => isRefused(error) || Retry.isTransient(error)

const makeIsExpired = Clock.clockWith((clock) => {
  const until = Monotonic.nowUnsafe(clock) + urlLifetime
  return Effect.succeed(() => Monotonic.nowUnsafe(clock) > until)
})

// Lifetime of an upload URL in milliseconds (tiktok-live, section 4.3). Later failures are not retried, so that a
// server with long waits before every chunk cannot keep an upload going for days.
const urlLifetime = 3_600_000

/** The first byte to send. An earlier process may have ended before it received a response. */
const firstOffset = Effect.fnUntraced(function*(upload: SendChunk.Upload) {
  const { confirmed, plan } = upload.request
  const known = Math.min(confirmed ?? 0, plan.size)
  if (confirmed === undefined || known === plan.size) return known
  const offset = Math.max(known, (yield* uploadedBytes(upload.request)) ?? 0)
  if (offset !== known) reportConfirmed(upload, offset)
  return offset
})

/** Finds the byte to continue from after a failed attempt. */
const offsetAfterFailure = Effect.fnUntraced(function*(
  { reader, request }: SendChunk.Upload,
  { end, start }: Chunk,
  { error, reported }: SendChunk.ChunkFailure
) {
  if (!isChunkAmbiguous(error)) return start
  // Nothing after the chunk was sent, so both readings mean its end.
  if (reported.length > 0 && Math.min(...reported) === end) return end
  const refused = isRefused(error)
  const status = yield* uploadedBytes(request)
  const offset = offsetAfter({ refused, reported, sentFrom: start, status })
  // TikTok would refuse the same range again, unless the status can still name another byte.
  if (refused && offset === undefined && reported.length === 0 && request.progress === undefined) {
    return yield* Effect.fail(error)
  }
  if (offset === undefined || offset >= reader.readableFrom()) return offset ?? start
  return refused ? yield* Effect.fail(error) : start
})

/** The bytes that TikTok has by the status. Without it the upload may send bytes twice, but it does not fail. */
const uploadedBytes = ({ plan, progress }: UploadRequest): Effect.Effect<number | undefined> =>
  Effect.map(
    Effect.orElseSucceed(progress ?? Effect.undefined, () => undefined),
    (bytes) => bytes !== undefined && bytes <= plan.size ? bytes : undefined
  )

const reportConfirmed = ({ report, request: { plan } }: SendChunk.Upload, confirmed: number): void => {
  const chunks = confirmed === plan.size ? plan.chunkCount : chunkOf(plan, confirmed).index
  report({ _tag: "BytesConfirmed", confirmed, size: plan.size, chunks })
}

/** Progress restarts the policy. Tiny or circular progress does not, so that the upload ends. */
const isProgress = (
  plan: ChunkPlan,
  { chunk, furthest, offset }: { readonly chunk: Chunk; readonly furthest: number; readonly offset: number }
): boolean => offset > furthest && offset >= Math.min(chunk.end, furthest + plan.chunkSize / 16)
