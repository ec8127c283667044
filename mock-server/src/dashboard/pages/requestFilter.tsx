import type { JournalEntry } from "../../engine/JournalEntry.ts"
import { DAY, MINUTE } from "../../engine/time.ts"
import { creatorsOf, Field, namesOf, SelectField } from "../forms.tsx"
import { type PageContext, usePageContext } from "../PageContext.ts"
import { handleOf } from "../parts.tsx"

/** Whether a request was refused, or got no response. */
export const isRefused = ({ status }: JournalEntry): boolean => status === 0 || status >= 400

/** The kinds of requests among the tabs. */
const kinds = {
  "": () => true,
  refused: isRefused,
  faults: ({ fault }) => fault !== undefined,
  unmatched: ({ operation }) => operation === "unknown",
  notes: ({ notes }) => notes.length > 0
} as const satisfies Record<string, (entry: JournalEntry) => boolean>

const isKind = (word: string): word is keyof typeof kinds => Object.hasOwn(kinds, word)

const periods = [
  ["", "any time"],
  [String(MINUTE), "the last minute"],
  [String(10 * MINUTE), "the last 10 minutes"],
  [String(60 * MINUTE), "the last hour"],
  [String(DAY), "the last day"]
] as const

const statuses = [
  ["", "any"],
  ["2", "2xx"],
  ["3", "3xx"],
  ["4", "4xx"],
  ["5", "5xx"],
  ["0", "no response"]
] as const

/** The requests that the query of the page selects, oldest first. */
export const chosenRequests = (context: PageContext): ReadonlyArray<JournalEntry> => {
  const { mock, now, query } = context
  const chosen = (name: string) => query.get(name) ?? ""
  const [show, words] = [chosen("show"), chosen("q").toLowerCase().split(/\s+/).filter(Boolean)]
  const period = Number(chosen("period"))
  const tests: ReadonlyArray<false | ((entry: JournalEntry) => boolean)> = [
    isKind(show) && kinds[show],
    chosen("status") !== "" && (({ status }) => String(Math.floor(status / 100)) === chosen("status")),
    chosen("method") !== "" && (({ method }) => method === chosen("method")),
    chosen("operation") !== "" && (({ operation }) => operation === chosen("operation")),
    chosen("creator") !== "" && (({ creator }) => creator === chosen("creator")),
    chosen("fault") !== "" && (({ fault = "" }) => fault.split(",").includes(chosen("fault"))),
    period > 0 && (({ at }) => at > now - period),
    words.length > 0 && ((entry) => {
      const text = searchable(context, entry)
      return words.every((word) => text.includes(word))
    })
  ]
  const wanted = tests.filter((test) => test !== false)
  return mock.journal.entries().filter((entry) => wanted.every((test) => test(entry)))
}

/** Everything of a request that a search reads, in lower case. */
const searchable = (context: PageContext, entry: JournalEntry): string =>
  [
    entry.method,
    entry.path,
    entry.operation,
    entry.status,
    entry.code,
    entry.hint,
    ...entry.notes,
    entry.logId,
    entry.publishId,
    entry.creator,
    handleOf(context, entry.creator ?? ""),
    entry.fault,
    entry.request.body,
    entry.response?.body
  ].join("\n").toLowerCase()

/** The search and the filters. The script applies them as one types. */
export const RequestFilter = () => {
  const context = usePageContext()
  const { mock, query, root } = context
  const entries = mock.journal.entries()
  const chosen = (name: string) => query.get(name) ?? ""
  const known = (name: string, values: ReadonlyArray<string>) =>
    [...new Set([...values, chosen(name)])].filter((value) => value !== "").toSorted()
  const select = (label: string, name: string, entries: ReadonlyArray<readonly [value: string, text: string]>) => (
    <SelectField label={label} name={name} entries={entries} chosen={chosen(name)} />
  )
  const names = (name: string, values: ReadonlyArray<string>) => [["", "any"], ...namesOf(known(name, values))] as const
  return (
    <form class="filter" method="get" action={`${root}requests`} data-filter="" role="search">
      {chosen("show") !== "" && <input type="hidden" name="show" value={chosen("show")} />}
      <Field label="Search">
        <input
          type="search"
          name="q"
          value={chosen("q")}
          placeholder="path, hint, id, body"
          autocomplete="off"
          data-search=""
        />
      </Field>
      {select("Status", "status", statuses)}
      {select("Method", "method", names("method", entries.map(({ method }) => method)))}
      {select("Operation", "operation", names("operation", entries.map(({ operation }) => operation)))}
      {select("Creator", "creator", [["", "any"], ...creatorsOf(context)])}
      {select(
        "Fault",
        "fault",
        names("fault", [
          ...mock.faults.list().map(({ id }) => id),
          ...entries.flatMap(({ fault }) => fault?.split(",") ?? [])
        ])
      )}
      {select("Time", "period", periods)}
      <button class="button without-script">Filter</button>
    </form>
  )
}
