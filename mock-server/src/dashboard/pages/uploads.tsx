import type { UploadView } from "../../engine/UploadView.ts"
import { counted, span } from "../format.ts"
import { Page } from "../Page.tsx"
import { usePageContext, type View } from "../PageContext.ts"
import { Pager } from "../Pager.tsx"
import { pageBy } from "../paging.ts"
import { Empty, Handle, ItemLink, Live, Progress, type State, StateBadge } from "../parts.tsx"
import { captionOf } from "./posts.tsx"
import { Thumbnail } from "./thumbnail.tsx"

/** The uploads, newest first. */
export const uploads: View = (context) => {
  const all = context.mock.control.uploads().toReversed()
  const shown = pageBy(context, all)
  return (
    <Page title="Uploads" lead="Uploaded files and their chunks.">
      <Live id="uploads">
        {all.length === 0
          ? (
            <Empty title="No uploads yet" command="npx tiktok-mock --bandwidth 2MB">
              An init with <code>"source": "FILE_UPLOAD"</code> creates one. To watch its progress, limit the bandwidth:
            </Empty>
          )
          : (
            <>
              <section class="panel">
                <ul class="rows full">{shown.items.map((upload) => <UploadRow upload={upload} />)}</ul>
              </section>
              <Pager excerpt={shown} />
            </>
          )}
      </Live>
    </Page>
  )
}

/** Whether an upload still takes bytes. */
export const isOpen = ({ state }: UploadView): boolean => state === "waiting" || state === "receiving"

/** The badges of upload states. */
export const uploadStates: Readonly<Record<UploadView["state"], State>> = {
  waiting: ["waiting", "Awaiting bytes"],
  receiving: ["busy", "Uploading"],
  complete: ["good", "Complete"],
  expired: ["bad", "Expired"]
}

const UploadRow = ({ upload }: { readonly upload: UploadView }) => {
  const { arriving, confirmed, creator, expiresAt, plan, publishId, state, uploadId } = upload
  const { mock, now } = usePageContext()
  const post = mock.control.post(publishId)
  return (
    <li data-key={uploadId} data-testid="upload">
      <div class="row-state">
        <StateBadge state={uploadStates[state]} />
      </div>
      <div class="row-main">
        <Thumbnail post={post} />
        <p class="row-title">
          <ItemLink section="uploads" id={uploadId}>{post === undefined ? uploadId : captionOf(post)}</ItemLink>
        </p>
        <p class="quiet">
          <Handle of={creator} /> · {counted(plan.chunkCount, "chunk")}
        </p>
      </div>
      <div class="row-side">
        <Progress received={confirmed + arriving} size={plan.size} />
      </div>
      <div class="row-time num quiet">{isOpen(upload) && <>expires in {span(expiresAt - now)}</>}</div>
    </li>
  )
}
