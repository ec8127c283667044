import { arrivingBytes } from "../../engine/arriving.ts"
import type { PostView } from "../../engine/PostView.ts"
import { Page } from "../Page.tsx"
import { type PageContext, usePageContext, type View } from "../PageContext.ts"
import { Pager } from "../Pager.tsx"
import { pageBy } from "../paging.ts"
import { Empty, Filters, Handle, ItemLink, Live, Progress, StageBadge, Time } from "../parts.tsx"
import { Thumbnail } from "./thumbnail.tsx"

/** Whether the outcome of a post is still open. */
export const isInProgress = ({ settledAt }: PostView): boolean => settledAt === undefined

const kinds = {
  "": () => true,
  "in-progress": isInProgress,
  published: ({ stage }) => stage === "published" || stage === "in-inbox",
  failed: ({ stage }) => stage === "failed"
} as const satisfies Record<string, (post: PostView) => boolean>

const isKind = (word: string): word is keyof typeof kinds => Object.hasOwn(kinds, word)

/** Every post, newest first. */
export const posts: View = (context) => {
  const word = context.query.get("show") ?? ""
  const all = context.mock.control.posts().toReversed()
  const shown = pageBy(context, all.filter(isKind(word) ? kinds[word] : kinds[""]))
  return (
    <Page title="Posts" lead="The posts of all programs, newest first.">
      <Filters
        section="posts"
        name="show"
        entries={[["", "All"], ["in-progress", "In progress"], ["published", "Published"], ["failed", "Failed"]]}
      />
      <Live id="posts">
        {shown.items.length > 0
          ? (
            <>
              <section class="panel">
                <PostList posts={shown.items} size="full" />
              </section>
              <Pager excerpt={shown} />
            </>
          )
          : all.length > 0
          ? <Empty title="No matching posts">Choose another filter above.</Empty>
          : <NoPost />}
      </Live>
    </Page>
  )
}

const NoPost = () => (
  <Empty
    title="No posts yet"
    command={`TIKTOK_BASE_URL=${usePageContext().origin} npx tiktok publish video my.mp4 --privacy SELF_ONLY`}
  >
    A program creates one with <code>POST /v2/post/publish/video/init/</code> and a token. This command does it:
  </Empty>
)

type Size = "brief" | "full"

/** Posts as rows that link to their pages. */
export const PostList = ({ posts, size }: { readonly posts: ReadonlyArray<PostView>; readonly size: Size }) => (
  <ul class={`rows ${size}`}>{posts.map((post) => <PostRow post={post} size={size} />)}</ul>
)

const PostRow = ({ post, size }: { readonly post: PostView; readonly size: Size }) => (
  <li data-key={post.publishId} data-testid="post">
    <div class="row-state">
      <StageBadge stage={post.stage} />
    </div>
    <div class="row-main">
      <Thumbnail post={post} />
      <p class="row-title">
        <ItemLink section="posts" id={post.publishId}>{captionOf(post)}</ItemLink>
      </p>
      <p class="quiet">
        <Handle of={post.creator} /> ·{" "}
        {post.failReason === undefined ? describe(post) : <code class="why">{post.failReason}</code>}
      </p>
    </div>
    {size === "full" && (
      <div class="row-side">
        {post.stage === "awaiting-upload"
          ? <Progress received={receivedOf(usePageContext(), post)} size={post.size ?? 0} />
          : <code class="id">{post.publishId}</code>}
      </div>
    )}
    <div class="row-time num">
      <Time at={post.createdAt} />
    </div>
  </li>
)

/** Number of bytes of a post's media that have arrived, also those of a chunk that is still arriving. */
export const receivedOf = ({ engine }: PageContext, { bytesReceived, publishId }: PostView): number => {
  const upload = engine.state.uploads.get(engine.state.posts.get(publishId)?.uploadId ?? "")
  return bytesReceived + (upload === undefined ? 0 : arrivingBytes(engine, upload))
}

/** The caption, or a title for a post without one. */
export const captionOf = ({ caption, draft, kind }: PostView): string =>
  caption.trim() === "" ? `Untitled ${draft ? "draft" : kind}` : caption

export const describe = ({ draft, kind, privacy, urls }: PostView): string =>
  [
    `${kind} ${urls.length > 0 ? "by URL" : "by upload"}`,
    draft ? "draft for the inbox" : undefined,
    privacy?.toLowerCase().replaceAll("_", " ")
  ].filter((part) => part !== undefined).join(" · ")
