import { html } from "hono/html"
import type { View, Visit } from "../Page.ts"
import { facts, panel, snippet } from "../parts.ts"

/** Address of the consent page, which sends the creator back to the page below. */
export const consentAddress = ({ mock, origin, root }: Visit): string => {
  const [app] = mock.control.apps()
  const query = new URLSearchParams({
    client_key: app?.clientKeys[0] ?? "",
    response_type: "code",
    scope: app?.scopes.join(",") ?? "",
    redirect_uri: redirectUri(origin),
    state: "dashboard"
  })
  return `${root}../../v2/auth/authorize/?${query.toString()}`
}

const redirectUri = (origin: string) => `${origin}/_mock/ui/creators/callback`

/** Stands in for the page of an app to which the creator comes back. */
export const callback: View = ({ mock, origin, query }, id) => {
  if (id !== "callback") return undefined
  const code = query.get("code")
  const [app] = mock.control.apps()
  const exchange = [
    `curl ${origin}/v2/oauth/token/ \\`,
    `  -d client_key=${app?.clientKeys[0] ?? ""} \\`,
    `  -d client_secret=${app?.clientSecret ?? ""} \\`,
    "  -d grant_type=authorization_code \\",
    `  --data-urlencode 'code=${(code ?? "").replaceAll("'", "")}' \\`,
    `  -d redirect_uri=${redirectUri(origin)}`
  ].join("\n")
  const received = facts([
    ["code", code === null ? undefined : html`<code>${code}</code>`],
    ["scopes", query.get("scopes") ?? undefined],
    ["state", query.get("state") ?? undefined],
    ["error", query.get("error") ?? undefined],
    ["error_description", query.get("error_description") ?? undefined]
  ])
  return {
    title: code === null ? "The creator came back without a code" : "The creator has said yes",
    lead: "This is what your app's redirect address would receive.",
    above: { href: "creators", title: "Creators" },
    content: html`${panel("Parameters", received)}${
      code === null
        ? ""
        : panel(
          "Next: exchange the code",
          html`<p class="pad">The code works once, and for ten minutes of the mock's clock. With a
          form the tokens belong to the live contract, with JSON to the catalog.</p>${
            snippet(exchange, "the exchange")
          }`
        )
    }`
  }
}
