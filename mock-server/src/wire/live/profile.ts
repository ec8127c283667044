import * as Result from "effect/Result"
import { authenticate, requireScope } from "../../engine/access.ts"
import type { Scope } from "../../engine/App.ts"
import { type Creator, profileUrl } from "../../engine/Creator.ts"
import { countCall } from "../../engine/limits.ts"
import { profileOf } from "../../engine/profile.ts"
import type { AccessToken } from "../../engine/records.ts"
import { Refusal } from "../../engine/Refusal.ts"
import type { Switches } from "../../engine/Switches.ts"
import { appAndCreatorOf } from "../../engine/validatePost.ts"
import type { Handler } from "../ContractApi.ts"
import { contractRules } from "./contractRules.ts"
import { pick, readFieldNames } from "./fields.ts"
import { refuse, succeed } from "./responses.ts"

/** Handles a user info call: the creator's profile within the scopes of the token. */
export const queryProfile: Handler = (c, backend) => {
  const { engine } = backend
  const user = Result.gen(function*() {
    const token = yield* authenticate(engine, c.get("context").bearer)
    yield* requireScope(token, ["user.info.basic", "user.info.profile", "user.info.stats"])
    const { app, creator } = yield* appAndCreatorOf(engine, token)
    if (app.sandbox === true && engine.rules.switches.sandbox === "reported") {
      return yield* Result.fail(Refusal.SandboxProfile({ clientKey: app.clientKeys[0] }))
    }
    const asked = yield* readFieldNames(c, fieldNames, { backend, names: [OLD_AVATAR] })
    const names = yield* visibleFields(token, asked, engine.rules.switches)
    yield* countCall(engine, contractRules, token, "user.info")
    return pick(fieldsOf(creator, profileOf(engine, creator).count), names)
  })
  return Result.isFailure(user) ? refuse(c, backend, user.failure) : succeed(c, { user: user.success })
}

// A field of version 1.
const OLD_AVATAR = "avatar_url_200"

const scopes = {
  open_id: "user.info.basic",
  union_id: "user.info.basic",
  avatar_url: "user.info.basic",
  avatar_url_100: "user.info.basic",
  avatar_large_url: "user.info.basic",
  display_name: "user.info.basic",
  bio_description: "user.info.profile",
  profile_deep_link: "user.info.profile",
  is_verified: "user.info.profile",
  username: "user.info.profile",
  follower_count: "user.info.stats",
  following_count: "user.info.stats",
  likes_count: "user.info.stats",
  video_count: "user.info.stats"
} as const satisfies Record<string, Scope>

type FieldName = keyof typeof scopes

const fieldNames: ReadonlyArray<FieldName> = [
  "open_id",
  "union_id",
  "avatar_url",
  "avatar_url_100",
  "avatar_large_url",
  "display_name",
  "bio_description",
  "profile_deep_link",
  "is_verified",
  "username",
  "follower_count",
  "following_count",
  "likes_count",
  "video_count"
]

const visibleFields = (
  token: AccessToken,
  names: ReadonlyArray<FieldName>,
  { fieldsOutsideScope }: Switches
): Result.Result<ReadonlyArray<FieldName>, Refusal> => {
  const isGranted = (name: FieldName) => token.scopes.includes(scopes[name])
  const hidden = names.find((name) => !isGranted(name))
  return hidden !== undefined && fieldsOutsideScope === "error"
    ? Result.fail(Refusal.FieldOutsideScope({ field: hidden, scope: scopes[hidden] }))
    : Result.succeed(names.filter(isGranted))
}

const fieldsOf = (creator: Creator, videoCount: number): Readonly<Record<FieldName, unknown>> => ({
  open_id: creator.openId,
  // It is the same for all apps of a developer, and the mock has one developer.
  union_id: creator.openId,
  avatar_url: creator.avatarUrl,
  avatar_url_100: creator.avatarUrl,
  avatar_large_url: creator.avatarUrl,
  display_name: creator.displayName,
  bio_description: creator.bio,
  profile_deep_link: profileUrl(creator),
  is_verified: creator.verified,
  username: creator.username,
  follower_count: creator.followers,
  following_count: creator.following,
  likes_count: creator.likes,
  video_count: videoCount
})
