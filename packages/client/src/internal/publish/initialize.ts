import * as Effect from "effect/Effect"
import type * as Redacted from "effect/Redacted"
import * as Auth from "../../Auth.ts"
import type { Accepted, LimitedCall, VideoSource } from "../../model/contract.ts"
import type * as Post from "../../Post.ts"
import * as Quota from "../../Quota.ts"
import * as TikTokApi from "../../TikTokApi.ts"
import {
  type CallFailure,
  fromReason,
  type KeyInUse,
  type StoreFailed,
  type TikTokError,
  type Unsupported
} from "../../TikTokError.ts"
import { isAmbiguous } from "../common/ambiguous.ts"
import * as Retry from "../common/retry.ts"
import * as FreshSlot from "../quota/freshSlot.ts"
import * as ApiInternals from "../wire/apiInternals.ts"
import { supported } from "../wire/supported.ts"

/**
 * Sends the init requests of posts, and repeats them when that is safe.
 *
 * @internal
 */
export const make = Effect.gen(function*() {
  const api = yield* TikTokApi.TikTokApi
  const { app, call, contract } = api
  const { checkUploadUrl } = ApiInternals.of(api)
  const auth = yield* Auth.Auth
  const quota = yield* Quota.Quota
  const retry = yield* Retry.make

  const initPhotos = (post: Post.Photos): Init => (token, ready) =>
    Effect.andThen(ready, call(contract.posts.photos, post, token))

  const initPhotosDraft = (post: Post.PhotosDraft): Init => (token, ready) =>
    Effect.flatMap(
      supported(contract, "draft of photos", contract.posts.photosDraft),
      (init) => Effect.andThen(ready, call(init, post, token))
    )

  const initVideo = (post: Post.Video | Post.VideoDraft, source: VideoSource): Init => (token, ready) =>
    Effect.andThen(
      ready,
      post._tag === "Video"
        ? call(contract.posts.video, { post, source }, token)
        : call(contract.posts.videoDraft, { source }, token)
    )

  const acceptPost = (
    creator: Post.CreatorId,
    post: Post.Post,
    init: Init,
    shouldRetry: (error: TikTokError) => boolean,
    options: Quota.TakeOptions
  ) =>
    Effect.suspend(() => {
      const limits = contract.limits(limitedCall[post._tag], creator, app.clientKey)
      // The slot of a request that was not sent serves the next attempt. Without one it is given back.
      let unusedSlot: Quota.Slot | undefined
      const attempt = (token: Redacted.Redacted<string>) =>
        Effect.suspend(() => {
          const unused = unusedSlot
          unusedSlot = undefined
          return FreshSlot.withSlot(quota, limits, (ready, slot) =>
            Effect.tapError(init(token, ready), (error) => {
              if (error._tag === "SlotTooOld") return Effect.void
              if (isNotSent(error) || error.reason._tag === "InvalidInput") unusedSlot = slot
              return pauseLimits(limits, error)
            }), { ...options, unused })
        })
      return auth.withToken(creator, attempt).pipe(
        retry("inits", shouldRetry),
        Effect.ensuring(Effect.suspend(() => unusedSlot?.giveBack ?? Effect.void))
      )
    })

  // TikTok refuses every call that a used up limit covers, so none of them is sent until the limit has room.
  const pauseLimits = (limits: ReadonlyArray<Quota.Limit>, { reason, retryAfter }: TikTokError) =>
    Effect.forEach(
      limits.filter(({ refusal }) => refusal === reason._tag),
      (limit) => Effect.ignore(quota.pause(limit, retryAfter), { log: "Warn" }),
      { discard: true }
    )

  // TikTok publishes only after the last byte, so a second init cannot post twice.
  const upload = (creator: Post.CreatorId, post: Post.Post, init: Init, options: Quota.TakeOptions) =>
    acceptPost(creator, post, init, Retry.isTransient, options).pipe(
      // Checked before the URL is stored, so that another run requests another one.
      Effect.tap(({ publishId, uploadUrl }) =>
        uploadUrl === undefined
          ? Effect.void
          : Effect.mapError(
            Effect.fromResult(checkUploadUrl(uploadUrl, creator)),
            fromReason("Publisher.publish", publishId)
          )
      )
    )

  // This init publishes by itself, so it repeats only when TikTok certainly did not accept it.
  const pull = (creator: Post.CreatorId, post: Post.Post, init: Init, options: Quota.TakeOptions) =>
    acceptPost(creator, post, init, isCertainlyRejected, options).pipe(
      Effect.catchIf(
        isAmbiguous,
        (error): Effect.Effect<LostResponse> => Effect.succeed({ detail: error.message })
      )
    )

  return { initPhotos, initPhotosDraft, initVideo, upload, pull }
})

/** @internal */
export type Initialize = Effect.Success<typeof make>

/** An init whose response was lost: TikTok may have accepted the post. @internal */
export interface LostResponse {
  /** What happened to the response. */
  readonly detail: string
}

/**
 * One init request, given a token. `ready` runs right before it is sent.
 *
 * @internal
 */
export type Init = (
  token: Redacted.Redacted<string>,
  ready: FreshSlot.Ready
) => Effect.Effect<
  Accepted,
  TikTokError<CallFailure | Unsupported | Quota.QuotaFailure | StoreFailed | KeyInUse> | FreshSlot.SlotTooOld
>

const limitedCall = {
  Video: "video.init",
  VideoDraft: "inbox.init",
  Photos: "photo.init",
  PhotosDraft: "photo.draft"
} as const satisfies { readonly [Kind in Post.Post["_tag"]]: LimitedCall }

const isNotSent = ({ reason }: TikTokError): boolean => reason._tag === "Unreachable" && reason.delivery === "NotSent"

const isCertainlyRejected = (error: TikTokError): boolean => error.reason._tag === "RateLimited" || isNotSent(error)
