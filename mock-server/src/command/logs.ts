import type { JournalEntry } from "../engine/JournalEntry.ts"
import { callMock, lookUntilEnd } from "./callMock.ts"
import type { Logs } from "./commands.ts"
import { requestText } from "./output.ts"

/** Prints the requests to a mock from now on until a signal. Rejects with an `Error` for a person. */
export const logs = async ({ json, path, status = "", url }: Logs, print: (line: string) => void): Promise<void> => {
  const entriesOf = async (query: string) => {
    const { entries }: { readonly entries: ReadonlyArray<JournalEntry> } = await callMock(
      url,
      "GET",
      `/_mock/journal?${query}`
    )
    return entries
  }
  const [latest] = await entriesOf("limit=1")
  let seen = latest?.id ?? ""
  if (!json) print(`requests to ${url} appear below; press Ctrl+C to stop`)
  await lookUntilEnd(async () => {
    for (const entry of await entriesOf(`after=${seen}`)) {
      seen = entry.id
      const isWanted = entry.path.includes(path) && String(entry.status).startsWith(status)
      if (isWanted) print(requestText(entry, undefined, json ? "json" : "text"))
    }
  })
}
