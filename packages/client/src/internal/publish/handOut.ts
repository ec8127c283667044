import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Media from "../../Media.ts"
import type { Contract } from "../../model/contract.ts"
import type { Handout, HandoutPost, Options, PublishFailure } from "../../model/publishing.ts"
import type * as Post from "../../Post.ts"
import { fromReason, type TikTokError } from "../../TikTokError.ts"
import type * as Initialize from "./initialize.ts"
import * as Publish from "./publish.ts"
import { uploadUrlMissing } from "./uploadPost.ts"

/** The post, as if its bytes were here. @internal */
export const withoutBytes = (post: HandoutPost): Post.Video | Post.VideoDraft => ({
  ...post,
  media: Media.bytes(new Uint8Array())
})

/** @internal */
export const isVideo = (post: Post.Post): boolean => post._tag === "Video" || post._tag === "VideoDraft"

/**
 * Announces a video, and returns what its upload needs.
 *
 * @internal
 */
export const handOut = Effect.fnUntraced(function*(
  contract: Contract,
  { initVideo, upload }: Initialize.Initialize,
  creator: Post.CreatorId,
  post: Post.Video | Post.VideoDraft,
  size: number,
  options: Pick<Options, "chunkSize"> | undefined
): Effect.fn.Return<Handout, TikTokError<PublishFailure>> {
  const plan = yield* Effect.mapError(
    Effect.fromResult(contract.upload.plan(size, options?.chunkSize)),
    fromReason("Publisher.handOut")
  )
  const response = yield* upload(creator, post, initVideo(post, { _tag: "Upload", plan }), {})
  const { publishId, uploadExpiresIn = Duration.hours(1), uploadUrl } = response
  if (uploadUrl === undefined) return yield* Effect.fail(uploadUrlMissing(publishId))
  const expiresAt = Publish.timeAfter(yield* DateTime.now, uploadExpiresIn)
  return { contract: contract.name, publishId, uploadUrl, plan, expiresAt }
})
