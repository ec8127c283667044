import { html } from "hono/html"
import type { ByteRange } from "../../engine/chunkPlan.ts"
import type { UploadView } from "../../engine/UploadView.ts"
import { bytes, count, counted, span } from "../format.ts"
import type { Markup, Visit } from "../Page.ts"
import { moment, table } from "../parts.ts"

// More cells than this say nothing that a row of fewer would not.
const MAX_CELLS = 240

/** The chunks of an upload as cells that fill. */
export const chunkMap = (
  { now }: Visit,
  { chunks, confirmed, expiresAt, plan, planned, state }: UploadView
): Markup => {
  const ranges = planned.slice(0, MAX_CELLS)
  const percent = Math.floor((confirmed / plan.size) * 100)
  return html`<div class="pad chunks" data-testid="chunks">
    <p class="chunks-sum"><strong class="num">${percent} %</strong> <span class="num">${bytes(confirmed)} of ${
    bytes(plan.size)
  } confirmed</span> <span class="quiet num">${count(chunks.length)} of ${counted(plan.chunkCount, "chunk")}</span></p>
    <progress class="wide" max="100" value="${percent}" aria-label="Bytes confirmed">${percent} %</progress>
    <ol class="cells" aria-hidden="true">${
    ranges.map(({ first, last }, index) => {
      const cell = stateOf({ first, last }, confirmed)
      return html`<li class="${cell}" title="Chunk ${index + 1}: bytes ${first} to ${last}, ${cell}"></li>`
    })
  }</ol>
    <p class="quiet">${plan.chunkCount > ranges.length ? `The first ${count(ranges.length)} chunks are drawn. ` : ""}${
    state === "complete"
      ? "Every byte is here."
      : state === "expired"
      ? "The upload address has expired: the program must initialise again."
      : html`The next chunk begins at byte <span class="num">${count(confirmed)}</span>; the address expires in ${
        span(expiresAt - now)
      }.`
  }</p>
  </div>`
}

/** What was announced against what came, chunk by chunk. */
export const planAgainstArrival = ({ now }: Visit, { chunks, planned }: UploadView): Markup => {
  const rows = planned.slice(0, MAX_CELLS).map((range, index) => {
    // A chunk that broke off may have come in several parts.
    const parts = chunks.filter(({ first }) => first >= range.first && first <= range.last)
    const last = parts.at(-1)
    const before = chunks.findLast(({ first }) => first < range.first)
    return html`<tr data-key="chunk-${index}"><th scope="row" class="num">${index + 1}</th>
      <td class="num">${rangeOf(range)}</td><td class="num">${bytes(range.last - range.first + 1)}</td>
      <td class="num">${
      last === undefined ? html`<span class="quiet">missing</span>` : parts.map((part) => html`${rangeOf(part)} `)
    }</td>
      <td class="num">${last === undefined ? "" : moment(last.at, now)}</td>
      <td class="num">${last === undefined || before === undefined ? "" : `+ ${span(last.at - before.at)}`}</td></tr>`
  })
  return table(
    "Plan and arrival",
    ["Chunk", "Planned bytes", "Size", "Arrived bytes", "At", "After the one before"],
    rows
  )
}

const rangeOf = ({ first, last }: ByteRange) => `${count(first)}–${count(last)}`

const stateOf = ({ first, last }: ByteRange, confirmed: number): "arrived" | "next" | "missing" =>
  confirmed > last ? "arrived" : confirmed >= first ? "next" : "missing"
