import * as Result from "effect/Result"
import { authenticate } from "../../engine/access.ts"
import type { PostRequest, PostSettings } from "../../engine/Post.ts"
import type { PrivacyLevel } from "../../engine/privacyLevels.ts"
import { accept, type Accepted } from "../../engine/Publishing.ts"
import { riskOf } from "../../engine/validatePost.ts"
import type { Backend } from "../Backend.ts"
import { type Decoder, readJson } from "../body.ts"
import type { Handler } from "../ContractApi.ts"
import type { MockContext } from "../RequestContext.ts"
import { takeRisk } from "../risk.ts"
import { type UploadEndpoint, uploadUrlOf } from "../uploadUrl.ts"
import type { WireResponse } from "../WireResponse.ts"
import { contractRules } from "./contractRules.ts"
import { refuse, succeed } from "./envelope.ts"
import {
  decodeInboxInit,
  decodePhotoInit,
  decodeVideoInit,
  type InboxInit,
  type PhotoInit,
  type VideoInit
} from "./schemas.ts"

/** Where the reference's examples send a video. */
export const uploadEndpoint: UploadEndpoint = { origin: "https://upload.tiktokapis.com", path: "/upload/v1/video/" }

/** Handles a direct video post. The reference has one response for both sources, so a pull has an upload_url too. */
export const initVideo: Handler = (c, backend) =>
  publish(c, backend, decodeVideoInit, videoPost, ({ post, upload }) => ({
    publish_id: post.publishId,
    upload_url: uploadUrlOf(c, backend.settings, upload, uploadEndpoint),
    upload_url_expires_in: backend.engine.rules.lifetimes.uploadUrl / 1_000
  }))

/** Handles a video draft. The reference's upload_url has a part number here. */
export const initInbox: Handler = (c, backend) =>
  publish(c, backend, decodeInboxInit, draftPost, ({ post, upload }) => ({
    publish_id: post.publishId,
    upload_url: `${uploadUrlOf(c, backend.settings, upload, uploadEndpoint)}&part_number=1`
  }))

/** Handles a photo post or photo draft. */
export const initPhotos: Handler = (c, backend) =>
  publish(c, backend, decodePhotoInit, photoPost, ({ post }) => ({ publish_id: post.publishId }))

const publish = <Body>(
  c: MockContext,
  backend: Backend,
  decode: Decoder<Body>,
  toRequest: (body: Body) => PostRequest,
  toData: (accepted: Accepted) => unknown
): WireResponse => {
  const { engine } = backend
  // Without a generator, because most requests come here.
  const body = readJson(c, backend, decode)
  const token = authenticate(engine, c.get("context").bearer)
  if (Result.isFailure(token)) return refuse(c, backend, token.failure)
  if (Result.isFailure(body)) return refuse(c, backend, body.failure)
  const request = toRequest(body.success)
  const risk = takeRisk(c, backend, riskOf(engine, request))
  if (Result.isFailure(risk)) return refuse(c, backend, risk.failure)
  const accepted = accept(engine, contractRules, token.success, request)
  if (Result.isFailure(accepted)) return refuse(c, backend, accepted.failure)
  c.get("context").publishId = accepted.success.post.publishId
  return succeed(c, toData(accepted.success))
}

const videoPost = ({ post_info: info, source_info }: VideoInit): PostRequest => ({
  media: "video",
  draft: false,
  caption: info.title ?? "",
  description: "",
  privacy: privacyOf(info.privacy_level),
  settings: settingsOf(info),
  source: sourceOf(source_info)
})

const draftPost = ({ post_info: info, source_info }: InboxInit): PostRequest => ({
  media: "video",
  draft: true,
  caption: info?.title ?? "",
  description: "",
  privacy: info?.privacy_level === undefined ? undefined : privacyOf(info.privacy_level),
  settings: settingsOf(info ?? {}),
  source: sourceOf(source_info)
})

const photoPost = ({ post_info: info, post_mode, source_info }: PhotoInit): PostRequest => ({
  media: "photo",
  draft: post_mode === "MEDIA_UPLOAD",
  caption: info?.title ?? "",
  description: info?.description ?? "",
  privacy: info?.privacy_level === undefined ? undefined : privacyOf(info.privacy_level),
  settings: settingsOf(info ?? {}),
  source: { _tag: "Urls", urls: source_info.photo_images.map((image) => new URL(image)) }
})

const privacyOf = (level: VideoInit["post_info"]["privacy_level"]): PrivacyLevel =>
  level === "PRIVATE" ? "SELF_ONLY" : level === "PUBLIC" ? "PUBLIC_TO_EVERYONE" : level

const settingsOf = (info: Partial<VideoInit["post_info"]> & { readonly auto_add_music?: boolean }): PostSettings => ({
  comments: info.disable_comment !== true,
  duets: info.disable_duet !== true,
  stitches: info.disable_stitch !== true,
  aigc: info.is_aigc === true,
  brandedContent: info.brand_content_toggle === true,
  ownBrand: info.brand_organic_toggle === true,
  autoMusic: info.auto_add_music === true,
  cover: info.video_cover_timestamp_ms
})

const sourceOf = (source: VideoInit["source_info"]): PostRequest["source"] =>
  source.source === "PULL_FROM_URL"
    ? { _tag: "Urls", urls: [new URL(source.video_url)] }
    : {
      _tag: "File",
      plan: { size: source.video_size, chunkSize: source.chunk_size, chunkCount: source.total_chunk_count }
    }
