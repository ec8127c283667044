import * as Result from "effect/Result"
import { createHash } from "node:crypto"
import { type ByteRange, chunkOf } from "./chunkPlan.ts"
import { HEAD_LENGTH } from "./container.ts"
import type { Engine } from "./Engine.ts"
import { headDefect, mediaLimits, videoDefect, type VideoFacts } from "./mediaChecks.ts"
import type { Post } from "./Post.ts"
import type { Upload } from "./records.ts"
import { Refusal, type RefusalOf } from "./Refusal.ts"

/** A chunk as its request describes it. */
export interface ChunkRequest {
  readonly uploadId: string
  readonly token: string
  readonly range: ByteRange
  readonly total: number
}

/** Receives the bytes of one chunk. They do not count before `commit`. */
export interface ChunkWriter {
  readonly upload: Upload
  readonly expected: number
  /** Adds a piece. Returns false when the chunk is longer than its range. */
  readonly write: (piece: Uint8Array) => boolean
  /** Reads the header of the video when this chunk completes it. Comes before `commit` and `abandon`. */
  readonly inspect: () => Promise<void>
  readonly commit: () => Committed
  /** Ends a chunk whose connection broke. It is refused, and the switch `partialChunks` decides whether its bytes count. */
  readonly abandon: () => Committed
  /** The upload directly after this chunk or a part of it was added; undefined before. */
  readonly accepted: () => Upload | undefined
}

/** The upload after a chunk, or the refusal of the chunk. */
export type Committed = Result.Result<Upload, RefusalOf<"ChunkLength" | "ChunkOutOfOrder" | "UnknownUpload">>

/** Checks upload, token, expiry and range of a chunk before its bytes are read. */
export const openChunk = (engine: Engine, request: ChunkRequest): Result.Result<
  ChunkWriter,
  RefusalOf<
    | "UnknownUpload"
    | "WrongUploadToken"
    | "ExpiredUpload"
    | "NothingToUpload"
    | "WrongTotal"
    | "ChunkOutOfOrder"
    | "ChunkOffPlan"
  >
> => {
  const { range, total, uploadId } = request
  const upload = engine.state.uploads.get(uploadId)
  if (upload === undefined) return Result.fail(Refusal.UnknownUpload({ uploadId }))
  if (upload.token !== request.token) return Result.fail(Refusal.WrongUploadToken({ isMissing: request.token === "" }))
  if (upload.anyOrder) return Result.succeed(makeWriter(engine, upload, range))
  if (engine.clock.now() >= upload.expiresAt) {
    return Result.fail(Refusal.ExpiredUpload({ expiredAt: upload.expiresAt }))
  }
  const { plan } = upload
  if (plan === undefined) return Result.fail(Refusal.NothingToUpload({ publishId: upload.publishId }))
  if (total !== plan.size) return Result.fail(Refusal.WrongTotal({ total, size: plan.size }))
  if (range.first !== upload.confirmed) return Result.fail(outOfOrder(upload, range))
  // After a partial chunk, the next request must send the rest of it.
  const planned = chunkOf(plan, range.first)
  if (planned === undefined) return Result.fail(outOfOrder(upload, range))
  return planned.last === range.last
    ? Result.succeed(makeWriter(engine, upload, range))
    : Result.fail(Refusal.ChunkOffPlan({ ...range, expectedLast: planned.last }))
}

const isComplete = (upload: Upload): boolean => upload.plan !== undefined && upload.confirmed === upload.plan.size

const outOfOrder = (upload: Upload, range: ByteRange) =>
  Refusal.ChunkOutOfOrder({ first: range.first, confirmed: upload.confirmed, size: upload.plan?.size ?? 0 })

const makeWriter = (engine: Engine, opened: Upload, range: ByteRange): ChunkWriter => {
  const expected = range.last - range.first + 1
  const wanted = HEAD_LENGTH - opened.head.length / 2
  const hash = digestFor(engine, opened)
  const { inspect } = engine.media
  const isSampled = inspect !== undefined && !opened.anyOrder
  let facts: VideoFacts | undefined
  let head = opened.head
  let received = 0
  let accepted: Upload | undefined

  const write = (piece: Uint8Array) => {
    if (received < wanted) head += Buffer.from(piece.subarray(0, wanted - received)).toString("hex")
    if (isSampled) engine.media.samples.add(opened, range.first + received, piece)
    received += piece.length
    hash?.update(piece)
    return received <= expected
  }

  const commit = () => received === expected ? addChunk() : Result.fail(Refusal.ChunkLength({ received, expected }))

  const abandon = () => {
    if (engine.rules.switches.partialChunks === "kept" && received > 0 && received <= expected) addChunk()
    return Result.fail(Refusal.ChunkLength({ received, expected }))
  }

  const inspectVideo = async () => {
    const isComplete = received === expected && range.last + 1 === opened.plan?.size
    const sample = isComplete ? engine.media.samples.find(opened.uploadId) : undefined
    if (sample !== undefined) facts = await inspect?.(sample)
  }

  const addChunk = (): Committed => {
    // A second request can have sent the same chunk in the meantime, or the mock was reset. The first to end wins.
    const current = engine.state.uploads.get(opened.uploadId)
    if (current === undefined) return Result.fail(Refusal.UnknownUpload({ uploadId: opened.uploadId }))
    if (current.anyOrder) return Result.succeed(current)
    if (current.confirmed !== range.first) return Result.fail(outOfOrder(current, range))
    const now = engine.clock.now()
    const last = range.first + received - 1
    const grown: Upload = {
      ...current,
      head,
      confirmed: last + 1,
      chunks: [...current.chunks, { first: range.first, last, at: now }]
    }
    if (hash !== undefined) engine.digests.set(grown.uploadId, hash)
    const upload = isComplete(grown) ? finish(engine, grown, facts, now) : grown
    engine.state.uploads.set(upload.uploadId, upload)
    accepted = upload
    return Result.succeed(upload)
  }

  return { upload: opened, expected, write, inspect: inspectVideo, commit, abandon, accepted: () => accepted }
}

/** A copy of the running hash at the confirmed byte. A broken chunk discards the copy. */
const digestFor = (engine: Engine, upload: Upload) => {
  if (!engine.rules.hash || upload.anyOrder) return undefined
  return upload.confirmed === 0 ? createHash("sha256") : engine.digests.get(upload.uploadId)?.copy()
}

/** Checks the complete file and starts the processing of the post. */
const finish = (engine: Engine, upload: Upload, facts: VideoFacts | undefined, now: number): Upload => {
  const post = engine.state.posts.get(upload.publishId)
  if (post !== undefined) {
    const found = facts === undefined
      ? headDefect(Buffer.from(upload.head, "hex"))
      : videoDefect(facts, maxSecondsOf(engine, post))
    engine.state.posts.set(post.publishId, {
      ...post,
      mediaAt: now,
      facts,
      defect: found && engine.contracts[post.contract].failReasons[found.check],
      problem: found?.rule
    })
  }
  const sha256 = engine.digests.get(upload.uploadId)?.digest("hex")
  engine.digests.delete(upload.uploadId)
  engine.media.samples.remove(upload.uploadId)
  return { ...upload, sha256 }
}

/** The most seconds of a post's video. */
export const maxSecondsOf = ({ state }: Engine, { draft, openId }: Post): number =>
  draft ? mediaLimits.draftSeconds : state.creators.get(openId)?.maxVideoSeconds ?? Infinity
