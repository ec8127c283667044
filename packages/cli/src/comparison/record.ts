import { Effect, Schema } from "effect"
import type { Post } from "effect-tiktok"
import { conformance, type ConformanceOptions } from "tiktok-mock-server/conformance"

/** One request of a case, and what came back. */
export interface Exchange {
  /** Method and path, without ids. */
  readonly request: string
  readonly status: number
  readonly headers: Headers
  readonly text: string
}

/** The exchanges of one case. */
export interface RecordedCase {
  readonly id: string
  readonly exchanges: ReadonlyArray<Exchange>
  /** Whether a limit of a day ended it, so that it says nothing. */
  readonly isLimited: boolean
}

/** What a run of the suite posts. */
export interface Posts {
  readonly privateVideos: number
  readonly privatePhotoPosts: number
  readonly drafts: number
}

/** Where the suite is run, and as whom. */
export interface Server {
  readonly fetch: ConformanceOptions["fetch"]
  readonly baseUrl: string
  readonly contract: ConformanceOptions["contract"]
  readonly clientKey: string
  readonly clientSecret: string
  readonly redirectUri: string
  readonly token: () => Promise<string>
  /** Waits this many milliseconds, by the clock of the server. */
  readonly wait: (millis: number) => Promise<void>
  /** Media that TikTok may fetch, on an address that is verified for the app. */
  readonly urls?: ConformanceOptions["urls"]
  /** Called before each case. */
  readonly onCase?: ((done: number, all: number) => Effect.Effect<void>) | undefined
}

/**
 * Runs every case of the suite that needs neither a person nor a control API, and records what the server says. Posts
 * only what the creator alone sees. Fails if the server cannot be reached.
 */
export const record = Effect.fnUntraced(function*(server: Server) {
  let exchanges: Array<Exchange> = []
  let isLimited = false
  const refusedForNow = new Map<string, Exchange>()

  const keep = (exchange: Exchange): void => {
    if (daily.test(exchange.text)) isLimited = true
    // How often a post is asked for depends on how fast the server is.
    if (isPoll(exchange) && exchanges.at(-1)?.request === exchange.request) exchanges.pop()
    exchanges.push(exchange)
  }
  const send = (url: string, init: RequestInit, attempt: number): Promise<Response> =>
    server.fetch(url, init).then((response) =>
      response.text().then((text) => {
        const exchange = { request: requestOf(url, init), status: response.status, headers: response.headers, text }
        if (response.status === 429 && attempt < 3) {
          if (!refusedForNow.has(exchange.request)) refusedForNow.set(exchange.request, exchange)
          return server.wait(61_000).then(() => send(url, init, attempt + 1))
        }
        keep(exchange)
        return new Response(bodiless.has(response.status) ? null : text, response)
      })
    )
  let lost: unknown
  const fetch: Server["fetch"] = (url, init = {}) =>
    isPrivate(url, init)
      ? send(url, init, 1).catch((error: unknown) => {
        lost = error
        throw error
      })
      : Promise.reject(new NotSent())

  const cases = [
    ...conformance({
      fetch,
      baseUrl: server.baseUrl,
      contract: server.contract,
      token: server.token,
      wait: server.wait,
      ...(server.urls === undefined ? {} : { urls: server.urls }),
      login: {
        clientKey: server.clientKey,
        clientSecret: server.clientSecret,
        redirectUri: server.redirectUri,
        // The page needs a person.
        consent: () => Promise.reject(new NotSent())
      }
    }),
    ...ofDoctor(server, fetch)
  ]
  const recorded: Array<RecordedCase> = []
  for (const [index, { id, run }] of cases.entries()) {
    yield* server.onCase?.(index, cases.length) ?? Effect.void
    exchanges = []
    isLimited = false
    lost = undefined
    // What counts is what the server said, not whether the case expects it.
    yield* Effect.ignore(Effect.tryPromise((): Promise<unknown> => run()))
    if (lost !== undefined) return yield* new ServerLost({ id, cause: lost })
    recorded.push({ id, exchanges, isLimited })
  }
  // Which request is the first too many differs. How it is refused does not.
  const tooMany = [...refusedForNow.values()].map((exchange): RecordedCase => ({
    id: `too-many-requests ${exchange.request}`,
    exchanges: [exchange],
    isLimited: false
  }))
  return [...recorded, ...tooMany]
})

/** The server stopped responding in the middle of a run. */
class ServerLost extends Schema.TaggedError<ServerLost>()("ServerLost", {
  /** The case that it did not finish. */
  id: Schema.String,
  cause: Schema.Unknown
}) {}

/** Requests that the suite does not make. None of them can lead to a post. */
const ofDoctor = ({ baseUrl, token }: Server, fetch: Server["fetch"]) => {
  const call = (path: string, init: RequestInit) => () =>
    token().then((token) =>
      fetch(baseUrl.replace(/\/$/, "") + path, {
        ...init,
        headers: { authorization: `Bearer ${token}`, "content-type": "application/json; charset=UTF-8" }
      })
    )
  const source_info = { source: "FILE_UPLOAD", video_size: 1000, chunk_size: 1000, total_chunk_count: 1 }
  const branded = { privacy_level: "SELF_ONLY", brand_content_toggle: true, brand_organic_toggle: false }
  return [
    {
      id: "doctor/private-and-branded",
      run: call("/v2/post/publish/video/init/", {
        method: "POST",
        body: JSON.stringify({ post_info: branded, source_info })
      })
    },
    { id: "doctor/every-field", run: call("/v2/user/info/?fields=open_id,username,follower_count", {}) }
  ]
}

/** What a recorded run has posted at most. */
export const postsIn = (cases: ReadonlyArray<RecordedCase>): Posts => {
  const accepted = (path: string) =>
    cases.flatMap(({ exchanges }) => exchanges).filter(({ request, text }) =>
      request.startsWith(`POST ${path}`) && text.includes("\"publish_id\"")
    )
  const photos = accepted(content)
  const photoDrafts = photos.filter(({ request }) => request.endsWith("(draft)")).length
  return {
    privateVideos: accepted("/v2/post/publish/video/init/").length,
    privatePhotoPosts: photos.length - photoDrafts,
    drafts: accepted("/v2/post/publish/inbox/video/init/").length + photoDrafts
  }
}

/** A request that was not sent: it needs a person, or would post what others see. */
class NotSent extends Error {
  override readonly name = "NotSent"
}

// A response with one of these statuses cannot be made with a body.
const bodiless = new Set([101, 204, 205, 304])

const content = "/v2/post/publish/content/init/"

// tiktok-live, section 10: refusals that last for a day.
const daily = /"(?:spam_risk_too_many_posts|spam_risk_too_many_pending_share|reached_active_user_cap)"/

/** Whether others see a post with a level, also in the catalog's words. A new level has to say so here. */
const isSeenByOthers: { readonly [Level in Post.PrivacyLevel | "PUBLIC" | "FRIENDS" | "PRIVATE"]: boolean } = {
  PUBLIC_TO_EVERYONE: true,
  PUBLIC: true,
  MUTUAL_FOLLOW_FRIENDS: true,
  FRIENDS: true,
  FOLLOWER_OF_CREATOR: true,
  SELF_ONLY: false,
  PRIVATE: false
}

const seenByOthers = new Set(Object.entries(isSeenByOthers).flatMap(([level, isSeen]) => isSeen ? [level] : []))

const isPrivate = (url: string, init: RequestInit): boolean => {
  const { pathname } = new URL(url)
  // The token is the person's own, and is needed for the next case.
  if (pathname.endsWith("/v2/oauth/revoke/")) return false
  if (!pathname.endsWith("/init/") || typeof init.body !== "string") return true
  const levels = init.body.matchAll(/"privacy_level"\s*:\s*"([^"]*)"/g)
  return [...levels].every(([, level = ""]) => !seenByOthers.has(level.toUpperCase()))
}

const requestOf = (url: string, { body, method = "GET" }: RequestInit): string => {
  const { pathname } = new URL(url)
  if (method === "PUT") return "PUT (upload)"
  const path = pathname.slice(Math.max(0, pathname.indexOf("/v2/")))
  const isDraft = path === content && typeof body === "string" && body.includes("MEDIA_UPLOAD")
  return `${method} ${path}${isDraft ? " (draft)" : ""}`
}

const isPoll = ({ request, text }: Exchange): boolean =>
  request === "POST /v2/post/publish/status/fetch/" && text.includes("\"PROCESSING")
