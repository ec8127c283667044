import { failReasons } from "../../engine/failReasons.ts"
import type { PostView } from "../../engine/PostView.ts"
import { privacyLevels } from "../../engine/privacyLevels.ts"
import { bytes } from "../format.ts"
import { ActionButton, Field, Form, SelectField } from "../forms.tsx"
import { Page } from "../Page.tsx"
import { usePageContext, type View } from "../PageContext.ts"
import { CopyButton, Fact, Facts, Handle, ItemLink, Live, None, Panel, StageBadge, Time } from "../parts.tsx"
import { privacyLabels } from "../privacyLabels.ts"
import { ChunkMap } from "./chunkMap.tsx"
import { isAbout } from "./isAbout.ts"
import { captionOf, describe, isInProgress } from "./posts.tsx"
import { mediaAddress, Preview } from "./preview.tsx"
import { RequestList } from "./requests.tsx"
import { Timeline } from "./timeline.tsx"
import { OutcomeBadge } from "./webhooks.tsx"

/** One post: its lifecycle, preview and actions. */
export const post: View = ({ id, mock }) => {
  const found = mock.control.post(id)
  if (found === undefined) return undefined
  const entries = mock.journal.find(({ publishId }) => publishId === id).toReversed()
  return (
    <Page
      title={captionOf(found)}
      lead={
        <>
          <Handle of={found.creator} /> · {describe(found)}
        </>
      }
      above={{ href: "posts", title: "Posts" }}
    >
      <div class="columns post">
        <div>
          <Live id="life">
            <Panel title="Lifecycle" beside={<StageBadge stage={found.stage} />}>
              <Timeline of={found} />
            </Panel>
          </Live>
          <Live id="actions-panel">
            <PostActions post={found} />
          </Live>
          <Live id="upload">
            <UploadOf post={found} />
          </Live>
          <Live id="details">
            <Panel title="Details">
              <Details post={found} />
            </Panel>
          </Live>
          <Live id="post-webhooks">
            <WebhooksOf post={found} />
          </Live>
          <Live id="post-requests">
            <Panel title="Requests">
              {entries.length === 0
                ? <None>The journal has none.</None>
                : <RequestList entries={entries.slice(0, 20)} size="brief" />}
            </Panel>
          </Live>
        </div>
        <aside aria-label="Preview">
          <Live id="preview">
            <Preview post={found} />
          </Live>
        </aside>
      </div>
    </Page>
  )
}

const PostActions = ({ post }: { readonly post: PostView }) => {
  const { draft, publicPostIds, publishId, stage } = post
  const fields = { publishId }
  const isOpen = isInProgress(post)
  const canShare = draft && (stage === "in-inbox" || stage === "published")
  const canHide = publicPostIds.length > 0
  return (
    <Panel title="Advance">
      <div class="actions-panel">
        {!isOpen && !canShare && !canHide && <p class="quiet">The post is complete.</p>}
        {isOpen && (
          <>
            <ActionButton action="posts/complete" fields={fields} tone="primary">
              {draft ? "Send to inbox" : "Publish now"}
            </ActionButton>
            <Form action="posts/fail" fields={fields}>
              <Field label="Reason">
                <input
                  name="reason"
                  list="reasons"
                  required
                  value="file_format_check_failed"
                  autocomplete="off"
                  size={26}
                />
              </Field>
              <datalist id="reasons">{failReasons.map((reason) => <option value={reason}></option>)}</datalist>
              <button class="button danger">Fail post</button>
            </Form>
          </>
        )}
        {canShare && (
          <Form action="posts/share" fields={fields}>
            <SelectField
              label="Visible to"
              name="privacy"
              entries={privacyLevels.map((level) => [level, privacyLabels[level].choice])}
            />
            <button class="button primary">Publish draft</button>
          </Form>
        )}
        {canHide && <ActionButton action="posts/hide" fields={fields} tone="danger">Hide post</ActionButton>}
        {stage === "awaiting-upload" && (
          <ActionButton action="uploads/expire" fields={fields}>Expire upload URL</ActionButton>
        )}
      </div>
    </Panel>
  )
}

const UploadOf = ({ post }: { readonly post: PostView }) => {
  const upload = usePageContext().mock.control.uploads().find(({ publishId }) => publishId === post.publishId)
  return upload === undefined ?
    null :
    (
      <Panel title="Upload" beside={<ItemLink section="uploads" id={upload.uploadId}>All chunks</ItemLink>}>
        <ChunkMap upload={upload} />
      </Panel>
    )
}

const WebhooksOf = ({ post: { publishId } }: { readonly post: PostView }) => {
  const deliveries = usePageContext().mock.webhooks.deliveries().filter((delivery) => isAbout(delivery, publishId))
  return deliveries.length === 0 ?
    null :
    (
      <Panel title="Webhooks">
        <ul class="rows brief">
          {deliveries.map((delivery) => (
            <li data-key={delivery.id} data-testid="post-webhook">
              <div class="row-state">
                <OutcomeBadge delivery={delivery} />
              </div>
              <div class="row-main">
                <ItemLink section="webhooks" id={delivery.id}>
                  <code>{delivery.event}</code>
                </ItemLink>
              </div>
              <div class="row-time num">
                <Time at={delivery.at} />
              </div>
            </li>
          ))}
        </ul>
      </Panel>
    )
}

const Details = ({ post }: { readonly post: PostView }) => {
  const context = usePageContext()
  const { creator, media, postId, privacy, publicPostIds, publishId, sha256, size, url, urls } = post
  return (
    <Facts>
      <Fact name="Publish id">
        <code>{publishId}</code> <CopyButton text={publishId} what="the publish id" />
      </Fact>
      <Fact name="Post id">{postId !== undefined && <code>{postId}</code>}</Fact>
      <Fact name="URL">{url !== undefined && <code>{url}</code>}</Fact>
      <Fact name="Public ids">{publicPostIds.length > 0 && <code>{publicPostIds.join(", ")}</code>}</Fact>
      <Fact name="Creator">
        <Handle of={creator} /> ({creator})
      </Fact>
      <Fact name="Privacy">{privacy === undefined ? "not chosen yet" : <code>{privacy}</code>}</Fact>
      <Fact name="Settings">{describeSettings(post)}</Fact>
      <Fact name="Description">{post.description}</Fact>
      <Fact name="Pulled from">{urls.length > 0 && urls.map((url) => <code class="block">{url}</code>)}</Fact>
      <Fact name="Size">{size !== undefined && `${bytes(size)} (${size} bytes)`}</Fact>
      <Fact name="SHA-256">{sha256 !== undefined && <code>{sha256}</code>}</Fact>
      <Fact name="File">
        {media !== undefined && (
          <>
            <a href={mediaAddress(context, post)} download={fileName(media.path)}>
              Download {media.isWhole ? "file" : `the first ${bytes(media.bytes)}`}
            </a>, stored as <code>{media.path}</code>
          </>
        )}
      </Fact>
      <Fact name="Accepted">
        <Time at={post.createdAt} />
      </Fact>
    </Facts>
  )
}

const describeSettings = ({ settings }: PostView): string => {
  const marks = [
    settings.comments ? undefined : "comments off",
    settings.duets ? undefined : "duets off",
    settings.stitches ? undefined : "stitches off",
    settings.aigc ? "made by AI" : undefined,
    settings.brandedContent ? "paid partnership" : undefined,
    settings.ownBrand ? "promotes the creator's own business" : undefined,
    settings.autoMusic ? "music added" : undefined
  ].filter((mark) => mark !== undefined)
  return marks.length === 0 ? "everything allowed" : marks.join(", ")
}

const fileName = (path: string) => path.split(/[\\/]/).at(-1) ?? ""
