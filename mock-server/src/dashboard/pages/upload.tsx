import { bytes } from "../format.ts"
import { ActionButton } from "../forms.tsx"
import { Page } from "../Page.tsx"
import type { View } from "../PageContext.ts"
import { Fact, Facts, ItemLink, Live, Panel, StateBadge, Time } from "../parts.tsx"
import { ChunkMap, ChunkTable } from "./chunkMap.tsx"
import { captionOf } from "./posts.tsx"
import { isOpen, uploadStates } from "./uploads.tsx"

/** One upload and its chunks. */
export const upload: View = ({ id, mock }) => {
  const found = mock.control.uploads().find(({ uploadId }) => uploadId === id)
  if (found === undefined) return undefined
  const { expiresAt, plan, publishId, sha256, state } = found
  const post = mock.control.post(publishId)
  return (
    <Page
      title="Upload"
      lead={
        <>
          For the post{" "}
          <ItemLink section="posts" id={publishId}>{post === undefined ? publishId : captionOf(post)}</ItemLink>
        </>
      }
      above={{ href: "uploads", title: "Uploads" }}
    >
      <Live id="chunks">
        <Panel title="Chunks" beside={<StateBadge state={uploadStates[state]} />}>
          <ChunkMap upload={found} />
        </Panel>
      </Live>
      <Live id="plan">
        <Panel title="Planned and received">
          <ChunkTable upload={found} />
        </Panel>
      </Live>
      <Live id="facts">
        <Panel
          title="Details"
          beside={isOpen(found) && (
            <ActionButton action="uploads/expire" fields={{ publishId }}>Expire now</ActionButton>
          )}
        >
          <Facts>
            <Fact name="Upload id">
              <code>{id}</code>
            </Fact>
            <Fact name="Publish id">
              <code>{publishId}</code>
            </Fact>
            <Fact name="Video size">{bytes(plan.size)} ({plan.size} bytes)</Fact>
            <Fact name="Chunk size">{bytes(plan.chunkSize)} ({plan.chunkSize} bytes)</Fact>
            <Fact name="SHA-256">{sha256 !== undefined && <code>{sha256}</code>}</Fact>
            <Fact name="Expires">
              <Time at={expiresAt} />
            </Fact>
          </Facts>
        </Panel>
      </Live>
    </Page>
  )
}
