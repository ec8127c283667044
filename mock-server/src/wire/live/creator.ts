import * as Result from "effect/Result"
import { authenticate, requireScope } from "../../engine/access.ts"
import { offeredLevels, partiesOf } from "../../engine/checks.ts"
import { duetsOff, stitchesOff } from "../../engine/Creator.ts"
import { checkActiveCreators, checkDay, countCall, type Parties } from "../../engine/limits.ts"
import { Refusal } from "../../engine/Refusal.ts"
import type { World } from "../../engine/World.ts"
import type { Handler } from "../Contract.ts"
import { refuse, refuseWithOk, succeed } from "./answers.ts"
import { dialect } from "./dialect.ts"

/** What the creator may post now. The call has no body; one that is sent is not looked at. */
export const queryCreator: Handler = (c, backend) => {
  const { world } = backend
  const asked = Result.gen(function*() {
    const token = yield* authenticate(world, c.get("exchange").bearer)
    yield* requireScope(token, dialect.scopes.creator)
    const parties = yield* partiesOf(world, token)
    yield* countCall(world, dialect, token, "creator")
    return parties
  })
  if (Result.isFailure(asked)) return refuse(c, backend, asked.failure)
  const data = toData(world, asked.success)
  const able = checkAbility(world, asked.success)
  return Result.isFailure(able) ? refuseWithOk(c, backend, able.failure, data) : succeed(c, data)
}

/** Says whether the creator can post anything at all. */
const checkAbility = (world: World, { app, creator }: Parties): Result.Result<void, Refusal> =>
  Result.gen(function*() {
    if (creator.banned) return yield* Result.fail(Refusal.BannedCreator({ username: creator.username }))
    yield* checkDay(world, creator)
    yield* checkActiveCreators(world, app, creator.openId)
  })

const toData = (world: World, { app, creator }: Parties) => ({
  creator_avatar_url: creator.avatarUrl,
  creator_username: creator.username,
  creator_nickname: creator.displayName,
  privacy_level_options: offeredLevels(world, app, creator),
  comment_disabled: creator.commentsOff,
  duet_disabled: duetsOff(creator),
  stitch_disabled: stitchesOff(creator),
  max_video_post_duration_sec: creator.maxVideoSeconds
})
