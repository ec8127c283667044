import * as Result from "effect/Result"
import { authenticate, requireScope } from "../../engine/access.ts"
import type { Engine } from "../../engine/Engine.ts"
import { countCall } from "../../engine/limits.ts"
import { urlOf } from "../../engine/PostView.ts"
import { type Profile, profileOf, type ProfileVideo } from "../../engine/profile.ts"
import { SECOND } from "../../engine/time.ts"
import { appAndCreatorOf } from "../../engine/validatePost.ts"
import type { Backend } from "../Backend.ts"
import { type Decoder, readJson } from "../body.ts"
import type { Handler } from "../ContractApi.ts"
import type { MockContext } from "../RequestContext.ts"
import type { WireResponse } from "../WireResponse.ts"
import { contractRules } from "./contractRules.ts"
import { pick, readFieldNames } from "./fields.ts"
import { refuse, succeed } from "./responses.ts"
import { decodeVideoList, decodeVideoQuery } from "./schemas.ts"

const DEFAULT_COUNT = 10

/** Handles a video list call: the creator's public posts, newest first, in pages. */
export const listVideos: Handler = (c, backend) =>
  handleVideos(
    c,
    backend,
    "video.list",
    decodeVideoList,
    (profile, { cursor = Infinity, max_count = DEFAULT_COUNT }) => {
      const found = profile.before(cursor, max_count + 1)
      const page = found.slice(0, max_count)
      return {
        page,
        more: {
          cursor: page.at(-1)?.createdAt ?? (cursor === Infinity ? 0 : cursor),
          has_more: found.length > page.length
        }
      }
    }
  )

/** Handles a video query call: the creator's public posts with the given ids. */
export const queryVideos: Handler = (c, backend) =>
  handleVideos(c, backend, "video.query", decodeVideoQuery, (profile, { filters }) => ({
    page: [...new Set(filters.video_ids)].flatMap((id) => profile.find(id) ?? [])
      .toSorted((left, right) => right.createdAt - left.createdAt),
    more: {}
  }))

const handleVideos = <Body>(
  c: MockContext,
  backend: Backend,
  operation: "video.list" | "video.query",
  decode: Decoder<Body>,
  choose: (profile: Profile, body: Body) => {
    readonly page: ReadonlyArray<ProfileVideo>
    readonly more: object
  }
): WireResponse => {
  const { engine } = backend
  const body = readJson(c, backend, decode, engine.rules.switches.unknownBodyKeys)
  const data = Result.gen(function*() {
    const token = yield* authenticate(engine, c.get("context").bearer)
    yield* requireScope(token, ["video.list"])
    const { creator } = yield* appAndCreatorOf(engine, token)
    const names = yield* readFieldNames(c, fieldNames)
    const request = yield* body
    yield* countCall(engine, contractRules, token, operation)
    const { more, page } = choose(profileOf(engine, creator), request)
    return { videos: page.map((video) => pick(videoOf(engine, video), names)), ...more }
  })
  return Result.isFailure(data) ? refuse(c, backend, data.failure) : succeed(c, data.success)
}

const fieldNames = [
  "id",
  "create_time",
  "cover_image_url",
  "share_url",
  "video_description",
  "duration",
  "height",
  "width",
  "title",
  "embed_html",
  "embed_link",
  "like_count",
  "comment_count",
  "share_count",
  "view_count",
  "is_aigc"
] as const

/** The most characters of `title` and `video_description`, from TikTok's page on the video object. */
const longestTitle = 150

// Without a header that can be read, duration and size are constants. Counts always are.
const videoOf = (
  engine: Engine,
  video: ProfileVideo
): Readonly<Record<(typeof fieldNames)[number], unknown>> => {
  const { aigc, caption, createdAt, facts, postId } = video
  const shareUrl = urlOf(engine, video, postId)
  const title = engine.rules.switches.longTitles === "cut"
    ? Array.from(caption).slice(0, longestTitle).join("")
    : caption
  const embedLink = `https://www.tiktok.com/embed/v2/${postId}`
  return {
    id: postId,
    create_time: Math.floor(createdAt / SECOND),
    cover_image_url: `https://p16-sign.tiktokcdn.com/${postId}.jpeg`,
    share_url: shareUrl,
    video_description: title,
    duration: Math.floor(facts?.seconds ?? 15),
    height: facts?.height ?? 1_920,
    width: facts?.width ?? 1_080,
    title,
    embed_html: `<iframe src="${embedLink}"></iframe>`,
    embed_link: embedLink,
    like_count: 0,
    comment_count: 0,
    share_count: 0,
    view_count: 0,
    is_aigc: aigc
  }
}
