import { createHash } from "node:crypto"
import type { Engine } from "../../engine/Engine.ts"
import { ActionButton } from "../forms.tsx"
import { Page } from "../Page.tsx"
import type { PageContext, View } from "../PageContext.ts"
import { Fact, Facts, Panel, Snippet } from "../parts.tsx"

/** URL of the consent page, which redirects to the page below. */
export const consentAddress = ({ engine, mock, origin, root }: PageContext): string => {
  const [app] = mock.control.apps()
  const query = new URLSearchParams({
    client_key: app?.clientKeys[0] ?? "",
    response_type: "code",
    scope: app?.scopes.join(",") ?? "",
    redirect_uri: redirectUri(origin),
    state: "dashboard",
    ...(needsChallenge(engine) ? challenge : {})
  })
  return `${root}../../v2/auth/authorize/?${query.toString()}`
}

// A code without a challenge can be exchanged by any program.
const needsChallenge = ({ rules: { switches } }: Engine) => switches.strict || switches.pkce !== "optional"

// A program makes a new verifier for each login.
const VERIFIER = "the-verifier-of-the-dashboard-is-always-the-same"

const challenge = {
  code_challenge: createHash("sha256").update(VERIFIER).digest("hex"),
  code_challenge_method: "S256"
}

const redirectUri = (origin: string) => `${origin}/_mock/ui/creators/callback`

/** Takes the place of an app's redirect URI. */
export const callback: View = (context) => {
  const { id, query } = context
  if (id !== "callback") return undefined
  const code = query.get("code")
  return (
    <Page
      title={code === null ? "The creator denied the login" : "The creator has logged in"}
      lead="Your app's redirect URI receives these parameters."
      above={{ href: "creators", title: "Creators" }}
    >
      <Panel title="Parameters">
        <Facts>
          <Fact name="code">{code !== null && <code>{code}</code>}</Fact>
          {["scopes", "state", "error", "error_description"].map((name) => (
            <Fact name={name}>{query.get(name) ?? undefined}</Fact>
          ))}
        </Facts>
      </Panel>
      {code !== null && (
        <Panel title="Next: exchange the code">
          <p class="pad">
            The code works once, within ten minutes of the mock's clock. A form request returns tokens of the live
            contract, a JSON request tokens of the catalog.
          </p>
          <Snippet text={exchangeOf(context, code)} what="the exchange" />
          <div class="pad actions">
            <ActionButton action="tokens/exchange" fields={{ code }} tone="primary">Get the token here</ActionButton>
          </div>
        </Panel>
      )}
    </Page>
  )
}

/** The fields that exchange a code. */
export const exchangeFields = (
  { engine, mock, origin }: PageContext,
  code: string
): Readonly<Record<string, string>> => {
  const [app] = mock.control.apps()
  return {
    client_key: app?.clientKeys[0] ?? "",
    client_secret: app?.clientSecret ?? "",
    grant_type: "authorization_code",
    code,
    redirect_uri: redirectUri(origin),
    ...(needsChallenge(engine) ? { code_verifier: VERIFIER } : {})
  }
}

/** The command that exchanges a code. */
const exchangeOf = (context: PageContext, code: string): string =>
  [
    `curl ${context.origin}/v2/oauth/token/`,
    ...Object.entries(exchangeFields(context, code)).map(([name, value]) =>
      name === "code" ? `  --data-urlencode 'code=${value.replaceAll("'", "")}'` : `  -d ${name}=${value}`
    )
  ].join(" \\\n")
