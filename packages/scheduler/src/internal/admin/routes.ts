import { CreatorId } from "effect-tiktok/Post"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import type { Service } from "../../model/service.ts"
import { ScheduledPostId } from "../../ScheduledPost.ts"
import type { SchedulerError } from "../../SchedulerError.ts"
import type { Html } from "./html.ts"
import * as Pages from "./pages.ts"
import { style } from "./style.ts"

/**
 * The response of a request that is authorized.
 *
 * @internal
 */
export const respond = (scheduler: Service, root: string, request: Request): Effect.Effect<Response> => {
  const url = new URL(request.url)
  const [first, id, action, ...rest] = url.pathname.slice(root.length).split("/").slice(1).map(decode)
  const isRead = request.method === "GET" || request.method === "HEAD"
  const found = Effect.gen(function*() {
    if (first === undefined || first === "" && id === undefined) {
      return isRead ? yield* overview(scheduler, root, url.searchParams) : notAllowed(root, "GET")
    }
    if (first === "style.css" && id === undefined) return isRead ? css() : notAllowed(root, "GET")
    if (first !== "posts" || id === undefined || id === "" || rest.length > 0) return missing(root)
    const postId = ScheduledPostId.make(id)
    if (action === undefined) {
      return isRead ? yield* detail(scheduler, root, postId, url.searchParams) : notAllowed(root, "GET")
    }
    if (!isAction(action)) return missing(root)
    if (request.method !== "POST") return notAllowed(root, "POST")
    return isSameOrigin(request, url) ? yield* act(scheduler, root, postId, action) : foreign(root)
  })
  return found.pipe(
    Effect.catch((error) => Effect.succeed(failed(root, error))),
    Effect.map((response) => request.method === "HEAD" ? new Response(null, response) : response)
  )
}

const overview = Effect.fnUntraced(function*(scheduler: Service, root: string, query: URLSearchParams) {
  const now = yield* DateTime.now
  const view = Pages.views.find((name) => name === query.get("show")) ?? "due"
  const creator = query.get("creator") || undefined
  const filter = { ...Pages.filterOf(view, now), creator: creator === undefined ? undefined : CreatorId.make(creator) }
  const first = (view: Pages.View) => scheduler.page(Pages.filterOf(view, now), { limit: 100 })
  const [health, failed, unknown, page] = yield* Effect.all([
    scheduler.health,
    first("failed"),
    first("unknown"),
    scheduler.page(filter, { cursor: query.get("cursor") ?? undefined, limit: 50 })
  ])
  return asPage(200, Pages.overview({ root, view, creator, health, failed, unknown, page }))
})

const detail = Effect.fnUntraced(function*(
  scheduler: Service,
  root: string,
  id: ScheduledPostId,
  query: URLSearchParams
) {
  const done = query.get("done") ?? ""
  const [post, history] = yield* Effect.all([scheduler.get(id), scheduler.history(id)])
  const notice = isAction(done) ? { text: Pages.actionsOf[done].done, isProblem: false } : undefined
  return asPage(200, Pages.detail({ root, post, history, notice }))
})

const act = Effect.fnUntraced(function*(scheduler: Service, root: string, id: ScheduledPostId, action: Pages.Action) {
  return yield* change(scheduler, id, action).pipe(
    Effect.as(
      new Response(null, {
        status: 303,
        headers: { ...headers, location: `${root}/posts/${encodeURIComponent(id)}?done=${action}` }
      })
    ),
    // Another person or a runner was faster, or the limits say no: the page shows the post as it is now.
    Effect.catchReasons("SchedulerError", {
      AlreadyPublishing: (reason) => refused(scheduler, root, id, reason),
      WrongState: (reason) => refused(scheduler, root, id, reason),
      OutcomeUnsettled: (reason) => refused(scheduler, root, id, reason)
    })
  )
})

const change = (
  scheduler: Service,
  id: ScheduledPostId,
  action: Pages.Action
): Effect.Effect<unknown, SchedulerError> => {
  switch (action) {
    case "retry":
      return scheduler.retry(id)
    case "cancel":
      return scheduler.cancel(id)
    case "published":
      return scheduler.settle(id, "Published")
    case "not-published":
      return scheduler.settle(id, "NotPublished")
  }
}

const refused = Effect.fnUntraced(function*(
  scheduler: Service,
  root: string,
  id: ScheduledPostId,
  reason: { readonly message: string; readonly remedy: string }
) {
  const [post, history] = yield* Effect.all([scheduler.get(id), scheduler.history(id)])
  const text = `Nothing was changed: ${reason.message}. ${reason.remedy}`
  return asPage(409, Pages.detail({ root, post, history, notice: { text, isProblem: true } }))
})

// -----------------------------------------------------------------------------
// responses
// -----------------------------------------------------------------------------

const headers = {
  "cache-control": "no-store",
  "content-security-policy":
    "default-src 'none'; style-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
  "referrer-policy": "same-origin",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY"
}

const asPage = (status: number, page: Html, more: Readonly<Record<string, string>> = {}): Response =>
  new Response(page.text, { status, headers: { ...headers, "content-type": "text/html; charset=utf-8", ...more } })

const css = (): Response => new Response(style, { headers: { ...headers, "content-type": "text/css; charset=utf-8" } })

const missing = (root: string): Response =>
  asPage(404, Pages.message(root, "Not found", "There is no such page. A post is removed some time after it ended."))

const notAllowed = (root: string, allow: string): Response =>
  asPage(405, Pages.message(root, "Not allowed", `This address takes ${allow} only.`), { allow })

const foreign = (root: string): Response =>
  asPage(403, Pages.message(root, "Refused", "The form was not sent from this site. Nothing was changed."))

const failed = (root: string, { reason }: SchedulerError): Response => {
  switch (reason._tag) {
    case "NotFound":
      return missing(root)
    case "InvalidInput":
      return asPage(400, Pages.message(root, "Wrong address", reason.message))
    default:
      // The detail of a database is nothing for a page.
      return asPage(503, Pages.message(root, "Not available", "The database of the scheduler does not answer."))
  }
}

// -----------------------------------------------------------------------------
// requests
// -----------------------------------------------------------------------------

const isAction = (name: string): name is Pages.Action => Object.hasOwn(Pages.actionsOf, name)

/** A part of a path; one that is no UTF-8 is no post either. */
const decode = (part: string): string => {
  const bytes = /^(?:[^%]|%[0-9A-Fa-f]{2})*$/.test(part) ? part : ""
  return bytes.replaceAll(
    /(?:%[0-9A-Fa-f]{2})+/g,
    (encoded) =>
      new TextDecoder().decode(Uint8Array.from(encoded.slice(1).split("%"), (digits) => Number.parseInt(digits, 16)))
  )
}

/** Browsers say where a form is from. A proxy may change scheme and port of the address, and no page can set these headers. */
const isSameOrigin = (request: Request, url: URL): boolean => {
  const site = request.headers.get("sec-fetch-site")
  if (site !== null) return site === "same-origin"
  const origin = URL.parse(request.headers.get("origin") ?? "")
  return origin !== null && origin.host === (request.headers.get("host") ?? url.host)
}
