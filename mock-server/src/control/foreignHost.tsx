import { CardPage } from "../html/CardPage.tsx"
import { htmlOf } from "../html/htmlOf.ts"
import { ControlProblem } from "./Problem.ts"

/** Answers a request to a host that is none of the mock's: to a person as a page, to a program as a problem. */
export const foreignHost = (accept: string, host: string): Response => {
  const rule = "must be localhost, an address this mock listens on, the host of --public-url, or one of --allow-host"
  if (!accept.includes("text/html")) {
    const detail = `header Host: ${rule}, is "${host}"`
    return new ControlProblem(403, detail, [{ field: "Host", rule }], {
      title: "This host is none of the mock's"
    }).toResponse()
  }
  return new Response(htmlOf(<ForeignHostPage host={host} rule={rule} />), {
    status: 403,
    headers: {
      "Content-Type": "text/html; charset=UTF-8",
      "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
      "Cache-Control": "no-store"
    }
  })
}

const ForeignHostPage = ({ host, rule }: { readonly host: string; readonly rule: string }) => (
  <CardPage title="Refused · TikTok mock">
    <h1>This mock does not go by that name</h1>
    <p>
      You have called it <code>{host}</code>. The host {rule}.
    </p>
    <p>If the name is yours, start the mock with it:</p>
    <p>
      <code>tiktok-mock --allow-host {host.replace(/:\d+$/, "")}</code>
    </p>
    <p class="quiet">
      Otherwise a page of another site could let its own name lead here, and do all that this page can.
    </p>
  </CardPage>
)
