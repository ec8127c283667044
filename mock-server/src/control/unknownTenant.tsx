import { CardPage } from "../html/CardPage.tsx"
import { htmlOf } from "../html/htmlOf.ts"
import { ControlProblem } from "./Problem.ts"

/** Refuses to make a tenant for a page of another site. A person can do it with the link on the page. */
export const unknownTenant = (accept: string, name: string, path: string): Response => {
  if (!accept.includes("text/html")) {
    const detail = `there is no tenant ${name}, and a page of another site cannot make one`
    return new ControlProblem(403, detail).toResponse()
  }
  return new Response(htmlOf(<UnknownTenantPage name={name} path={path} />), {
    status: 403,
    headers: {
      "Content-Type": "text/html; charset=UTF-8",
      "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
      "Referrer-Policy": "same-origin",
      "Cache-Control": "no-store"
    }
  })
}

const UnknownTenantPage = ({ name, path }: { readonly name: string; readonly path: string }) => (
  <CardPage title="No such tenant · TikTok mock">
    <h1>
      There is no tenant <code>{name}</code>
    </h1>
    <p>The first request makes a tenant, but not one from another site.</p>
    <p>
      <a href={path}>Make it and continue</a>
    </p>
  </CardPage>
)
