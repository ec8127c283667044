import type * as Result from "effect/Result"
import type { Contract, WireResponse } from "../../model/contract.ts"
import type { CreatorInfo, CreatorProfile } from "../../model/creator.ts"
import { CreatorId } from "../../Post.ts"
import type { MalformedResponse, Refusal } from "../../TikTokError.ts"
import * as Envelope from "./envelope.ts"
import { countOf, fieldsOf, flagOf, idOf, present, secondsOf, textOf, textsOf } from "./wireValues.ts"

/**
 * Decodes a profile, in both contracts. No field is vital.
 *
 * @internal
 */
export const decodeProfile = (
  contract: Contract["name"],
  response: WireResponse
): Result.Result<CreatorProfile, Refusal | MalformedResponse> =>
  Envelope.decodeOptional(contract, response, (data) => {
    const user = fieldsOf(data["user"])
    const id = idOf(user["open_id"])
    return present({
      creator: id === undefined ? undefined : CreatorId.make(id),
      unionId: idOf(user["union_id"]),
      username: textOf(user["username"]),
      displayName: textOf(user["display_name"]),
      avatarUrl: textOf(user["avatar_url"]),
      avatarUrl100: textOf(user["avatar_url_100"]),
      avatarLargeUrl: textOf(user["avatar_large_url"]),
      avatarMediumUrl: textOf(user["avatar_medium_url"]),
      avatarSmallUrl: textOf(user["avatar_small_url"]),
      avatarSize: countOf(user["avatar_size"]),
      isVerified: flagOf(user["is_verified"]),
      bio: textOf(user["bio_description"]),
      bioLink: textOf(user["bio_link"]),
      profileUrl: textOf(user["profile_deep_link"]),
      followerCount: countOf(user["follower_count"]),
      followingCount: countOf(user["following_count"]),
      videoCount: countOf(user["video_count"]),
      likeCount: countOf(user["likes_count"]) ?? countOf(user["like_count"])
    })
  })

/**
 * Decodes what a creator may do now. No field is vital: a missing level is not
 * offered, and a missing switch counts as on.
 *
 * @internal
 */
export const decodeInfo = (
  contract: Contract["name"],
  response: WireResponse
): Result.Result<CreatorInfo, Refusal | MalformedResponse> =>
  Envelope.decodeOptional(contract, response, (data) => ({
    avatarUrl: textOf(data["creator_avatar_url"]),
    username: textOf(data["creator_username"]),
    nickname: textOf(data["creator_nickname"]),
    privacyLevels: textsOf(data["privacy_level_options"]),
    commentDisabled: flagOf(data["comment_disabled"]) ?? false,
    duetDisabled: flagOf(data["duet_disabled"]) ?? false,
    stitchDisabled: flagOf(data["stitch_disabled"]) ?? false,
    maxVideoDuration: secondsOf(data["max_video_post_duration_sec"])
  }))
