import type { JournalEntry } from "../../engine/JournalEntry.ts"
import { span } from "../format.ts"
import { ActionButton } from "../forms.tsx"
import { Page } from "../Page.tsx"
import type { View } from "../PageContext.ts"
import { Pager } from "../Pager.tsx"
import { pageBy } from "../paging.ts"
import { Badge, Empty, Filters, Handle, ItemLink, Live, StatusBadge, Time } from "../parts.tsx"
import { chosenRequests, RequestFilter } from "./requestFilter.tsx"

/** The journal, newest first. */
export const requests: View = (context) => {
  const shown = pageBy(context, chosenRequests(context).toReversed())
  return (
    <Page title="Requests" lead="Every request to the API, with hints. Secrets are masked.">
      <div class="bar">
        <Filters
          section="requests"
          name="show"
          entries={[
            ["", "All"],
            ["refused", "Refused or failed"],
            ["faults", "Hit by a fault"],
            ["unmatched", "Unknown path"],
            ["notes", "With notes"]
          ]}
        />
        <span class="actions">
          {shown.total > 0 && (
            <>
              <a
                class="button"
                href={`${context.root}requests.har?${context.query.toString()}`}
                download="tiktok-mock.har"
              >
                HAR
              </a>
              <a
                class="button"
                href={`${context.root}requests.json?${context.query.toString()}`}
                download="requests.json"
              >
                JSON
              </a>
            </>
          )}
          <ActionButton action="requests/clear" question="Remove every request from the journal?">
            Clear journal
          </ActionButton>
        </span>
      </div>
      <RequestFilter />
      <Live id="requests">
        {shown.items.length > 0
          ? (
            <>
              <section class="panel">
                <RequestList entries={shown.items} size="full" />
              </section>
              <Pager excerpt={shown} />
            </>
          )
          : context.mock.journal.entries().length > 0
          ? <Empty title="No matching requests">Choose another filter above.</Empty>
          : (
            <Empty title="No requests yet" command={`curl -i ${context.origin}/v2/user/info/`}>
              Send a request to the mock, and it appears here:
            </Empty>
          )}
      </Live>
    </Page>
  )
}

type Size = "brief" | "full"

/** Requests as rows that link to their pages. */
export const RequestList = (
  { entries, size }: { readonly entries: ReadonlyArray<JournalEntry>; readonly size: Size }
) => <ul class={`rows ${size} requests`}>{entries.map((entry) => <RequestRow entry={entry} size={size} />)}</ul>

const RequestRow = ({ entry, size }: { readonly entry: JournalEntry; readonly size: Size }) => {
  const { at, creator, duration, hint, id, method, path, status } = entry
  const isFull = size === "full"
  return (
    <li data-key={id} data-testid="request">
      <div class="row-state">
        <StatusBadge status={status} />
      </div>
      <div class="row-main">
        <p class="row-title">
          <ItemLink section="requests" id={id}>
            <span class="method">{method}</span> <span class="path">{isFull ? path : path.split("?")[0]}</span>
          </ItemLink>
        </p>
        {(isFull || hint !== undefined) && (
          <p class="quiet">
            <Subtitle entry={entry} />
          </p>
        )}
      </div>
      <div class="row-side quiet">
        {isFull && (
          <>
            <span>
              <Handle of={creator} />
            </span>
            {" "}
          </>
        )}
        <FaultBadge entry={entry} />
      </div>
      <div class="row-time num">
        {isFull && (
          <>
            <span class="quiet">{span(duration)}</span>
            {" "}
          </>
        )}
        <Time at={at} />
      </div>
    </li>
  )
}

/** The badge of a request that a fault has hit. */
export const FaultBadge = ({ entry: { fault } }: { readonly entry: JournalEntry }) =>
  fault === undefined ? null : <Badge tone="bad">{fault.replaceAll(",", ", ")}</Badge>

const Subtitle = ({ entry: { code, hint, notes, operation } }: { readonly entry: JournalEntry }) => {
  const problem = hint ?? notes[0]
  return (
    <>
      <code>{operation}</code>
      {code !== undefined && (
        <>
          {" "}· <code>{code}</code>
        </>
      )}
      {problem !== undefined && (
        <>
          {" "}· <span class={hint === undefined ? "remark" : "why"}>{problem}</span>
        </>
      )}
    </>
  )
}
