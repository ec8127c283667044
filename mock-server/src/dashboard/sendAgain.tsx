import { existing } from "../engine/ControlError.ts"
import { ownHeaders, sendsFile } from "./commands.ts"
import type { Notice, PageContext } from "./PageContext.ts"
import { ItemLink } from "./parts.tsx"
import { withSecrets } from "./secrets.ts"

/** Sends a request of the journal again, with secrets that are valid now, and zeros in the place of a file. */
export const sendAgain = async (
  { engine, mock, origin }: Pick<PageContext, "engine" | "mock" | "origin">,
  id: string
): Promise<Notice> => {
  const entry = withSecrets(engine, existing("request", id, mock.journal.find({ id })[0]))
  const { method, path, request } = entry
  const body = sendsFile(entry) ? new Uint8Array(request.bytes) : request.body
  const response = await mock.fetch(origin + path, {
    method,
    headers: Object.fromEntries(ownHeaders(entry)),
    redirect: "manual",
    ...(method === "GET" || method === "HEAD" ? {} : { body: body ?? "" })
  })
  const latest = mock.journal.entries().at(-1)
  return {
    kind: "done",
    text: (
      <>
        The response has status {response.status}.{" "}
        {latest !== undefined && <ItemLink section="requests" id={latest.id}>Open the new request</ItemLink>}
      </>
    )
  }
}
