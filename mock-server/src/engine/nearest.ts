import type { JournalEntry, JournalFields, JournalFilter } from "./JournalEntry.ts"

/** Describes the fields of an entry that do not match a filter. */
export const differences = (filter: Partial<JournalFields>, entry: JournalEntry): ReadonlyArray<string> => {
  const has = new Map<string, unknown>(Object.entries(entry))
  return Object.entries(filter)
    .filter(([name, value]) => has.get(name) !== value)
    .map(([name, value]) => `${name} is ${textOf(has.get(name))}, not ${textOf(value)}`)
}

/** Describes an entry and its differences in one line. */
export const describeEntry = (entry: JournalEntry, off: ReadonlyArray<string> = []): string => {
  const { code, id, method, operation, path, status } = entry
  const line = `${id} ${method} ${path} -> ${status === 0 ? "no response" : status} ${code ?? ""} (${operation})`
  return [line.replaceAll("  ", " "), ...off].join("; ")
}

export const describeFilter = (filter: JournalFilter): string =>
  typeof filter === "function"
    ? "entries that match the function"
    : Object.entries(filter).map(([name, value]) => `${name} ${textOf(value)}`).join(", ") || "any request"

const textOf = (value: unknown): string =>
  value === undefined ? "missing" : typeof value === "string" ? value : JSON.stringify(value)
