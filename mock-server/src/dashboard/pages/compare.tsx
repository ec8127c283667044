import type { JournalEntry, JournalMessage } from "../../engine/JournalEntry.ts"
import { clockTime } from "../format.ts"
import { SelectField } from "../forms.tsx"
import { usePageContext } from "../PageContext.ts"
import { ItemLink, None, pageOf, Panel, Table } from "../parts.tsx"
import { readableBody } from "../readableBody.ts"

// A person compares a request with a recent one.
const MAX_OFFERED = 50

/** Compares a request with the one that the query names. */
export const Comparison = ({ entry }: { readonly entry: JournalEntry }) => {
  const { mock, query, root } = usePageContext()
  const others = mock.journal.find(({ id, operation }) => operation === entry.operation && id !== entry.id)
    .slice(-MAX_OFFERED).toReversed()
  const other = mock.journal.find({ id: query.get("with") ?? "" })[0]
  if (others.length === 0 && other === undefined) return null
  return (
    <Panel title="Compare">
      <form class="inline pad" method="get" action={`${root}${pageOf("requests", entry.id)}`}>
        <SelectField
          label="With another request of the operation"
          name="with"
          entries={others.map(({ at, code, id, status }) => [id, [id, status, code, clockTime(at)].join(" · ")])}
          chosen={other?.id ?? ""}
        />
        <button class="button">Compare</button>
      </form>
      {other !== undefined && <Differences entry={entry} other={other} />}
    </Panel>
  )
}

const Differences = ({ entry, other }: { readonly entry: JournalEntry; readonly other: JournalEntry }) => {
  const [these, those] = [factsOf(entry), factsOf(other)]
  const names = [...new Set([...these.keys(), ...those.keys()])].filter((name) => these.get(name) !== those.get(name))
  if (names.length === 0) return <None>The two are alike.</None>
  return (
    <Table caption="Differences" columns={["What", entry.id, other.id]}>
      {names.map((name) => (
        <tr data-key={`difference-${name}`} data-testid="difference">
          <th scope="row">{name}</th>
          <td data-label={entry.id}>
            <code class="lines">{these.get(name) ?? "none"}</code>
          </td>
          <td data-label={other.id}>
            <span>
              <code class="lines">{those.get(name) ?? "none"}</code>
            </span>
          </td>
        </tr>
      ))}
      <tr data-key="difference-links">
        <th scope="row">Page</th>
        <td data-label={entry.id}>this one</td>
        <td data-label={other.id}>
          <ItemLink section="requests" id={other.id}>{other.id}</ItemLink>
        </td>
      </tr>
    </Table>
  )
}

// They differ between any two requests.
const ignored = new Set(["x-tt-logid", "date"])

const factsOf = (entry: JournalEntry): ReadonlyMap<string, string> => {
  const { response, code, creator, fault, hint, method, path, request, status } = entry
  const facts = { method, path, status, code, creator, fault, hint }
  return new Map([
    ...Object.entries(facts).flatMap(([name, value]) => value === undefined ? [] : [[name, String(value)] as const]),
    ...messageFacts("request", request),
    ...response === undefined ? [] : messageFacts("response", response)
  ])
}

const messageFacts = (
  name: string,
  { body, headers, isCut }: JournalMessage
): ReadonlyArray<readonly [string, string]> => [
  ...Object.entries(headers).filter(([header]) => !ignored.has(header)).map(([header, value]) =>
    [`${name} ${header}`, value] as const
  ),
  ...body === undefined ? [] : [[`${name} body`, readableBody(body, isCut)] as const]
]
