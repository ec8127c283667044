import type { PostView } from "../../engine/PostView.ts"
import { whyNothingIsKept } from "../../media/options.ts"
import { bytes } from "../format.ts"
import { Icon } from "../icons.tsx"
import { type PageContext, usePageContext } from "../PageContext.ts"
import { Handle } from "../parts.tsx"
import { privacyLabels } from "../privacyLabels.ts"

/** The post as a viewer in TikTok sees it. */
export const Preview = ({ post }: { readonly post: PostView }) => {
  const { caption, creator, description, publicPostIds, settings } = post
  const isPublic = publicPostIds.length > 0
  return (
    <figure class="phone" data-testid="preview">
      <div class={isPlayable(post) ? "screen plays" : "screen"}>
        <div class="screen-media">
          <Media post={post} />
        </div>
        <ul class="screen-side">
          <li>
            <Icon name="heart" />
            <span class="num">0</span>
            <span class="sr">likes</span>
          </li>
          <li>
            <Icon name="comment" />
            <span class="num">{settings.comments ? "0" : "off"}</span>
            <span class="sr">comments</span>
          </li>
          <li>
            <Icon name="share" />
            <span class="num">0</span>
            <span class="sr">shares</span>
          </li>
        </ul>
        <div class="screen-text">
          <p>
            <strong>{usePageContext().engine.state.creators.get(creator)?.displayName ?? creator}</strong>{" "}
            <span>
              <Handle of={creator} />
            </span>
          </p>
          <p class="screen-caption" data-testid="caption">{caption}</p>
          {description !== "" && <p class="screen-caption">{description}</p>}
          {settings.aigc && <p class="screen-mark">Creator labeled as AI-generated</p>}
          {settings.brandedContent && <p class="screen-mark">Paid partnership</p>}
          {!settings.brandedContent && settings.ownBrand && <p class="screen-mark">Promotional content</p>}
        </div>
      </div>
      <figcaption>
        <Icon name={isPublic ? "globe" : "lock"} />
        <span>{audience(post, isPublic)}</span>
      </figcaption>
    </figure>
  )
}

const isPlayable = ({ media, stage }: PostView): boolean => stage !== "failed" && media?.isWhole === true

/** Relative URL of the kept file. */
export const mediaAddress = ({ root }: PageContext, { publishId }: PostView): string =>
  `${root}../posts/${encodeURIComponent(publishId)}/media`

const Media = ({ post }: { readonly post: PostView }) => {
  const context = usePageContext()
  if (post.stage === "failed") return <p>Not visible: the post has failed.</p>
  if (post.urls.length > 0) return <p>The mock does not download pulled media.</p>
  if (isPlayable(post)) {
    return (
      <video controls loop playsinline preload="metadata" data-testid="video" src={mediaAddress(context, post)}></video>
    )
  }
  if (post.size === undefined || post.bytesReceived < post.size) return <p>The upload is not complete.</p>
  if (post.media !== undefined) return <p>The mock kept only the first {bytes(post.media.bytes)} of the file.</p>
  return <p>The file was not kept: {whyNothingIsKept(context.mock.settings().media)}.</p>
}

const audience = (post: PostView, isPublic: boolean): string => {
  if (post.stage === "failed") return "Not visible"
  if (isPublic) return "Visible to everyone"
  if (post.stage === "in-inbox") return "A draft, visible only to the creator"
  if (post.stage !== "published") return "Not published yet"
  return privacyLabels[post.privacy ?? "SELF_ONLY"].audience
}
