import * as Result from "effect/Result"
import { authenticate } from "../../engine/access.ts"
import type { PostRequest } from "../../engine/Post.ts"
import { accept, type Accepted } from "../../engine/Publishing.ts"
import type { Switches } from "../../engine/Switches.ts"
import { riskOf } from "../../engine/validatePost.ts"
import type { Backend } from "../Backend.ts"
import { type Decoder, readJson } from "../body.ts"
import type { Handler } from "../ContractApi.ts"
import { WireProblem } from "../Problem.ts"
import type { MockContext } from "../RequestContext.ts"
import { takeRisk } from "../risk.ts"
import { type UploadEndpoint, uploadUrlOf } from "../uploadUrl.ts"
import type { WireResponse } from "../WireResponse.ts"
import { contractRules } from "./contractRules.ts"
import { refuse, succeed } from "./responses.ts"
import {
  decodeInboxInit,
  decodePhotoInit,
  decodeVideoInit,
  type InboxInit,
  type PhotoInit,
  type VideoInit
} from "./schemas.ts"

/** Where the examples of TikTok's documents send a video. */
export const uploadEndpoint: UploadEndpoint = { origin: "https://open-upload.tiktokapis.com", path: "/video/" }

/** Handles a direct video post. */
export const initVideo: Handler = (c, backend) => publish(c, backend, decodeVideoInit, videoPost)

/** Handles a video draft. The creator chooses caption and privacy in the app. */
export const initInbox: Handler = (c, backend) => publish(c, backend, decodeInboxInit, draftPost)

/** Handles a photo post or photo draft. */
export const initPhotos: Handler = (c, backend) => publish(c, backend, decodePhotoInit, photoPost)

const publish = <Body>(
  c: MockContext,
  backend: Backend,
  decode: Decoder<Body>,
  toRequest: (body: Body, switches: Switches) => Result.Result<PostRequest, WireProblem>
): WireResponse => {
  const { settings, engine } = backend
  const { switches } = engine.rules
  // Without a generator, because most requests come here.
  const body = readJson(c, backend, decode, switches.unknownBodyKeys)
  const token = authenticate(engine, c.get("context").bearer)
  if (Result.isFailure(token)) return refuse(c, backend, token.failure)
  if (Result.isFailure(body)) return refuse(c, backend, body.failure)
  const request = toRequest(body.success, switches)
  if (Result.isFailure(request)) return refuse(c, backend, request.failure)
  const risk = takeRisk(c, backend, riskOf(engine, request.success))
  if (Result.isFailure(risk)) return refuse(c, backend, risk.failure)
  const accepted = accept(engine, contractRules, token.success, request.success)
  if (Result.isFailure(accepted)) return refuse(c, backend, accepted.failure)
  c.get("context").publishId = accepted.success.post.publishId
  return succeed(c, toData(accepted.success, (upload) => uploadUrlOf(c, settings, upload, uploadEndpoint)))
}

const toData = ({ post, upload }: Accepted, urlOf: (upload: Accepted["upload"]) => string) => ({
  publish_id: post.publishId,
  upload_url: upload.plan === undefined ? undefined : urlOf(upload)
})

const videoPost = (
  { post_info: info, source_info }: VideoInit,
  switches: Switches
): Result.Result<PostRequest, WireProblem> =>
  Result.map(checkBrandToggles(info, switches), () => ({
    media: "video",
    draft: false,
    caption: info.title ?? "",
    description: "",
    privacy: info.privacy_level,
    settings: {
      ...interactionsOf(info),
      duets: info.disable_duet !== true,
      stitches: info.disable_stitch !== true,
      aigc: info.is_aigc === true,
      autoMusic: false,
      cover: info.video_cover_timestamp_ms
    },
    source: sourceOf(source_info)
  }))

const draftPost = ({ source_info }: InboxInit): Result.Result<PostRequest, WireProblem> =>
  Result.succeed({
    media: "video",
    draft: true,
    caption: "",
    description: "",
    privacy: undefined,
    settings: {
      ...interactionsOf({}),
      duets: true,
      stitches: true,
      aigc: false,
      autoMusic: false,
      cover: undefined
    },
    source: sourceOf(source_info)
  })

const photoPost = (
  { is_aigc, post_info: info, post_mode, source_info }: PhotoInit,
  switches: Switches
): Result.Result<PostRequest, WireProblem> => {
  const draft = post_mode === "MEDIA_UPLOAD"
  const places = { "top-level": [is_aigc], "post-info": [info.is_aigc], either: [is_aigc, info.is_aigc] }
  return Result.map(draft ? Result.succeed(undefined) : checkBrandToggles(info, switches), () => ({
    media: "photo",
    draft,
    caption: info.title ?? "",
    description: info.description ?? "",
    // A draft uses only title and description.
    privacy: draft ? undefined : info.privacy_level,
    settings: {
      ...interactionsOf(draft ? {} : info),
      duets: false,
      stitches: false,
      aigc: places[switches.photoAigc].includes(true),
      autoMusic: !draft && info.auto_add_music === true,
      cover: source_info.photo_cover_index
    },
    source: { _tag: "Urls", urls: source_info.photo_images.map((image) => new URL(image)) }
  }))
}

type Interactions = Pick<
  VideoInit["post_info"],
  "disable_comment" | "brand_content_toggle" | "brand_organic_toggle"
>

const interactionsOf = (info: Interactions) => ({
  comments: info.disable_comment !== true,
  brandedContent: info.brand_content_toggle === true,
  ownBrand: info.brand_organic_toggle === true
})

const checkBrandToggles = (info: Interactions, { brandToggles }: Switches): Result.Result<void, WireProblem> => {
  const missing = (["brand_content_toggle", "brand_organic_toggle"] as const).find((name) => info[name] === undefined)
  return brandToggles === "required" && missing !== undefined
    ? Result.fail(WireProblem.Malformed({ field: `post_info.${missing}`, rule: "is missing" }))
    : Result.succeed(undefined)
}

const sourceOf = (source: VideoInit["source_info"]): PostRequest["source"] =>
  source.source === "PULL_FROM_URL"
    ? { _tag: "Urls", urls: [new URL(source.video_url)] }
    : {
      _tag: "File",
      plan: { size: source.video_size, chunkSize: source.chunk_size, chunkCount: source.total_chunk_count }
    }
