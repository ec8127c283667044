import type { JournalEntry, JournalMessage } from "../../engine/JournalEntry.ts"
import { assertionOf, curlOf, fetchOf, sendsFile } from "../copyAs.ts"
import { bytes, span } from "../format.ts"
import { ActionButton } from "../forms.tsx"
import { Page } from "../Page.tsx"
import { usePageContext, type View } from "../PageContext.ts"
import {
  CopyButton,
  Fact,
  Facts,
  Handle,
  ItemLink,
  None,
  pageOf,
  Panel,
  Snippet,
  StatusBadge,
  Time
} from "../parts.tsx"
import { readableBody } from "../readableBody.ts"
import { hasMaskedSecret, withSecrets } from "../secrets.ts"
import { Comparison } from "./compare.tsx"
import { isAbout } from "./isAbout.ts"
import { FaultBadge } from "./requests.tsx"

/** One request and its response. */
export const request: View = ({ id, mock }) => {
  const [entry] = mock.journal.find({ id })
  if (entry === undefined) return undefined
  return (
    <Page
      title={`${entry.method} ${entry.path.split("?")[0] ?? ""}`}
      above={{ href: "requests", title: "Requests" }}
    >
      <Findings entry={entry} />
      <div class="columns">
        <div>
          <Panel title="Summary">
            <Summary entry={entry} />
          </Panel>
          <Panel title="Request">
            <Message message={entry.request} />
          </Panel>
          <Panel title="Response">
            {entry.response === undefined
              ? <None>The connection ended without a response.</None>
              : <Message message={entry.response} />}
          </Panel>
        </div>
        <Commands entry={entry} />
      </div>
      <Comparison entry={entry} />
    </Page>
  )
}

/** The request as commands and code to paste. */
const Commands = ({ entry }: { readonly entry: JournalEntry }) => {
  const { engine, mock, origin, query, root } = usePageContext()
  const isMasked = hasMaskedSecret(entry)
  const areShown = query.has("secrets")
  const shown = areShown ? withSecrets(engine, entry) : entry
  const { code, method, operation, path, status } = entry
  const like = mock.journal.find(operation === "unknown" ? { method, path, status } : { operation, status, code })
  return (
    <Panel
      title="Repeat it"
      beside={
        <span class="actions">
          {isMasked && (
            <a class="button" href={`${root}${pageOf("requests", entry.id)}${areShown ? "" : "?secrets=1"}`}>
              {areShown ? "Hide secrets" : "Show secrets"}
            </a>
          )}
          <ActionButton action="requests/again" fields={{ id: entry.id }}>Send again</ActionButton>
        </span>
      }
    >
      <div class="pad snippets">
        <h3>curl</h3>
        <Snippet text={curlOf(origin, shown)} what="the request as curl" />
        <h3>fetch</h3>
        <Snippet text={fetchOf(origin, shown)} what="the request as fetch" />
        <h3>Assertion</h3>
        <Snippet text={assertionOf(entry, like.length)} what="the assertion" />
        {sendsFile(entry) && <p class="quiet">The journal does not keep files: these send zeros.</p>}
        {entry.request.isCut && entry.request.body !== undefined && (
          <p class="quiet">The journal has only the start of the body.</p>
        )}
        {isMasked && !areShown && <p class="quiet">Secrets are masked until you show them.</p>}
        {areShown && hasMaskedSecret(shown) && (
          <p class="quiet">What is still masked was not issued by this mock, or is no longer valid.</p>
        )}
      </div>
    </Panel>
  )
}

/** The hint, faults and notes of a request; nothing when there are none. */
const Findings = ({ entry: { fault, hint, notes } }: { readonly entry: JournalEntry }) => {
  const isWrong = hint !== undefined || fault !== undefined
  if (!isWrong && notes.length === 0) return null
  return (
    <div class={`verdict ${isWrong ? "wrong" : "remark"}`} data-testid="verdict">
      {hint !== undefined && (
        <p>
          <strong>Hint:</strong> {hint}
        </p>
      )}
      {fault !== undefined && (
        <p>
          <strong>Fault:</strong> <code>{fault}</code>. This is not an error of the program.
        </p>
      )}
      {notes.map((note) => (
        <p>
          <strong>Note:</strong> {note}
        </p>
      ))}
    </div>
  )
}

const Summary = ({ entry }: { readonly entry: JournalEntry }) => {
  const { code, creator, logId, path, publishId } = entry
  const context = usePageContext()
  const upload = [...context.engine.state.uploads.values()].find((known) => known.publishId === publishId)
  const deliveries = publishId === undefined
    ? []
    : context.mock.webhooks.deliveries().filter((delivery) => isAbout(delivery, publishId))
  return (
    <Facts>
      <Fact name="Response">
        <StatusBadge status={entry.status} /> {code !== undefined && <code>{code}</code>} <FaultBadge entry={entry} />
      </Fact>
      <Fact name="Operation">
        <code>{entry.operation}</code>
      </Fact>
      <Fact name="Creator">{creator !== undefined && <Handle of={creator} />}</Fact>
      <Fact name="Post">
        {publishId !== undefined && (
          <ItemLink section="posts" id={publishId}>
            <code>{publishId}</code>
          </ItemLink>
        )}
      </Fact>
      <Fact name="Upload">
        {upload !== undefined && (
          <ItemLink section="uploads" id={upload.uploadId}>
            <code>{upload.uploadId}</code>
          </ItemLink>
        )}
      </Fact>
      <Fact name="Webhooks">
        {deliveries.length > 0 && deliveries.map(({ event, id }) => (
          <span class="block">
            <ItemLink section="webhooks" id={id}>
              <code>{event}</code>
            </ItemLink>
          </span>
        ))}
      </Fact>
      <Fact name="Received">
        <Time at={entry.at} />
      </Fact>
      <Fact name="Duration">{span(entry.duration)} on the mock's clock</Fact>
      <Fact name="User agent">{entry.userAgent}</Fact>
      <Fact name="Log id">
        <code>{logId}</code> <CopyButton text={logId} what="the log id" />
      </Fact>
      <Fact name="Path">
        <code>{path}</code>
      </Fact>
    </Facts>
  )
}

const Message = ({ message: { body, bytes: length, headers, isCut } }: { readonly message: JournalMessage }) => (
  <div class="pad message">
    <dl class="headers">
      {Object.entries(headers).map(([name, value]) => (
        <div>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
    {body === undefined || body === ""
      ? <p class="quiet">{length === 0 ? "No body." : `${bytes(length)}, not kept.`}</p>
      : (
        <>
          <pre tabindex={0} aria-label="Body">
            <code>{readableBody(body, isCut)}</code>
          </pre>
          {isCut && <p class="quiet">The start of {bytes(length)}.</p>}
        </>
      )}
  </div>
)
