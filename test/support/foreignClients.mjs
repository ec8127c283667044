/**
 * Logs a creator in at TikTok's own host names with the client that its argument names. Prints what the client received,
 * as JSON. This is JavaScript, because the types of these packages need those of a browser.
 */
import { Auth } from "@auth/core"
import AuthTikTok from "@auth/core/providers/tiktok"
import * as arctic from "arctic"
import { betterAuth } from "better-auth"

const origin = "https://app.example"
const clientKey = process.env["CLIENT_KEY"] ?? ""
const clientSecret = process.env["CLIENT_SECRET"] ?? ""
const secret = "0123456789abcdef0123456789abcdef"

/** Follows the URL of a login, as a browser does, up to the callback of the app. */
const consent = async (url) => {
  const response = await fetch(url, { redirect: "manual" })
  return response.headers.get("location") ?? `no redirect: ${response.status} ${await response.text()}`
}

/** A browser at an app: it sends the cookies of earlier responses with each request. */
const browser = (app) => {
  const cookies = new Map()
  return async (url, init = {}) => {
    const headers = new Headers(init.headers)
    headers.set("cookie", [...cookies].map(([name, value]) => `${name}=${value}`).join("; "))
    headers.set("origin", origin)
    const response = await app(new Request(url, { ...init, headers }))
    for (const line of response.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      cookies.set(name, value)
    }
    return response
  }
}

const clients = {
  arctic: async () => {
    const tiktok = new arctic.TikTok(clientKey, clientSecret, `${origin}/callback`)
    const verifier = arctic.generateCodeVerifier()
    const url = tiktok.createAuthorizationURL(arctic.generateState(), verifier, ["user.info.basic"])
    const code = new URL(await consent(url)).searchParams.get("code") ?? ""
    const tokens = await tiktok.validateAuthorizationCode(code, verifier)
    const refreshed = await tiktok.refreshAccessToken(tokens.refreshToken())
    await tiktok.revokeToken(refreshed.accessToken())
    return { accessToken: tokens.accessToken(), refreshed: refreshed.accessToken() }
  },

  authjs: async () => {
    const visit = browser((request) =>
      Auth(request, {
        basePath: "/auth",
        secret,
        trustHost: true,
        providers: [AuthTikTok({ clientId: clientKey, clientSecret })],
        callbacks: {
          // By default a session has no access token.
          jwt: ({ account, token }) => ({ ...token, ...(account && { accessToken: account.access_token }) }),
          session: ({ session, token }) => ({ ...session, accessToken: token["accessToken"] })
        }
      })
    )
    const { csrfToken } = await (await visit(`${origin}/auth/csrf`)).json()
    const login = await visit(`${origin}/auth/signin/tiktok`, {
      method: "POST",
      body: new URLSearchParams({ csrfToken, callbackUrl: origin }).toString(),
      headers: { "content-type": "application/x-www-form-urlencoded" }
    })
    await visit(await consent(login.headers.get("location") ?? ""))
    return (await visit(`${origin}/auth/session`)).json()
  },

  "better-auth": async () => {
    const auth = betterAuth({
      baseURL: origin,
      secret,
      // By default it asks only for user.info.profile, which does not cover the name (tiktok-live, section 9).
      socialProviders: { tiktok: { clientKey, clientSecret, scope: ["user.info.basic"] } }
    })
    const visit = browser(auth.handler)
    const post = (path, body) =>
      visit(`${origin}/api/auth/${path}`, {
        method: "POST",
        body: JSON.stringify(body),
        headers: { "content-type": "application/json" }
      })
    const { url } = await (await post("sign-in/social", { provider: "tiktok", callbackURL: "/" })).json()
    await visit(await consent(url))
    const session = await (await visit(`${origin}/api/auth/get-session`)).json()
    const [account] = await (await visit(`${origin}/api/auth/list-accounts`)).json()
    const tokens = await (await post("get-access-token", { accountId: account?.id })).json()
    const refreshed = await (await post("refresh-token", { accountId: account?.id })).json()
    return { name: session?.user?.name, accessToken: tokens.accessToken, refreshed: refreshed.accessToken }
  }
}

const [, , name = ""] = process.argv
console.log(JSON.stringify(await clients[name]?.()))
