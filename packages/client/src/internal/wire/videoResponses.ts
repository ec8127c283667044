import type * as Result from "effect/Result"
import type { Contract, WireResponse } from "../../model/contract.ts"
import type { VideoInfo, VideoPage } from "../../model/video.ts"
import { PostId } from "../../Post.ts"
import type { MalformedResponse, Refusal } from "../../TikTokError.ts"
import * as Envelope from "./envelope.ts"
import { countOf, fieldsOf, flagOf, idOf, secondsOf, textOf, timeOf } from "./wireValues.ts"

type Decoded<A> = Result.Result<A, Refusal | MalformedResponse>

/**
 * Decodes a page of videos. Leaves out a video without an id; no other field is
 * vital. The list ends when the cursor is unreadable.
 *
 * @internal
 */
export const decodePage = (contract: Contract["name"], response: WireResponse): Decoded<VideoPage> =>
  Envelope.decodeOptional(contract, response, (data) => ({
    videos: videosOf(data["videos"]),
    next: flagOf(data["has_more"]) === true ? countOf(data["cursor"]) : undefined
  }))

/** Decodes videos that were queried by id. @internal */
export const decodeVideos = (contract: Contract["name"], response: WireResponse): Decoded<ReadonlyArray<VideoInfo>> =>
  Envelope.decodeOptional(contract, response, (data) => videosOf(data["videos"]))

/** The fields to request. @internal */
export const fields = [
  "id",
  "create_time",
  "cover_image_url",
  "share_url",
  "video_description",
  "title",
  "duration",
  "width",
  "height",
  "embed_html",
  "embed_link",
  "like_count",
  "comment_count",
  "share_count",
  "view_count"
].join(",")

const videosOf = (videos: unknown): ReadonlyArray<VideoInfo> =>
  Array.isArray(videos) ? videos.flatMap((video) => videoOf(fieldsOf(video))) : []

const videoOf = (video: Readonly<Record<string, unknown>>): ReadonlyArray<VideoInfo> => {
  const id = idOf(video["id"])
  return id === undefined ? [] : [{
    id: PostId.make(id),
    createdAt: timeOf(video["create_time"]),
    coverUrl: textOf(video["cover_image_url"]),
    url: textOf(video["share_url"]),
    embedHtml: textOf(video["embed_html"]),
    embedUrl: textOf(video["embed_link"]),
    description: textOf(video["video_description"]),
    title: textOf(video["title"]),
    duration: secondsOf(video["duration"]),
    width: countOf(video["width"]),
    height: countOf(video["height"]),
    likeCount: countOf(video["like_count"]) ?? countOf(video["likes_count"]),
    commentCount: countOf(video["comment_count"]),
    shareCount: countOf(video["share_count"]),
    viewCount: countOf(video["view_count"])
  }]
}
