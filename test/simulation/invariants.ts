/** What must hold at every moment of a run. */
import { Effect } from "effect"
import type { Checkpoint } from "effect-tiktok"
import type { PostView } from "tiktok-mock-server"
import type { World } from "tiktok-mock-server/simulation"
import type { MadeJob } from "../chaos/media.ts"
import { mediaUrlOf } from "../chaos/media.ts"
import type { Result } from "../chaos/protocol.ts"
import { judge } from "../chaos/verdict.ts"
import type { Kept } from "./stores.ts"

/** What invariants look at. */
export interface Facts {
  readonly world: World
  readonly jobs: ReadonlyArray<MadeJob>
  /** Outcomes that nothing can change. */
  readonly results: () => ReadonlyMap<string, Result>
  readonly kept: Kept
  /** Reads records as a process would. */
  readonly checkpoints: Checkpoint.CheckpointStore["Service"]
  /** Keys whose records the run itself has damaged or removed. */
  readonly spoiled: ReadonlySet<string>
  readonly secrets: ReadonlySet<string>
}

/** The prefix of the names of checkpoints. */
export const checkpointFolder = "effect-tiktok/checkpoints/"

/** Makes a check of posts, outcomes and records, which is quick when nothing has changed. */
export const makeCheck = ({ checkpoints, jobs, kept, results, secrets, spoiled, world }: Facts) => {
  const bySize = new Map(jobs.map((job) => [job.sha256 === undefined ? mediaUrlOf(job.key) : job.size, job.key]))
  const read = new Map<string, string>()

  const keyOf = ({ size, urls: [url] }: PostView) => bySize.get(url ?? size ?? 0)

  const checkRecord = async (post: PostView) => {
    const key = keyOf(post)
    if (key === undefined) return world.violation(`post ${post.publishId} has the media of no job`)
    if (spoiled.has(key)) return
    const record = kept.records.get(checkpointFolder + key)
    if (record === undefined) {
      return world.violation(`TikTok has ${post.publishId} of ${key}, and no record leads to it`)
    }
    if (read.get(post.publishId) === record.version) return
    read.set(post.publishId, record.version)
    const found = await world.run(checkpoints.get(key).pipe(Effect.orElseSucceed(() => undefined)))
    if (found === undefined) return world.violation(`the record of ${key} cannot be read`)
    if (found.publishId !== undefined && found.publishId !== post.publishId && post.stage !== "failed") {
      world.violation(`the record of ${key} leads to ${found.publishId}, and TikTok publishes ${post.publishId}`)
    }
    if (found.phase === "Waiting") world.violation(`the record of ${key} says that nothing was sent`)
    if (found.phase === "Uploading" && found.publishId === post.publishId) {
      world.violation(`the record of ${key} says that the last byte was not sent`)
    }
  }

  return async (): Promise<void> => {
    const posts = world.mock.control.posts()
    const evidence = { jobs, results: results(), posts, requests: [], injected: new Set<never>(), uploadedBytes: 0 }
    const { duplicates, lost } = judge(evidence)
    for (const { key, problem } of [...duplicates, ...lost]) {
      if (problem !== "has no outcome") world.violation(`${key} ${problem}`)
    }
    for (const post of posts) if (isAtTikTok(post)) await checkRecord(post)
    for (const name of kept.written) {
      const text = Buffer.from(kept.records.get(name)?.bytes ?? []).toString("latin1")
      for (const secret of secrets) if (text.includes(secret)) world.violation(`record ${name} has a secret`)
    }
    kept.written.clear()
  }
}

/** Whether TikTok has everything that it needs to publish a post. */
export const isAtTikTok = ({ bytesReceived, size, stage, urls }: PostView): boolean =>
  stage !== "failed" && (urls.length > 0 || (size !== undefined && bytesReceived >= size))

/** Finds the secrets in what TikTok answers. */
export const secretsIn = (text: string): ReadonlyArray<string> =>
  Array.from(
    text.matchAll(/"(?:access_?token|refresh_?token)":\s*"([^"]{8,})"|[?&\\u0026](?:upload_)?token=([\w-]{8,})/gi),
    (match) => match[1] ?? match[2] ?? ""
  )
