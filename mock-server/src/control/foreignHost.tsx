import { CardPage } from "../html/CardPage.tsx"
import { htmlOf } from "../html/htmlOf.ts"
import { ControlProblem } from "./Problem.ts"

/** Refuses a request to a foreign host: with a page for a browser, with a problem for a program. */
export const foreignHost = (accept: string, host: string): Response => {
  const rule = "must be localhost, an address this mock listens on, the host of --public-url, or one of --allow-host"
  if (!accept.includes("text/html")) {
    const detail = `header Host: ${rule}, is "${host}"`
    return new ControlProblem(403, detail, [{ field: "Host", rule }], {
      title: "Foreign host"
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
    <h1>This mock does not have this host name</h1>
    <p>
      The request is for <code>{host}</code>. The host {rule}.
    </p>
    <p>If the name is yours, allow it:</p>
    <p>
      <code>tiktok-mock --allow-host {host.replace(/:\d+$/, "")}</code>
    </p>
    <p class="quiet">
      Without this check, another site could point its own name at this machine and control the mock.
    </p>
  </CardPage>
)
