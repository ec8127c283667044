import { assumed, type Behavior, behaviorsOf, cases, file, reported, untested } from "../Behavior.ts"
import { reports, tiktok } from "../pages.ts"

const of = behaviorsOf("live")

/** The behaviors of the live contract about logins. */
export const loginsBehaviors: ReadonlyArray<Behavior> = [
  ...of(
    "authorize",
    [
      "Requires client_key, response_type=code, scope and redirect_uri; state and disable_auto_auth are optional.",
      tiktok.loginWeb("Parameters"),
      cases("authorize/accepts", "authorize/refuses")
    ],
    [
      "Accepts scopes separated by commas, and only those the app is approved for.",
      tiktok.scopes("Scopes"),
      cases("authorize/refuses/scope", "authorize/scope-not-approved")
    ],
    [
      "Redirects only to registered URIs: https, or this machine with a port.",
      tiktok.loginDesktop("Redirect URI"),
      cases("authorize/refuses/redirect_uri", "authorize/redirect-uri")
    ],
    [
      "Lets an app register at most 10 redirect URIs, each under 512 characters, absolute, without query and fragment.",
      tiktok.loginWeb("Redirect URI"),
      file("wire/authorize.test.ts")
    ],
    [
      "Compares a challenge with the lower-case hex of the verifier's SHA-256; the method is S256.",
      tiktok.loginDesktop("Code challenge"),
      cases("authorize/accepts/code_challenge", "authorize/refuses/code_challenge", "token/pkce")
    ],
    [
      "Accepts base64url too, unless the redirect URI is a loopback one.",
      reports.webChallenge,
      cases("token/pkce/base64url", "token/pkce/desktop")
    ],
    [
      "Shows a page that names the bad parameter, instead of a redirect.",
      reports.challenge,
      cases("authorize/refuses", "authorize/scope-not-approved")
    ],
    ["Lets only target users log in to a sandbox.", tiktok.sandbox("Target users"), cases("authorize/sandbox-target")],
    [
      "Names non_sandbox_target on its page for another creator.",
      reported("The page of TikTok shows this word"),
      cases("authorize/sandbox-target")
    ],
    [
      "Does not take a client key for a sandbox's by its first letters.",
      reported("Keys of sandboxes start with sb"),
      file("live/sandbox.test.ts")
    ],
    [
      "Lets a creator of the scenario be chosen on the page.",
      assumed("TikTok asks the logged-in user; the mock has no sessions"),
      cases("authorize/callback", "authorize/sandbox-target")
    ]
  ),
  ...of(
    "decide",
    [
      "Returns code, scopes and state unchanged; the creator may refuse scopes.",
      tiktok.loginWeb("Callback"),
      cases("authorize/callback/success", "authorize/callback/some-scopes")
    ],
    [
      "Returns error, error_description and state when the creator denies.",
      tiktok.loginWeb("Callback"),
      cases("authorize/callback/denied")
    ],
    [
      "Issues codes with * and !, which must be decoded.",
      tiktok.tokens("Request: code"),
      cases("token/exchange/decoded")
    ],
    ["Accepts the form of the mock's own page.", assumed("TikTok's form is not public"), cases("authorize/callback")]
  ),
  ...of(
    "issueTokens",
    [
      "Reads a form and responds with a flat object; 24 hours and 365 days.",
      tiktok.tokens("Response"),
      cases("token/exchange/response", "token/refresh/response", "token/lifetime")
    ],
    [
      "Requires each field of an exchange and of a refresh, the secret too.",
      tiktok.tokens("Request"),
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
      "Accepts a code once, with the redirect_uri of its authorize request and its verifier.",
      tiktok.tokens("Request"),
      cases("token/exchange/once", "token/exchange/redirect_uri", "token/pkce/missing", "token/pkce/wrong")
    ],
    [
      "Issues a new refresh token with each refresh, and refuses the old one.",
      tiktok.tokens("Refresh: use the new one, without a grace period"),
      cases("token/refresh/rotation")
    ],
    [
      "Requires a verifier of 43 to 128 unreserved characters.",
      tiktok.loginDesktop("Code verifier"),
      cases("token/pkce/verifier")
    ],
    [
      "Ignores a verifier when the authorize request had no challenge.",
      reports.verifier,
      cases("token/pkce/ignored")
    ],
    [
      "Expires a code after ten minutes.",
      assumed("No page says how long; RFC 6749 recommends ten minutes at most"),
      cases("token/lifetime/code")
    ],
    [
      "Responds to errors with { error, error_description, log_id }, in ten categories.",
      tiktok.oauthErrors("Error format"),
      cases("token/error", "token/exchange/grant_type")
    ],
    [
      "Issues a token of the app itself for client_credentials: two hours, no scope, no use for posting.",
      tiktok.clientTokens("Response"),
      cases("client-token")
    ],
    ["Has no limit of token requests.", tiktok.limits("Table, which lacks it"), cases("limits/none/token")],
    [
      "Has one open_id for a creator in all apps.",
      assumed("TikTok has one for each app; a program that is tested with the mock has one app"),
      untested("It is what the mock lacks")
    ],
    [
      "Leaves a code usable after a refused exchange.",
      assumed("A typing mistake should not cost a login"),
      cases("token/exchange/after-refusal")
    ]
  ),
  ...of(
    "revokeToken",
    [
      "Accepts an access token in a form, and returns an empty object.",
      tiktok.tokens("Revoke"),
      cases("revoke/response", "revoke/client_secret", "revoke/token", "revoke/content-type")
    ],
    [
      "Ends every token of the app for this creator.",
      assumed("The webhook that follows speaks of the authorization"),
      cases("revoke/response")
    ],
    [
      "Sends authorization.removed with reason 5.",
      assumed("5 is \"developer revoked\" in the list of reasons"),
      cases("webhooks/events/revoked")
    ]
  )
]
