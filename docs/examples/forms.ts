import { type Duration, Effect } from "effect"
import { Creator, type Media, Post, PostForm, Publisher } from "effect-tiktok"

// #region form
/** The form to show before a video post. Compute it again each time the form is shown. */
export const formFor = Effect.fn("formFor")(function*(creator: Post.CreatorId, duration: Duration.Input) {
  const creators = yield* Creator.Creator
  return yield* PostForm.video(yield* creators.info(creator), { duration })
})
// #endregion form

// #region submit
/** What the creator chose. */
export interface Choices {
  readonly title: string
  readonly privacyLevel: Post.PrivacyLevel
  readonly comment: boolean
  readonly duet: boolean
  readonly stitch: boolean
  /** The options ticked, or `undefined` while disclosure is switched off. */
  readonly disclosure: { readonly yourBrand: boolean; readonly brandedContent: boolean } | undefined
}

/** Publishes what the creator chose, or fails with the rule that the choice breaks. */
export const submit = Effect.fn("submit")(
  function*(creator: Post.CreatorId, form: PostForm.PostForm, media: Media.Video, choices: Choices) {
    const publisher = yield* Publisher.Publisher
    const post = Post.video({
      media,
      title: choices.title,
      privacyLevel: choices.privacyLevel,
      disableComment: !choices.comment,
      disableDuet: !choices.duet,
      disableStitch: !choices.stitch,
      ...(choices.disclosure === undefined ? {} : yield* PostForm.disclose(choices.disclosure))
    })
    yield* PostForm.check(form, post)
    return yield* publisher.publish(creator, post)
  }
)
// #endregion submit
