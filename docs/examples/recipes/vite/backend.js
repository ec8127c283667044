import { randomUUID } from "node:crypto"
import { json } from "node:stream/consumers"

// Against TikTok itself: https://www.tiktok.com for the login, https://open.tiktokapis.com for the rest.
const TIKTOK = process.env.TIKTOK ?? "http://127.0.0.1:8787"
const app = {
  client_key: process.env.TIKTOK_CLIENT_KEY ?? "mock-client-key",
  client_secret: process.env.TIKTOK_CLIENT_SECRET ?? "mock-client-secret"
}

// Enough for one person during development. In production, keep both in a session.
let state
let token

/** Holds the secret, so the page never sees it or a token. Any Connect server can mount it. */
export const backend = async (request, response, next) => {
  const url = new URL(request.url, `http://${request.headers.host}`)
  const redirect_uri = `${url.origin}/callback`
  const redirect = (location) => response.writeHead(302, { location: String(location) }).end()
  try {
    if (url.pathname === "/login") {
      state = randomUUID()
      const scope = "user.info.basic,video.publish"
      const query = { client_key: app.client_key, response_type: "code", scope, redirect_uri, state }
      redirect(`${TIKTOK}/v2/auth/authorize/?${new URLSearchParams(query)}`)
    } else if (url.pathname === "/callback") {
      if (url.searchParams.get("state") !== state) return response.writeHead(400).end("this login was not started here")
      const code = url.searchParams.get("code")
      const body = new URLSearchParams({ ...app, grant_type: "authorization_code", code, redirect_uri })
      token = (await (await fetch(`${TIKTOK}/v2/oauth/token/`, { method: "POST", body })).json()).access_token
      redirect("/")
    } else if (url.pathname === "/api/publish") {
      const { size, title } = await json(request)
      await pass(response, "video/init/", {
        post_info: { title, privacy_level: "SELF_ONLY" },
        source_info: { source: "FILE_UPLOAD", video_size: size, chunk_size: size, total_chunk_count: 1 }
      })
    } else if (url.pathname === "/api/status") {
      await pass(response, "status/fetch/", await json(request))
    } else {
      next()
    }
  } catch (error) {
    next(error)
  }
}

/** Calls TikTok for the creator and returns its response. */
const pass = async (response, path, body) => {
  const headers = { "authorization": `Bearer ${token}`, "content-type": "application/json" }
  const answer = await fetch(`${TIKTOK}/v2/post/publish/${path}`, {
    method: "POST",
    headers,
    body: JSON.stringify(body)
  })
  response.writeHead(answer.status, { "content-type": "application/json" }).end(await answer.text())
}
