import type { ByteRange } from "../../engine/chunkPlan.ts"
import type { UploadView } from "../../engine/UploadView.ts"
import { bytes, count, counted, span } from "../format.ts"
import { usePageContext } from "../PageContext.ts"
import { Table, Time } from "../parts.tsx"

// More cells would not be readable.
const MAX_CELLS = 240

/** The chunks of an upload as cells. */
export const ChunkMap = ({ upload }: { readonly upload: UploadView }) => {
  const { arriving, chunks, confirmed, plan, planned } = upload
  const ranges = planned.slice(0, MAX_CELLS)
  const percent = Math.floor(((confirmed + arriving) / plan.size) * 100)
  return (
    <div class="pad chunks" data-testid="chunks">
      <p class="chunks-sum">
        <strong class="num">{percent} %</strong>
        <span class="num">
          {bytes(confirmed + arriving)} of {bytes(plan.size)} received
          {arriving > 0 && <span class="quiet">, {bytes(confirmed)} confirmed</span>}
        </span>
        <span class="quiet num">{count(chunks.length)} of {counted(plan.chunkCount, "chunk")}</span>
      </p>
      <progress class="wide" max={100} value={percent} aria-label="Bytes received">{percent} %</progress>
      <ol class="cells" aria-hidden="true">
        {ranges.map((range, index) => {
          const cell = stateOf(range, confirmed)
          return <li class={cell} title={`Chunk ${index + 1}: bytes ${range.first} to ${range.last}, ${cell}`}></li>
        })}
      </ol>
      <p class="quiet">
        {plan.chunkCount > ranges.length && `Only the first ${count(ranges.length)} chunks are shown. `}
        <NextStep upload={upload} />
      </p>
    </div>
  )
}

const NextStep = ({ upload: { arriving, confirmed, expiresAt, state } }: { readonly upload: UploadView }) => {
  const { now } = usePageContext()
  if (state === "complete") return <>Every byte has arrived.</>
  if (state === "expired") return <>The upload URL has expired. The program must send a new init.</>
  if (arriving > 0) return <>A chunk is arriving. Its bytes are confirmed at its end.</>
  return (
    <>
      The next chunk starts at byte <span class="num">{count(confirmed)}</span>. The upload URL expires in{" "}
      {span(expiresAt - now)}.
    </>
  )
}

/** The planned and the received bytes of each chunk. */
export const ChunkTable = ({ upload: { chunks, planned } }: { readonly upload: UploadView }) => (
  <Table
    caption="Planned and received"
    columns={["Chunk", "Planned bytes", "Size", "Received bytes", "At", "Since the last chunk"]}
  >
    {planned.slice(0, MAX_CELLS).map((range, index) => {
      // A broken chunk can arrive in parts.
      const parts = chunks.filter(({ first }) => first >= range.first && first <= range.last)
      const last = parts.at(-1)
      const before = chunks.findLast(({ first }) => first < range.first)
      return (
        <tr data-key={`chunk-${index}`}>
          <th scope="row" class="num" data-label="Chunk">{index + 1}</th>
          <td class="num" data-label="Planned bytes">{rangeOf(range)}</td>
          <td class="num" data-label="Size">{bytes(range.last - range.first + 1)}</td>
          <td class="num" data-label="Received bytes">
            {last === undefined ? <span class="quiet">missing</span> : parts.map(rangeOf).join(" ")}
          </td>
          <td class="num" data-label="At">{last !== undefined && <Time at={last.at} />}</td>
          <td class="num" data-label="Since the last chunk">
            {last !== undefined && before !== undefined && `+ ${span(last.at - before.at)}`}
          </td>
        </tr>
      )
    })}
  </Table>
)

const rangeOf = ({ first, last }: ByteRange) => `${count(first)}–${count(last)}`

const stateOf = ({ first, last }: ByteRange, confirmed: number): "arrived" | "next" | "missing" =>
  confirmed > last ? "arrived" : confirmed >= first ? "next" : "missing"
