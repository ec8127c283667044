import {
  create,
  type Login,
  type Options,
  type Outcome,
  type Post,
  type ResponseEvent,
  type RetryEvent,
  type TikTok,
  TikTokError,
  TokenRejected,
  type VideoInfo
} from "effect-tiktok/promise"

type App = Pick<Options, "baseUrl" | "clientKey" | "clientSecret">

// #region first
export const publishOnce = async (app: App, visit: (url: string) => Promise<string>): Promise<Outcome> => {
  await using tiktok = await create({ contract: "live", ...app, store: "memory" })
  const login = await tiktok.auth.authorize({ redirectUri: "http://localhost/callback", scopes: ["video.publish"] })
  const { creator } = await tiktok.auth.complete(login, await visit(login.url))
  const post = { _tag: "Video", media: { file: "clip.mp4" }, privacyLevel: "SELF_ONLY" } as const
  return await tiktok.publisher.publish(creator, post)
}
// #endregion first

// #region login
export const begin = (tiktok: TikTok) =>
  tiktok.auth.authorize({ redirectUri: "http://localhost/callback", scopes: ["user.info.basic", "video.publish"] })

export const finish = async (tiktok: TikTok, session: string, callback: string): Promise<Login> =>
  tiktok.auth.complete(JSON.parse(session), callback)
// #endregion login

// #region errors
export const describe = (error: unknown): string => {
  if (!(error instanceof TikTokError)) throw error
  switch (error.reason._tag) {
    case "ReauthorizationRequired":
      return `send ${error.reason.creator} through the login`
    case "InvalidInput":
      return `${error.reason.field} ${error.reason.rule}`
    default:
      return error.retryable ? `again in ${error.retryAfter ?? 60_000} ms` : error.remedy
  }
}
// #endregion errors

// #region progress
export const publishWithProgress = async (
  tiktok: TikTok,
  creator: string,
  post: Post
): Promise<Outcome | undefined> => {
  for await (const event of tiktok.publisher.publishStream(creator, post)) {
    if (event._tag === "BytesSent") console.log(`${event.sent} of ${event.size} bytes`)
    if (event._tag === "Finished") return event.outcome
  }
  return undefined
}
// #endregion progress

// #region abort
export const publishInTime = (tiktok: TikTok, creator: string, post: Post, millis: number): Promise<Outcome> =>
  tiktok.publisher.publish(creator, post, { key: "order 1", signal: AbortSignal.timeout(millis) })
// #endregion abort

// #region recover
export const recoverAll = (tiktok: TikTok, tell: (text: string) => void): Promise<void> =>
  tiktok.publisher.recover({
    report: (report) => {
      if (report._tag === "NeedsPerson") tell(`${report.key}: ${report.remedy}`)
      if (report._tag === "NeedsMedia") tell(`${report.key}: publish the same bytes again`)
    }
  })
// #endregion recover

// #region store
export const openShared = (app: App): Promise<TikTok> =>
  create({
    contract: "live",
    ...app,
    store: process.env["DATABASE_URL"] ?? "state",
    encryptionKey: process.env["TIKTOK_TOKEN_KEY"]
  })
// #endregion store

// #region webhook
export const webhook = async (tiktok: TikTok, request: Request): Promise<Response> => {
  try {
    const body = await request.text()
    await tiktok.webhooks.publish(await tiktok.webhooks.receive({ headers: request.headers, body }))
    return new Response()
  } catch (error) {
    if (error instanceof TikTokError && error.category === "input") return new Response(undefined, { status: 401 })
    throw error
  }
}

export const publishWithWebhooks = (tiktok: TikTok, creator: string, post: Post): Promise<Outcome> =>
  tiktok.publisher.publish(creator, post, { webhooks: tiktok.webhooks.events() })
// #endregion webhook

// #region hooks
export const openWatched = (
  app: App,
  log: (event: ResponseEvent | RetryEvent) => void,
  fetch?: typeof globalThis.fetch
): Promise<TikTok> =>
  create({ contract: "live", ...app, store: "memory", fetch, hooks: { onResponse: log, onRetry: log } })
// #endregion hooks

// #region other
/** A call that this library does not have. A token that TikTok rejects is refreshed, and the call is made once more. */
export const get = (tiktok: TikTok, creator: string, url: string): Promise<unknown> =>
  tiktok.auth.withToken(creator, async (token, signal) => {
    const response = await fetch(url, { headers: { authorization: `Bearer ${token}` }, signal })
    if (response.status === 401) throw new TokenRejected()
    return await response.json()
  })
// #endregion other

// #region list
/** The creator's public videos of the last week. Pages are fetched as the loop reads them, and none after it is left. */
export const lastWeek = async (tiktok: TikTok, creator: string, now: Date): Promise<ReadonlyArray<VideoInfo>> => {
  const found: Array<VideoInfo> = []
  for await (const video of tiktok.videos.list(creator)) {
    if (video.createdAt !== undefined && video.createdAt.getTime() < now.getTime() - 7 * 86_400_000) break
    found.push(video)
  }
  return found
}
// #endregion list
