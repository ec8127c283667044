import type { JournalEntry } from "../engine/JournalEntry.ts"
import { readLines } from "./callMock.ts"
import type { Logs } from "./commands.ts"
import { requestText } from "./output.ts"

/** Prints the requests to a mock from now on until a signal. Rejects with an `Error` for a person. */
export const logs = ({ json, path, status = "", url }: Logs, print: (line: string) => void): Promise<void> => {
  const opened = () => {
    if (!json) print(`requests to ${url} appear below; press Ctrl+C to stop`)
  }
  return readLines(url, "/_mock/journal/stream", opened, (line) => {
    const entry: JournalEntry = JSON.parse(line)
    const isWanted = entry.path.includes(path) && String(entry.status).startsWith(status)
    if (isWanted) print(requestText(entry, undefined, json ? "json" : "text"))
  })
}
