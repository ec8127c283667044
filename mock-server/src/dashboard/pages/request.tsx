import type { JournalEntry, JournalMessage } from "../../engine/JournalEntry.ts"
import { curlOf } from "../curl.ts"
import { bytes, span } from "../format.ts"
import { Page } from "../Page.tsx"
import type { View } from "../PageContext.ts"
import { CopyButton, Fact, Facts, Handle, Link, None, pageOf, Panel, Snippet, StatusBadge, Time } from "../parts.tsx"
import { FaultBadge } from "./requests.tsx"

/** One request and its response. */
export const request: View = ({ id, mock, origin }) => {
  const [entry] = mock.journal.find({ id })
  if (entry === undefined) return undefined
  return (
    <Page
      title={`${entry.method} ${entry.path.split("?")[0] ?? ""}`}
      above={{ href: "requests", title: "Requests" }}
    >
      <Findings entry={entry} />
      <div class="columns even">
        <Panel title="Summary">
          <Summary entry={entry} />
        </Panel>
        <Panel title="As curl">
          <Snippet text={curlOf(origin, entry)} what="the request as curl" />
          <p class="pad quiet">Secrets are masked. Fill in your own.</p>
        </Panel>
      </div>
      <div class="columns even">
        <Panel title="Request">
          <Message message={entry.request} />
        </Panel>
        <Panel title="Response">
          {entry.answer === undefined
            ? <None>The connection ended without a response.</None>
            : <Message message={entry.answer} />}
        </Panel>
      </div>
    </Page>
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
          <Link to={pageOf("posts", publishId)}>
            <code>{publishId}</code>
          </Link>
        )}
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

/** Indented JSON; other text unchanged. */
const readableBody = (body: string, isCut: boolean): string => {
  if (isCut || !/^\s*[{[]/.test(body)) return body
  try {
    JSON.parse(body)
  } catch {
    return body
  }
  return indent(body)
}

/** Indents JSON without parsing its numbers, which can exceed 2^53. */
const indent = (json: string): string => {
  let depth = 0
  const line = () => `\n${"  ".repeat(depth)}`
  return json.replace(/"(?:[^"\\]|\\.)*"|[{}[\],:]|\s+/g, (token) => {
    if (/^\s/.test(token)) return ""
    if (token === "{" || token === "[") {
      depth++
      return token + line()
    }
    if (token === "}" || token === "]") {
      depth--
      return line() + token
    }
    return token === "," ? token + line() : token === ":" ? ": " : token
  }).replace(/([{[])\s+([}\]])/g, "$1$2")
}
