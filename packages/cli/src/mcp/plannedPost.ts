import { Duration, Effect, FileSystem, Schema, Stream } from "effect"
import { Media, Post } from "effect-tiktok"
import { createHash } from "node:crypto"
import { plainFailure } from "../output/plainFailure.ts"
import type { Target } from "../settings/connection.ts"
import { ToolRefused } from "./failure.ts"
import { allowedFile, type Pinned } from "./pinned.ts"

const describe = <S extends Schema.Top>(schema: S, description: string) =>
  Schema.optionalKey(schema).annotate({ description })

/** The settings of a post as an agent gives them, by the names of the library. */
export const postFields = {
  kind: Schema.Literals(["Video", "VideoDraft", "Photos", "PhotosDraft"]).annotate({
    description: "Video and Photos go to the creator's profile; the drafts to the inbox in the TikTok app"
  }),
  media: describe(Schema.NonEmptyString, "The video: path of a file, or an https URL that TikTok fetches"),
  images: describe(Schema.Array(Schema.String), "The photos: 1 to 35 https URLs on an address verified for the app"),
  privacyLevel: describe(Post.PrivacyLevel, "Who may see it. There is no default: ask the creator"),
  title: describe(Schema.String, "Caption of a video, at most 2200 UTF-16 units; title of photos, at most 90"),
  description: describe(Schema.String, "Caption of photos, at most 4000 UTF-16 units"),
  disableComment: describe(Schema.Boolean, "Must be given for a post to the profile: the creator decides"),
  disableDuet: describe(Schema.Boolean, "Must be given for a video to the profile"),
  disableStitch: describe(Schema.Boolean, "Must be given for a video to the profile"),
  coverSeconds: describe(
    Schema.Finite.check(Schema.isGreaterThanOrEqualTo(0)),
    "Position of the frame that is the cover"
  ),
  coverIndex: describe(Schema.Int, "Photo that is the cover, counted from 0"),
  autoAddMusic: describe(Schema.Boolean, "Let TikTok choose music for photos"),
  isAigc: describe(Schema.Boolean, "Made with artificial intelligence"),
  brandContent: describe(Schema.Boolean, "Paid partnership with a third party"),
  brandOrganic: describe(Schema.Boolean, "Promotes the creator's own business")
}

const PostInput = Schema.Struct(postFields)
export type PostInput = typeof PostInput.Type

/** A post whose media are as they were when they were looked at. */
export interface PlannedPost {
  readonly post: Post.Post
  /** What names the media: a digest of a file, or the URLs. */
  readonly media: ReadonlyArray<string>
  /** Bytes of a file. */
  readonly bytes?: number
}

const settings: { readonly [Kind in PostInput["kind"]]: ReadonlyArray<keyof PostInput> } = {
  Video: [
    "media",
    "privacyLevel",
    "title",
    "disableComment",
    "disableDuet",
    "disableStitch",
    "coverSeconds",
    "isAigc",
    "brandContent",
    "brandOrganic"
  ],
  VideoDraft: ["media"],
  Photos: [
    "images",
    "privacyLevel",
    "title",
    "description",
    "disableComment",
    "coverIndex",
    "autoAddMusic",
    "isAigc",
    "brandContent",
    "brandOrganic"
  ],
  PhotosDraft: ["images", "title", "description", "coverIndex"]
}

/** The post that an agent describes, with what names its media now. A setting of another kind is refused. */
export const toPost = Effect.fnUntraced(function*(pinned: Pinned, input: PostInput) {
  const { kind } = input
  const others = Object.keys(input).filter((name) =>
    name !== "kind" && !settings[kind].some((setting) => setting === name)
  )
  if (others.length > 0) return yield* wrong(`${others.join(", ")}: a ${kind} has no such setting`)
  const { brandContent, brandOrganic, coverIndex, description, disableComment, isAigc, title } = input
  const shared = { title, disableComment, brandContent, brandOrganic, isAigc }
  switch (kind) {
    case "Video": {
      const { coverSeconds, disableDuet, disableStitch } = input
      const [media, identity] = yield* videoOf(pinned, input.media)
      const privacyLevel = yield* required("privacyLevel", input.privacyLevel)
      const coverTimestamp = coverSeconds === undefined ? undefined : Duration.seconds(coverSeconds)
      return {
        ...identity,
        post: Post.video({ ...shared, media, privacyLevel, disableDuet, disableStitch, coverTimestamp })
      }
    }
    case "VideoDraft": {
      const [media, identity] = yield* videoOf(pinned, input.media)
      return { ...identity, post: Post.videoDraft({ media }) }
    }
    case "Photos": {
      const { autoAddMusic } = input
      const images = yield* required("images", input.images)
      const privacyLevel = yield* required("privacyLevel", input.privacyLevel)
      return {
        media: images,
        post: Post.photos({ ...shared, images, privacyLevel, description, coverIndex, autoAddMusic })
      }
    }
    case "PhotosDraft": {
      const images = yield* required("images", input.images)
      return { media: images, post: Post.photosDraft({ images, title, description, coverIndex }) }
    }
  }
})

/** Names a post: the same creator, server, media and settings give the same digest. */
export const digestOf = (
  { baseUrl, contract }: Pick<Target, "baseUrl" | "contract">,
  creator: Post.CreatorId,
  { media, post }: PlannedPost
): string =>
  createHash("sha256").update(
    JSON.stringify([baseUrl, contract.name, creator, media, { ...post, media: undefined, images: undefined }])
  ).digest("hex")

const wrong = (says: string) =>
  new ToolRefused({ code: "InvalidArguments", says, remedy: "Correct the arguments, and call it again." })

const required = <A>(name: string, value: A | undefined) =>
  value === undefined ? wrong(`${name} must be given`) : Effect.succeed(value)

const videoOf = Effect.fnUntraced(function*(pinned: Pinned, name: string | undefined) {
  const given = yield* required("media", name)
  if (/^https?:\/\//i.test(given)) return [Media.url(given), { media: [given] }] as const
  const path = yield* allowedFile(pinned, given)
  const { bytes, sha256 } = yield* hashOf(path)
  return [Media.file(path), { media: [sha256], bytes }] as const
})

const hashOf = Effect.fnUntraced(function*(path: string) {
  const fs = yield* FileSystem.FileSystem
  const hash = createHash("sha256")
  let bytes = 0
  yield* Stream.runForEach(fs.stream(path, { chunkSize: 1024 * 1024 }), (chunk) =>
    Effect.sync(() => {
      hash.update(chunk)
      bytes += chunk.length
    })).pipe(Effect.mapError(plainFailure(`cannot read ${path}`)))
  return { sha256: hash.digest("hex"), bytes }
})
