import * as Result from "effect/Result"
import { authenticate, requireScope } from "../../engine/access.ts"
import { duetsOff, stitchesOff } from "../../engine/Creator.ts"
import type { Engine } from "../../engine/Engine.ts"
import { type AppAndCreator, checkActiveCreators, checkDay, countCall } from "../../engine/limits.ts"
import { Refusal } from "../../engine/Refusal.ts"
import { appAndCreatorOf, offeredLevels } from "../../engine/validatePost.ts"
import type { Handler } from "../ContractApi.ts"
import { refuse, refuseWithOk, succeed } from "./answers.ts"
import { contractRules } from "./rules.ts"

/** What the creator may post now. The call has no body; one that is sent is not looked at. */
export const queryCreator: Handler = (c, backend) => {
  const { engine } = backend
  const asked = Result.gen(function*() {
    const token = yield* authenticate(engine, c.get("context").bearer)
    yield* requireScope(token, contractRules.scopes.creator)
    const actors = yield* appAndCreatorOf(engine, token)
    yield* countCall(engine, contractRules, token, "creator.info")
    return actors
  })
  if (Result.isFailure(asked)) return refuse(c, backend, asked.failure)
  const data = toData(engine, asked.success)
  const able = checkAbility(engine, asked.success)
  return Result.isFailure(able) ? refuseWithOk(c, backend, able.failure, data) : succeed(c, data)
}

/** Says whether the creator can post anything at all. */
const checkAbility = (engine: Engine, { app, creator }: AppAndCreator): Result.Result<void, Refusal> =>
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
