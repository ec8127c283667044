import type { CreatorInfo } from "effect-tiktok/Creator"
import * as Media from "effect-tiktok/Media"
import * as Post from "effect-tiktok/Post"
import * as PostForm from "effect-tiktok/PostForm"
import { InvalidInput } from "effect-tiktok/TikTokError"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as SchemaIssue from "effect/SchemaIssue"

/** A name of a record or creator: text that is not empty and has no lone surrogates. @internal */
export const name = (field: string, input: unknown, longest = 500): ReadonlyArray<InvalidInput> => {
  if (typeof input !== "string") return [new InvalidInput({ field, rule: "must be text" })]
  if (input === "") return [new InvalidInput({ field, rule: "must not be empty" })]
  // PostgreSQL stores no NUL, and its indexes no long text.
  return input.isWellFormed() && !input.includes("\0") && input.length <= longest
    ? []
    : [new InvalidInput({ field, rule: `must be up to ${longest} characters, without NUL and lone surrogates` })]
}

/** What breaks the shape of a post as data, or TikTok's rules that need no creator. @internal */
export const ofPost = (post: Post.Data): Effect.Effect<ReadonlyArray<InvalidInput>> =>
  Effect.match(Schema.encodeUnknownEffect(Post.Schema)(post), {
    onFailure: ({ issue }) => [new InvalidInput(ofIssue(issue))],
    onSuccess: () => ofCreator(anyone, post)
  })

/**
 * What TikTok's rules say against the post of this creator. A switch that the post leaves out follows the creator's
 * settings.
 *
 * @internal
 */
export const ofCreator = (info: CreatorInfo, post: Post.Data): ReadonlyArray<InvalidInput> => {
  switch (post._tag) {
    case "Photos":
      return PostForm.violations(PostForm.photos(info), {
        ...post,
        disableComment: post.disableComment ?? info.commentDisabled
      })
    case "PhotosDraft":
      return PostForm.violations(PostForm.photos(anyone), {
        ...post,
        _tag: "Photos",
        privacyLevel: "SELF_ONLY",
        disableComment: false
      })
    case "VideoDraft":
      return []
    case "Video":
      return PostForm.violations(Effect.runSync(Effect.orDie(PostForm.video(info))), {
        ...post,
        media: post.media._tag === "Named" ? Media.file(post.media.name) : post.media,
        disableComment: post.disableComment ?? info.commentDisabled,
        disableDuet: post.disableDuet ?? info.duetDisabled,
        disableStitch: post.disableStitch ?? info.stitchDisabled
      })
  }
}

/** A creator who may do everything. */
const anyone: CreatorInfo = {
  privacyLevels: Post.PrivacyLevel.literals,
  commentDisabled: false,
  duetDisabled: false,
  stitchDisabled: false
}

/** The first value that does not fit. */
const ofIssue = (issue: SchemaIssue.Issue): { readonly field: string; readonly rule: string } => {
  const [first] = SchemaIssue.makeFormatterStandardSchemaV1()(issue).issues
  const path = (first?.path ?? []).map((part) => String(typeof part === "object" ? part.key : part))
  return { field: ["post", ...path].join("."), rule: first?.message ?? "must be a post" }
}
