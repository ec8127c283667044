import { assumed, type Behavior, behaviorsOf, cases } from "../Behavior.ts"
import { reference } from "../pages.ts"

const of = behaviorsOf("catalog")

/** The behaviors of the catalog contract about logins and profiles. */
export const loginsBehaviors: ReadonlyArray<Behavior> = [
  ...of(
    "authorize",
    ["Accepts the six parameters of the sample.", reference("1. Authorization URL"), cases("authorize/accepts/sample")],
    [
      "Requires neither state nor disable_auto_auth.",
      assumed("The required parameters are undocumented"),
      cases("authorize/accepts/state", "authorize/accepts/disable_auto_auth", "authorize/accepts/scope")
    ],
    [
      "Accepts a code_challenge.",
      assumed("The live API has one; the reference does not mention it"),
      cases("authorize/accepts/code_challenge")
    ],
    [
      "Shows a page that names a missing or bad parameter.",
      assumed("The reference has no errors of this page"),
      cases("authorize/refuses", "authorize/scope-not-approved")
    ],
    [
      "Accepts registered redirect URIs only.",
      assumed("The rules of the live API; the reference has none"),
      cases("authorize/redirect-uri", "authorize/accepts/redirect_uri")
    ]
  ),
  ...of(
    "decide",
    [
      "Returns code, scopes and state in the callback.",
      reference("1. Authorization URL, and Flow 3, which has scopes too"),
      cases("authorize/callback/success", "authorize/callback/some-scopes")
    ],
    [
      "Returns access_denied in the callback when the creator denies.",
      assumed("The table has the code, but not its place"),
      cases("authorize/callback/denied")
    ],
    ["Accepts the form of the mock's own page.", assumed("TikTok's form is not public"), cases("authorize/callback")]
  ),
  ...of(
    "issueTokens",
    [
      "Accepts JSON and responds in the envelope: 86,400 seconds.",
      reference("2. Token Exchange / Refresh"),
      cases("token/exchange/response", "token/exchange/content-type", "token/refresh/response", "token/lifetime/access")
    ],
    [
      "Requires each field of both requests.",
      reference("2. Token Exchange / Refresh: request bodies"),
      cases(
        "token/exchange/client_key",
        "token/exchange/client_secret",
        "token/exchange/grant_type",
        "token/exchange/code",
        "token/exchange/redirect_uri",
        "token/refresh/client_key",
        "token/refresh/client_secret",
        "token/refresh/refresh_token"
      )
    ],
    [
      "Issues a new refresh token with each refresh.",
      reference("Flow 3: OAuth Flow"),
      cases("token/refresh/response")
    ],
    ["Refuses a used refresh token.", assumed("Each refresh issues a new one"), cases("token/refresh/rotation")],
    ["Accepts a code once.", reference("Common Error Codes: invalid_grant"), cases("token/exchange/once")],
    ["Expires a code after ten minutes.", assumed("The lifetime is undocumented"), cases("token/lifetime/code")],
    [
      "Leaves a code usable after a refused exchange.",
      assumed("A typing mistake should not cost a login"),
      cases("token/exchange/after-refusal")
    ],
    [
      "Expires a refresh token after 365 days.",
      assumed("The lifetime of the live API"),
      cases("token/lifetime/refresh")
    ],
    [
      "Issues two different tokens.",
      assumed("Both samples are equal, which is probably a mistake"),
      cases("token/exchange/response")
    ],
    [
      "Responds to invalid_grant and invalid_client with 400.",
      reference("Common Error Codes"),
      cases("token/exchange/code", "token/exchange/client_key", "code/invalid_grant", "code/invalid_client")
    ],
    ["Checks a verifier when the login has a challenge.", assumed("As in the live API"), cases("token/pkce")],
    ["Has no limit of token requests.", reference("Limits, which have none for it"), cases("limits/none/token")]
  ),
  ...of(
    "queryCreator",
    [
      "Returns fourteen fields.",
      reference("8. Query Creator Info"),
      cases("creator-query/all-fields", "profile/names")
    ],
    [
      "Returns the fields in `fields`, or all.",
      assumed("The reference has two lists of fields and no rule"),
      cases("creator-query/some-fields", "creator-query/no-fields")
    ],
    [
      "Refuses an unknown field.",
      assumed("Undocumented; an ignored field would hide a typo"),
      cases("creator-query/unknown-field")
    ],
    [
      "Requires user.info.basic.",
      assumed("Undocumented; the sample token has this scope"),
      cases("creator-query/scope")
    ],
    [
      "Accepts a GET with a JSON content type.",
      reference("8. Query Creator Info: headers"),
      cases("creator-query/content-type")
    ]
  )
]
