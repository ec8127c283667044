import type { PostView } from "../../engine/PostView.ts"
import { Icon } from "../icons.tsx"
import { usePageContext } from "../PageContext.ts"
import { mediaAddress } from "./preview.tsx"

/**
 * A frame of a post's kept video, which the script loads, or the icon of its kind. It says nothing that its row does not say.
 */
export const Thumbnail = ({ post }: { readonly post: PostView | undefined }) => {
  const context = usePageContext()
  return (
    <span class="thumb" aria-hidden="true">
      <Icon name={post?.kind === "photo" ? "photo" : "play"} />
      {post?.media?.isWhole === true && post.media.type.startsWith("video/") && (
        <video muted playsinline preload="none" tabindex={-1} src={`${mediaAddress(context, post)}#t=0.1`}></video>
      )}
    </span>
  )
}
