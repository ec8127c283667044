import { CardPage } from "../html/CardPage.tsx"
import { htmlOf } from "../html/htmlOf.ts"
import { ControlProblem } from "./Problem.ts"

/** Refuses to make a tenant. A person can do it with the form on the page, which posts to `action`. */
export const unknownTenant = (accept: string, name: string, action: string): Response => {
  if (!accept.includes("text/html")) {
    const detail = `there is no tenant ${name}; a link, an image or a page of another site cannot make one`
    return new ControlProblem(403, detail, [], { title: "No such tenant" }).toResponse()
  }
  return new Response(htmlOf(<UnknownTenantPage name={name} action={action} />), {
    status: 403,
    headers: {
      "Content-Type": "text/html; charset=UTF-8",
      "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
      "Referrer-Policy": "same-origin",
      "Cache-Control": "no-store"
    }
  })
}

const UnknownTenantPage = ({ action, name }: { readonly name: string; readonly action: string }) => (
  <CardPage title="No such tenant · TikTok mock">
    <h1>
      There is no tenant <code>{name}</code>
    </h1>
    <p>The first request of a program makes a tenant. A link or an image makes none.</p>
    <form method="post" action={action}>
      <button class="primary">Make it and continue</button>
    </form>
  </CardPage>
)
