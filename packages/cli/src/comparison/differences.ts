import type { Exchange, RecordedCase } from "./record.ts"

/** A place where two servers differ. */
export interface Difference {
  readonly path: string
  readonly request: string
  readonly server: string
  readonly mock: string
  readonly cases: ReadonlyArray<string>
}

/** Compares two runs of the same cases, exchange by exchange. Values that differ at each run are compared by their type. */
export const differences = (
  server: ReadonlyArray<RecordedCase>,
  mock: ReadonlyArray<RecordedCase>
): ReadonlyArray<Difference> => {
  const found = new Map<string, Difference & { readonly cases: Array<string> }>()
  const ofMock = new Map(mock.map((recorded) => [recorded.id, recorded]))
  for (const { exchanges, id, isLimited } of server) {
    const other = ofMock.get(id)
    if (isLimited || other === undefined || other.isLimited) continue
    for (const { index, path, request, ...values } of ofCase(exchanges, other.exchanges)) {
      const key = JSON.stringify([request, path, values])
      const known = found.get(key) ?? { path, request, ...values, cases: [] }
      known.cases.push(index === 0 ? id : `${id} (request ${index + 1})`)
      found.set(key, known)
    }
  }
  return [...found.values()]
}

const ofCase = (server: ReadonlyArray<Exchange>, mock: ReadonlyArray<Exchange>) =>
  Array.from({ length: Math.max(server.length, mock.length) }, (_, index) => {
    const [ours, theirs] = [server[index], mock[index]]
    const request = (ours ?? theirs)?.request ?? ""
    const [a, b] = [fieldsOf(ours), fieldsOf(theirs)]
    return [...new Set([...a.keys(), ...b.keys()])]
      .map((path) => ({ index, path, request, server: a.get(path) ?? ABSENT, mock: b.get(path) ?? ABSENT }))
      .filter((field) => field.server !== field.mock)
  }).flat()

const ABSENT = "absent"

/** The parts of a response by their paths. A request that was not made has none. */
const fieldsOf = (exchange: Exchange | undefined): ReadonlyMap<string, string> => {
  if (exchange === undefined) return new Map([["request", "not sent"]])
  const fields = new Map<string, string>([["status", String(exchange.status)]])
  for (const name of ["content-type", "content-range", "retry-after", "location"]) {
    const value = exchange.headers.get(name)
    if (value !== null) fields.set(`headers.${name}`, name === "location" ? "an address" : value.toLowerCase())
  }
  const body = parse(exchange.text)
  if (body === undefined) {
    if (exchange.text !== "" && !isHtml(exchange)) fields.set("body", "text")
  } else addLeaves(fields, "body", body)
  return fields
}

const isHtml = ({ headers }: Exchange): boolean => headers.get("content-type")?.startsWith("text/html") === true

const addLeaves = (fields: Map<string, string>, path: string, value: unknown): void => {
  if (Array.isArray(value)) {
    const elements = new Map<string, string>()
    value.forEach((element) => addLeaves(elements, `${path}[]`, element))
    fields.set(`${path}[]`, value.length === 0 ? "empty" : "values")
    for (const [name, element] of elements) fields.set(name, element)
    // A list of names, such as of privacy levels.
    if (value.every((element) => typeof element === "string") && value.length > 0) {
      fields.set(`${path}[]`, value.map((element) => leaf(path, element)).toSorted().join(", "))
    }
  } else if (typeof value === "object" && value !== null) {
    const entries = Object.entries(value)
    if (entries.length === 0) fields.set(path, "{}")
    for (const [name, field] of entries) addLeaves(fields, `${path}.${name}`, field)
  } else fields.set(path, leaf(path, value))
}

// Ids, secrets, people, counts and times differ at each run, and at each account.
const varying =
  /(?:token|log_id|logid|_id|post_id(?:\[\])?|url|name|nickname|bio\w*|code_verifier|time|_count|duration\w*|title|description|cursor|width|height|embed\w*)$/i

const leaf = (path: string, value: unknown): string => {
  if (varying.test(path)) return value === null ? "null" : value === "" ? "an empty string" : `a ${typeof value}`
  if (typeof value !== "string") return JSON.stringify(value)
  // Ids within a sentence differ as well.
  return JSON.stringify(value.replaceAll(/[\w~.-]*\d[\w~.-]*/g, "#").slice(0, 200))
}

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
