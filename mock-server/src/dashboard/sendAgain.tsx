import { existing } from "../engine/ControlError.ts"
import { ownHeaders, sendsFile } from "./copyAs.ts"
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
  const text = await response.text().catch(() => "")
  const logId = response.headers.get("x-tt-logid") ?? /"log_id":"(\w+)"/.exec(text)?.[1]
  const [sent] = logId === undefined ? [] : mock.journal.find({ logId })
  return {
    kind: "done",
    text: (
      <>
        The response has status {response.status}.{" "}
        {sent !== undefined && <ItemLink section="requests" id={sent.id}>Open the new request</ItemLink>}
      </>
    )
  }
}
