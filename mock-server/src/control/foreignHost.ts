import { html, raw } from "hono/html"
import { style } from "../wire/consent/style.ts"
import { ControlProblem } from "./Problem.ts"

/** Answers a request to a host that is none of the mock's: to a person as a page, to a program as a problem. */
export const foreignHost = async (accept: string, host: string): Promise<Response> => {
  const rule = "must be localhost, an address this mock listens on, the host of --public-url, or one of --allow-host"
  if (!accept.includes("text/html")) {
    const detail = `header Host: ${rule}, is "${host}"`
    return new ControlProblem(403, detail, [{ field: "Host", rule }], {
      title: "This host is none of the mock's"
    }).toResponse()
  }
  return new Response(String(await page(host, rule)), {
    status: 403,
    headers: {
      "Content-Type": "text/html; charset=UTF-8",
      "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
      "Cache-Control": "no-store"
    }
  })
}

const page = (host: string, rule: string) =>
  html`<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <meta name="color-scheme" content="light dark">
  <title>Refused · TikTok mock</title>
  <style>${raw(style)}</style>
</head>
<body>
<main>
  <h1>This mock does not go by that name</h1>
  <p>You have called it <code>${host}</code>. The host ${rule}.</p>
  <p>If the name is yours, start the mock with it:</p>
  <p><code>tiktok-mock --allow-host ${host.replace(/:\d+$/, "")}</code></p>
  <p class="quiet">Otherwise a page of another site could let its own name lead here, and do all that this page can.</p>
</main>
</body>
</html>`
