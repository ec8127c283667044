import { type Authorization, type TikTok, TikTokError } from "effect-tiktok/promise"

// #region login
/** What the server keeps of a visitor. The login has a secret, so it must not be in a cookie that is not encrypted. */
export interface Session {
  login?: Authorization
  creator?: string
}

/** `GET /login` */
export const startLogin = async (tiktok: TikTok, session: Session, origin: string): Promise<Response> => {
  session.login = await tiktok.auth.authorize({ redirectUri: `${origin}/callback`, scopes: ["video.publish"] })
  return Response.redirect(session.login.url)
}

/** `GET /callback` */
export const finishLogin = async (tiktok: TikTok, session: Session, request: Request): Promise<Response> => {
  if (session.login === undefined) return new Response("No login has begun here.", { status: 400 })
  const { creator } = await tiktok.auth.complete(session.login, request.url)
  delete session.login
  session.creator = creator
  return Response.json({ creator })
}
// #endregion login

// #region publish
/** `PUT /videos/KEY`: the body goes on to TikTok as it arrives. A second request with the same key posts nothing twice. */
export const publish = async (tiktok: TikTok, session: Session, key: string, request: Request): Promise<Response> => {
  if (session.creator === undefined || request.body === null) return new Response("Log in first.", { status: 401 })
  const media = { stream: request.body, size: Number(request.headers.get("content-length")) }
  const post = { _tag: "Video", media, privacyLevel: "SELF_ONLY" } as const
  return Response.json(await tiktok.publisher.publish(session.creator, post, { key, signal: request.signal }))
}
// #endregion publish

// #region failure
const statuses = { input: 400, login: 401, refusal: 409, failure: 502 } as const

/** The response to what a route throws. It has no secret. */
export const failed = (error: unknown): Response => {
  if (!(error instanceof TikTokError)) throw error
  const seconds = Math.ceil((error.retryAfter ?? 0) / 1000)
  const headers: HeadersInit = seconds > 0 ? { "retry-after": String(seconds) } : {}
  return Response.json(error, { status: statuses[error.category], headers })
}
// #endregion failure
