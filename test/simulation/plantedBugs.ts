/** Bugs to plant in the source, each of which the simulation has to find. */
import { schedulerBugs } from "./schedulerBugs.ts"

/** A change of one place in the source. */
export interface PlantedBug {
  readonly name: string
  /** Path below `packages/client/src`, or `packages/scheduler/src`. */
  readonly file: string
  /** Whether it is a bug of the scheduler, and not of the client. */
  readonly isScheduler?: boolean | undefined
  /** Occurs once in the file. */
  readonly find: string
  readonly put: string
}

/** Where the file of a bug is. */
export const pathOf = ({ file, isScheduler }: PlantedBug): string =>
  `packages/${isScheduler === true ? "scheduler" : "client"}/src/${file}`

const clientBugs: ReadonlyArray<PlantedBug> = [
  {
    name: "write over the record of another owner",
    file: "internal/claims/claims.ts",
    find: "ClaimHeader.parse(stored.bytes).header.owner === owner ? stored.version : yield* new LockWait.Held()",
    put: "stored.version"
  },
  {
    name: "claim a key that another process holds",
    file: "internal/claims/claims.ts",
    find: "return now - since < BigInt(Math.ceil((header.lease ?? leaseMillis ?? 0) * 1e6))",
    put: "return false"
  },
  {
    name: "decide a lease by the time of day",
    file: "internal/claims/claims.ts",
    find: "return now - since < BigInt(Math.ceil((header.lease ?? leaseMillis ?? 0) * 1e6))",
    put: "return header.until > (yield* Clock.currentTimeMillis)"
  },
  {
    name: "send with an old slot of the quota",
    file: "internal/quota/freshSlot.ts",
    find: "now - askedAt > longestAge",
    put: "now - askedAt > Infinity"
  },
  {
    name: "leave the renewal of a claim running",
    file: "internal/claims/claims.ts",
    find: "        Effect.ignore,\n        Effect.forkScoped",
    put: "        Effect.ignore,\n        Effect.forkDetach"
  },
  {
    name: "retry an init that publishes by itself",
    file: "internal/publish/initialize.ts",
    find: "acceptPost(creator, post, init, isCertainlyRejected, options)",
    put: "acceptPost(creator, post, init, Retry.isTransient, options)"
  },
  {
    name: "count the limit after sending",
    file: "internal/publish/initialize.ts",
    find: "FreshSlot.withSlot(quota, limits, (ready, slot) =>",
    put: "FreshSlot.withSlot({ ...quota, take: () => Effect.as(Effect.forkDetach(Effect.delay("
      + "Effect.ignore(quota.take(limits)), \"3 seconds\")), { giveBack: Effect.void }) }, limits, (ready, slot) =>"
  },
  {
    name: "send without a slot of the quota",
    file: "internal/publish/initialize.ts",
    find: "const unused = unusedSlot\n",
    put: "const unused: Quota.Slot = { giveBack: Effect.void }\n"
  },
  {
    name: "store after use: init before its record",
    file: "internal/publish/pullPost.ts",
    find: "    record.before({ phase: \"Accepting\" }),",
    put: "    Effect.void,"
  },
  {
    name: "send an init again after a crash",
    file: "internal/publish/pullPost.ts",
    find: "found.phase !== \"Waiting\"",
    put: "found.phase === \"Done\""
  },
  {
    name: "forget the publish id",
    file: "internal/publish/pullPost.ts",
    find: "record.after({ phase: \"Following\", publishId })",
    put: "record.after({ phase: \"Waiting\" })"
  },
  {
    name: "send the last byte before its record",
    file: "internal/publish/uploadPost.ts",
    find: "beforeLast: record.before({ phase: \"Finishing\" })",
    put: "beforeLast: Effect.void"
  },
  {
    name: "take a step that could not be stored",
    file: "internal/publish/publishRecord.ts",
    find: "return Effect.map(write(next), () => void (current = next))",
    put: "return Effect.map(Effect.ignore(write(next)), () => void (current = next))"
  },
  {
    name: "start another upload when the last byte may have arrived",
    file: "internal/publish/uploadPost.ts",
    find: "if (publishId === undefined || uploadUrl === undefined) return restart\n",
    put: "if (publishId === undefined || uploadUrl === undefined || phase === \"Finishing\") return restart\n"
  },
  {
    name: "take a failed last chunk for one that was not sent",
    file: "internal/publish/uploadPost.ts",
    find: "if (!mayHaveArrived && !isChunkAmbiguous(error)) {",
    put: "if (!mayHaveArrived) {"
  },
  {
    name: "free the key of a post that TikTok has",
    file: "internal/publish/publish.ts",
    find: "isUnsent && isAbandoned && !isWaiting ? record.forget",
    put: "isAbandoned ? record.forget"
  },
  {
    name: "report an outcome at the deadline",
    file: "StatusPoller.ts",
    find: "return { _tag: \"StillProcessing\", publishId, status: report?.status ?? \"no status yet\" }",
    put: "return { _tag: \"Published\", publishId, postIds: [], url: undefined }"
  },
  {
    name: "report a delivered draft as published",
    file: "StatusPoller.ts",
    find: "return { _tag: \"SentToInbox\", publishId }",
    put: "return { _tag: \"Published\", publishId, postIds: [], url: undefined }"
  },
  {
    name: "take any video for the post",
    file: "internal/publish/recentVideos.ts",
    find: "hasCaption(video, caption) && !taken.has(video.id)",
    put: "!taken.has(video.id)"
  },
  {
    name: "compare with the whole caption of another publish",
    file: "internal/publish/recentVideos.ts",
    find: "return others !== undefined && hasCaption(video, others)",
    put: "return others !== undefined && others === video.title"
  },
  {
    name: "take a second upload for the first",
    file: "internal/publish/startPublish.ts",
    find: "if (found?.fingerprint === fingerprint) return",
    put: "if (found?.outcome !== undefined) return"
  },
  {
    name: "skip bytes after a failed chunk",
    file: "internal/upload/sendChunks.ts",
    find: "offset = Result.isSuccess(sent) ? chunk.end : yield* offsetAfterFailure(upload, chunk, sent.failure)",
    put: "offset = chunk.end"
  },
  {
    name: "store checkpoints in the clear",
    file: "internal/records/encryption.ts",
    find: "return concat([prefix, nonce, sealed])",
    put: "return concat([prefix, nonce, sealed, encoder.encode(text)])"
  },
  {
    name: "name the access token in a span",
    file: "TikTokApi.ts",
    find: "withSpan(`TikTokApi.${operation.name}`)",
    put: "withSpan(`TikTokApi.${operation.name} ${accessToken === undefined ? \"\" : Redacted.value(accessToken)}`)"
  },
  {
    name: "ignore Retry-After",
    file: "RetryPolicy.ts",
    find: "input.retryAfter === undefined",
    put: "input.retryAfter !== null"
  },
  {
    name: "refresh without the lock",
    file: "internal/tokens/renewal.ts",
    find: "keeper.withLock(stale.creator)(refresh(stale))",
    put: "refresh(stale)"
  },
  {
    name: "use new tokens without storing them",
    file: "internal/tokens/renewal.ts",
    find: "return (yield* keeper.replace(previous, next)) ? next : yield* storedLocked(previous.creator)",
    put: "return next"
  },
  {
    name: "keep the slot of a connection",
    file: "internal/wire/connections.ts",
    find: "return semaphore.withPermit(Effect.suspend(() => {",
    put: "return Effect.andThen(semaphore.take(1), Effect.suspend(() => {"
  },
  {
    name: "leave a queue without a word to the next",
    file: "internal/quota/quotaQueue.ts",
    find: "return queue.waiters === undefined ? Effect.void : queue.waiters.turns.release(1)",
    put: "return Effect.void"
  }
]

/** The bugs. */
export const plantedBugs: ReadonlyArray<PlantedBug> = [
  ...clientBugs,
  ...schedulerBugs.map((bug): PlantedBug => Object.assign(bug, { isScheduler: true }))
]
