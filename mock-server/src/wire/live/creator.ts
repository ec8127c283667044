import * as Result from "effect/Result"
import { authenticate, requireScope } from "../../engine/access.ts"
import { duetsOff, stitchesOff } from "../../engine/Creator.ts"
import type { Engine } from "../../engine/Engine.ts"
import { type AppAndCreator, checkActiveCreators, checkDay, countCall } from "../../engine/limits.ts"
import { Refusal } from "../../engine/Refusal.ts"
import { appAndCreatorOf, offeredLevels } from "../../engine/validatePost.ts"
import type { Handler } from "../ContractApi.ts"
import { contractRules } from "./contractRules.ts"
import { refuse, refuseWithOk, succeed } from "./responses.ts"

/** Handles a creator info call. A request body is ignored. */
export const queryCreator: Handler = (c, backend) => {
  const { engine } = backend
  const found = Result.gen(function*() {
    const token = yield* authenticate(engine, c.get("context").bearer)
    yield* requireScope(token, contractRules.scopes.creator)
    const author = yield* appAndCreatorOf(engine, token)
    yield* countCall(engine, contractRules, token, "creator.info")
    return author
  })
  if (Result.isFailure(found)) return refuse(c, backend, found.failure)
  const data = toData(engine, found.success)
  const allowed = checkCanPost(engine, found.success)
  return Result.isFailure(allowed) ? refuseWithOk(c, backend, allowed.failure, data) : succeed(c, data)
}

/** Checks whether the creator can post now. */
const checkCanPost = (engine: Engine, { app, creator }: AppAndCreator): Result.Result<void, Refusal> =>
  Result.gen(function*() {
    if (creator.banned) return yield* Result.fail(Refusal.BannedCreator({ username: creator.username }))
    yield* checkDay(engine, creator)
    yield* checkActiveCreators(engine, app, creator.openId)
  })

const toData = (engine: Engine, { app, creator }: AppAndCreator) => ({
  creator_avatar_url: creator.avatarUrl,
  creator_username: creator.username,
  creator_nickname: creator.displayName,
  privacy_level_options: offeredLevels(engine, app, creator),
  comment_disabled: creator.commentsOff,
  duet_disabled: duetsOff(creator),
  stitch_disabled: stitchesOff(creator),
  max_video_post_duration_sec: creator.maxVideoSeconds
})
