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
import * as Retry from "../common/retry.ts"
import * as ApiInternals from "../wire/apiInternals.ts"
import { supported } from "../wire/supported.ts"
import { isInDoubt } from "./doubt.ts"

/**
 * Asks TikTok to accept posts, and knows when it may be asked again.
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

  const initPhotos = (post: Post.Photos): Init => (token) => call(contract.photosInit, post, token)

  const initPhotosDraft = (post: Post.PhotosDraft): Init => (token) =>
    Effect.flatMap(supported(contract, "draft of photos", contract.photosDraftInit), (init) => call(init, post, token))

  const initVideo = (post: Post.Video | Post.VideoDraft, source: VideoSource): Init => (token) =>
    post._tag === "Video"
      ? call(contract.videoInit, { post, source }, token)
      : call(contract.draftInit, { source }, token)

  const accepted = (
    creator: Post.CreatorId,
    post: Post.Post,
    init: Init,
    worthwhile: (error: TikTokError) => boolean
  ) =>
    Effect.suspend(() => {
      const limits = contract.limits(limitedCall[post._tag], creator, app.clientKey)
      // A slot that was taken for a request that never left serves the next attempt, and is given back without one.
      let unused: Quota.Slot | undefined
      const attempt: Init = Effect.fnUntraced(function*(token) {
        const slot = unused ?? (yield* quota.take(limits))
        unused = undefined
        return yield* init(token).pipe(Effect.tapError((error) => {
          if (isNotSent(error) || error.reason._tag === "InvalidInput") unused = slot
          return usedUp(limits, error)
        }))
      })
      return auth.withToken(creator, attempt).pipe(
        retry("inits", worthwhile),
        Effect.ensuring(Effect.suspend(() => unused?.giveBack ?? Effect.void))
      )
    })

  // What TikTok refuses to this init it refuses to all that the limit covers, so none of them is sent.
  const usedUp = (limits: ReadonlyArray<Quota.Limit>, { reason, retryAfter }: TikTokError) =>
    Effect.forEach(
      limits.filter(({ refusal }) => refusal === reason._tag),
      (limit) => Effect.ignore(quota.pause(limit, retryAfter), { log: "Warn" }),
      { discard: true }
    )

  // Nothing is published before the last byte has arrived, so a second init posts nothing twice.
  const upload = (creator: Post.CreatorId, post: Post.Post, init: Init) =>
    accepted(creator, post, init, Retry.isTransient).pipe(
      // Before the address is stored, so that another run asks for another one.
      Effect.tap(({ publishId, uploadUrl }) =>
        uploadUrl === undefined
          ? Effect.void
          : Effect.mapError(
            Effect.fromResult(checkUploadUrl(uploadUrl, creator)),
            fromReason("Publisher.publish", publishId)
          )
      )
    )

  // This init publishes by itself: it repeats only when TikTok surely did not accept it.
  const pull = (creator: Post.CreatorId, post: Post.Post, init: Init) =>
    accepted(creator, post, init, isSurelyNotAccepted).pipe(
      Effect.catchIf(
        isInDoubt,
        (error): Effect.Effect<LostAnswer> => Effect.succeed({ detail: error.message })
      )
    )

  return { initPhotos, initPhotosDraft, initVideo, upload, pull }
})

/** @internal */
export type Initialize = Effect.Success<typeof make>

/** TikTok may have accepted the post. @internal */
export interface LostAnswer {
  /** What happened to the answer. */
  readonly detail: string
}

/**
 * One init, once there is a token for it.
 *
 * @internal
 */
export type Init = (
  token: Redacted.Redacted<string>
) => Effect.Effect<Accepted, TikTokError<CallFailure | Unsupported | Quota.QuotaFailure | StoreFailed | KeyInUse>>

const limitedCall = {
  Video: "video.init",
  VideoDraft: "inbox.init",
  Photos: "photo.init",
  PhotosDraft: "photo.draft"
} as const satisfies { readonly [Kind in Post.Post["_tag"]]: LimitedCall }

const isNotSent = ({ reason }: TikTokError): boolean => reason._tag === "Unreachable" && reason.delivery === "NotSent"

const isSurelyNotAccepted = (error: TikTokError): boolean => error.reason._tag === "RateLimited" || isNotSent(error)
