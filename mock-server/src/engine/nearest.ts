/** Words for entries of a journal, for messages that tell why something was not found. */
import type { JournalEntry, JournalFields, JournalFilter } from "./JournalEntry.ts"

/** The fields of an entry that are not as a filter wants them, in words. A field that the filter leaves open is never one. */
export const differences = (filter: Partial<JournalFields>, entry: JournalEntry): ReadonlyArray<string> => {
  const has = new Map<string, unknown>(Object.entries(entry))
  return Object.entries(filter)
    .filter(([name, value]) => has.get(name) !== value)
    .map(([name, value]) => `${name} is ${wordOf(has.get(name))}, not ${wordOf(value)}`)
}

/** One line about an entry, and what is wrong with it. */
export const describeEntry = (entry: JournalEntry, off: ReadonlyArray<string> = []): string => {
  const { code, id, method, operation, path, status } = entry
  const line = `${id} ${method} ${path} -> ${status === 0 ? "no answer" : status} ${code ?? ""} (${operation})`
  return [line.replaceAll("  ", " "), ...off].join("; ")
}

/** A filter in words. */
export const describeFilter = (filter: JournalFilter): string =>
  typeof filter === "function"
    ? "what the function asks for"
    : Object.entries(filter).map(([name, value]) => `${name} ${wordOf(value)}`).join(", ") || "any request"

const wordOf = (value: unknown): string =>
  value === undefined ? "missing" : typeof value === "string" ? value : JSON.stringify(value)
