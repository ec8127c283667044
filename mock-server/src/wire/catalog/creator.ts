import * as Result from "effect/Result"
import { authenticate, lostGrant, requireScope } from "../../engine/access.ts"
import { type Creator, profileUrl } from "../../engine/Creator.ts"
import type { Handler } from "../ContractApi.ts"
import { WireProblem } from "../Problem.ts"
import { contractRules } from "./contractRules.ts"
import { refuse, succeed } from "./envelope.ts"

/** Returns the creator's profile, or its requested fields. */
export const queryCreator: Handler = (c, backend) => {
  const { engine } = backend
  const user = Result.gen(function*() {
    const token = yield* authenticate(engine, c.get("context").bearer)
    yield* requireScope(token, contractRules.scopes.creator)
    const creator = engine.state.creators.get(token.openId)
    if (creator === undefined) return yield* Result.fail(lostGrant())
    return yield* pick(profileOf(creator), c.req.query("fields"))
  })
  return Result.isFailure(user) ? refuse(c, backend, user.failure) : succeed(c, { user: user.success })
}

const profileOf = (creator: Creator) => ({
  open_id: creator.openId,
  display_name: creator.displayName,
  avatar_large_url: creator.avatarUrl,
  avatar_medium_url: creator.avatarUrl,
  avatar_small_url: creator.avatarUrl,
  avatar_size: creator.avatarSize,
  is_verified: creator.verified,
  bio_description: creator.bio,
  bio_link: creator.bioLink,
  profile_deep_link: profileUrl(creator),
  follower_count: creator.followers,
  following_count: creator.following,
  video_count: creator.videos,
  like_count: creator.likes
})

const pick = (
  profile: ReturnType<typeof profileOf>,
  fields: string | undefined
): Result.Result<Partial<typeof profile>, WireProblem> => {
  if (fields === undefined) return Result.succeed(profile)
  const wanted = fields.split(",")
  const unknown = wanted.find((field) => !Object.hasOwn(profile, field))
  if (unknown !== undefined) {
    return Result.fail(WireProblem.Malformed({ field: "fields", rule: `"${unknown}" is not a field of a profile` }))
  }
  return Result.succeed(Object.fromEntries(Object.entries(profile).filter(([field]) => wanted.includes(field))))
}
