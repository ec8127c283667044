import * as Result from "effect/Result"
import { authenticate } from "../../engine/access.ts"
import type { Stage } from "../../engine/Post.ts"
import type { PostView } from "../../engine/PostView.ts"
import { pollPost } from "../../engine/Publishing.ts"
import { SECOND } from "../../engine/time.ts"
import { readJson } from "../body.ts"
import type { Handler } from "../ContractApi.ts"
import { contractRules } from "./contractRules.ts"
import { refuse, succeed } from "./envelope.ts"
import { decodeStatusRequest } from "./schemas.ts"

/** Handles a status call. */
export const fetchStatus: Handler = (c, backend) => {
  const { engine } = backend
  const body = readJson(c, backend, decodeStatusRequest)
  const view = Result.gen(function*() {
    const token = yield* authenticate(engine, c.get("context").bearer)
    const { publish_id } = yield* body
    c.get("context").publishId = publish_id
    return yield* pollPost(engine, contractRules, token, publish_id)
  })
  return Result.isFailure(view) ? refuse(c, backend, view.failure) : succeed(c, toData(view.success))
}

// The reference has no status for a draft in the inbox. POSTED without a post id is the closest.
const statuses: Readonly<Record<Stage, "PROCESSING" | "POSTING" | "POSTED" | "FAILED">> = {
  "awaiting-upload": "PROCESSING",
  fetching: "PROCESSING",
  processing: "PROCESSING",
  posting: "POSTING",
  published: "POSTED",
  "in-inbox": "POSTED",
  failed: "FAILED"
}

const toData = (view: PostView) => {
  const status = statuses[view.stage]
  if (status === "FAILED") return { status, fail_reason: view.failReason }
  if (status !== "POSTED") return { status }
  return {
    status,
    publiclyAvailablePostId: view.postId,
    create_time: toSeconds(view.createdAt),
    posted_time: view.settledAt === undefined ? undefined : toSeconds(view.settledAt),
    posted_url: view.url
  }
}

const toSeconds = (millis: number) => Math.floor(millis / SECOND)
