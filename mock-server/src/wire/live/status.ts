import * as Result from "effect/Result"
import { authenticate } from "../../engine/access.ts"
import type { Stage } from "../../engine/Post.ts"
import type { PostView } from "../../engine/PostView.ts"
import { cancelPost, pollPost } from "../../engine/Publishing.ts"
import type { Switches } from "../../engine/Switches.ts"
import { readJson } from "../body.ts"
import type { Handler } from "../ContractApi.ts"
import { contractRules } from "./contractRules.ts"
import { refuse, succeed } from "./responses.ts"
import { decodePublishId } from "./schemas.ts"

/** Handles a status call. */
export const fetchStatus: Handler = (c, backend) => {
  const { engine } = backend
  const { switches } = engine.rules
  const body = readJson(c, backend, decodePublishId, switches.unknownBodyKeys)
  const view = Result.gen(function*() {
    const token = yield* authenticate(engine, c.get("context").bearer)
    const { publish_id } = yield* body
    c.get("context").publishId = publish_id
    return yield* pollPost(engine, contractRules, token, publish_id)
  })
  return Result.isFailure(view) ? refuse(c, backend, view.failure) : succeed(c, toData(view.success, switches))
}

/** Handles a cancel call, which ends a post while its media are pulled. */
export const cancel: Handler = (c, backend) => {
  const { engine } = backend
  const body = readJson(c, backend, decodePublishId, engine.rules.switches.unknownBodyKeys)
  const canceled = Result.gen(function*() {
    const token = yield* authenticate(engine, c.get("context").bearer)
    const { publish_id } = yield* body
    c.get("context").publishId = publish_id
    return yield* cancelPost(engine, contractRules, token, publish_id)
  })
  return Result.isFailure(canceled) ? refuse(c, backend, canceled.failure) : succeed(c)
}

const statusOf = (stage: Stage, isPulled: boolean): string => {
  switch (stage) {
    case "published":
      return "PUBLISH_COMPLETE"
    case "in-inbox":
      return "SEND_TO_USER_INBOX"
    case "failed":
      return "FAILED"
    case "awaiting-upload":
    case "fetching":
    case "processing":
    case "posting":
      return isPulled ? "PROCESSING_DOWNLOAD" : "PROCESSING_UPLOAD"
  }
}

const toData = (view: PostView, { postIds }: Switches) => {
  const isPulled = view.urls.length > 0
  return {
    status: statusOf(view.stage, isPulled),
    fail_reason: view.failReason,
    // TikTok's spelling.
    publicaly_available_post_id: writeIds(view.publicPostIds, postIds),
    uploaded_bytes: isPulled ? undefined : view.bytesReceived,
    downloaded_bytes: isPulled ? view.bytesReceived : undefined
  }
}

const writeIds = (ids: ReadonlyArray<string>, form: Switches["postIds"]): unknown => {
  if (form === "strings") return ids
  const numbers = ids.map((id) => BigInt(id))
  return form === "numbers" ? numbers : numbers[0]
}
