/**
 * The pages of the mock. They read the mock's object and their forms call its functions, so everything here is possible in
 * code too. This module is loaded on the first page request.
 */
import { Hono } from "hono"
import type { JSX } from "hono/jsx/jsx-runtime"
import { readBody } from "../control/readBody.ts"
import { baseUrlOf } from "../wire/baseUrl.ts"
import type { MockContext, MockEnv } from "../wire/RequestContext.ts"
import { DASHBOARD, EVENTS, pathWithin } from "../wire/tenancy.ts"
import { actions } from "./actions.tsx"
import { follow } from "./events.ts"
import { isOwnForm } from "./guard.ts"
import { favicon } from "./icons.tsx"
import { harOf } from "./journalFiles.ts"
import { makeNotices } from "./notices.ts"
import type { Notice, PageContext, Source } from "./PageContext.ts"
import { RefusedPage, UnknownPage, UnreadablePage } from "./pages/problems.tsx"
import { chosenRequests } from "./pages/requestFilter.tsx"
import { pageContextOf, render } from "./render.tsx"
import { script } from "./script.ts"
import { style } from "./style.ts"

export const makeDashboard = (source: Source): Hono<MockEnv> => {
  const app = new Hono<MockEnv>({ getPath: (request) => pathWithin(new URL(request.url).pathname, source.prefix) })
  const notices = makeNotices()

  const context = (c: MockContext): PageContext => {
    const url = new URL(c.req.url)
    return pageContextOf(source, baseUrlOf(c, source.address), url, notices.get(url.searchParams.get("notice")))
  }

  app.use(async (c, next) => {
    await next()
    for (const [name, value] of Object.entries(protection)) c.res.headers.set(name, value)
  })
  // Relative links need the right number of slashes.
  app.get(DASHBOARD, () => redirect("ui/"))
  app.get(`${DASHBOARD}/:section/`, (c) => redirect(`../${c.req.param("section")}`))
  app.get(`${DASHBOARD}/style.css`, () => asset(style, "text/css"))
  app.get(`${DASHBOARD}/script.js`, () => asset(script, "text/javascript"))
  app.get(`${DASHBOARD}/icon.svg`, () => asset(favicon, "image/svg+xml"))
  app.get("/favicon.ico", () => asset(favicon, "image/svg+xml"))
  app.get(`${DASHBOARD}/snapshot.json`, (c) => c.json(source.mock.snapshot()))
  app.get(`${DASHBOARD}/requests.json`, (c) => c.json({ entries: chosenRequests(context(c)) }))
  app.get(`${DASHBOARD}/requests.har`, (c) => {
    const page = context(c)
    return c.json(harOf(page.origin, chosenRequests(page)))
  })
  app.get(EVENTS, (c) => {
    const home = `${new URL(c.req.url).origin}${DASHBOARD}/`
    const watched = URL.parse(c.req.query("page") ?? "", home) ?? new URL(home)
    const base = baseUrlOf(c, source.address)
    if (c.req.query("once") !== undefined) {
      const { isFound, parts } = render(pageContextOf(source, base, watched))
      return c.json({ isFound, parts: Object.fromEntries(parts) })
    }
    return follow(
      () => render(pageContextOf(source, base, watched)),
      AbortSignal.any([source.closed, c.req.raw.signal])
    )
  })
  app.get(`${DASHBOARD}/*`, (c) => {
    const { html, isFound } = render(context(c))
    return c.html(html, isFound ? 200 : 404)
  })
  app.post(`${DASHBOARD}/:section/:verb`, async (c) => {
    const refuse = (status: 400 | 403 | 404, page: JSX.Element) => c.html(render(context(c), page).html, status)
    if (!isOwnForm(c, source.address)) return refuse(403, <RefusedPage />)
    const action = actions.get(`${c.req.param("section")}/${c.req.param("verb")}`)
    if (action === undefined) return refuse(404, <UnknownPage />)
    const fields = await readForm(c)
    if (fields === undefined) return refuse(400, <UnreadablePage />)
    const notice = await perform(() => action(context(c), fields))
    return redirectTo(fields.get("back") ?? "", notices.add({ ...notice, form: fields.get("form") ?? undefined }))
  })
  app.all(`${DASHBOARD}/*`, () => new Response(null, { status: 405, headers: { Allow: "GET, POST" } }))
  return app
}

// Only own resources, no inline code, and no frames.
const protection = {
  "Cache-Control": "no-store",
  "Content-Security-Policy": [
    "default-src 'none'",
    "connect-src 'self'",
    "img-src 'self' data:",
    "media-src 'self'",
    "script-src 'self'",
    "style-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'"
  ].join("; "),
  "Referrer-Policy": "same-origin",
  "X-Content-Type-Options": "nosniff"
} as const

const redirect = (path: string): Response => new Response(null, { status: 302, headers: { Location: path } })

const asset = (content: string, type: string): Response =>
  new Response(content, { headers: { "Content-Type": `${type}; charset=UTF-8` } })

/** Reads a form; undefined when it is too large or malformed. */
const readForm = async (c: MockContext): Promise<URLSearchParams | undefined> => {
  try {
    const headers = { "Content-Type": c.req.header("content-type") ?? "" }
    const fields = new URLSearchParams()
    for (const [name, value] of await new Response(await readBody(c.req.raw), { headers }).formData()) {
      fields.append(name, typeof value === "string" ? value : await value.text())
    }
    return fields
  } catch {
    return undefined
  }
}

/** Runs the handler of a form. The page shows its error. */
const perform = async (act: () => Notice | Promise<Notice>): Promise<Notice> => {
  try {
    return await act()
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    return { kind: "problem", text: `This did not work: ${reason}` }
  }
}

/** Redirects the browser to a page of the dashboard. */
const redirectTo = (path: string, notice: string): Response => {
  const safe = /^[a-z][\x21-\x7e]*$/.test(path) && !path.includes("..") ? path : ""
  const location = `../${safe}${safe.includes("?") ? "&" : "?"}notice=${notice}`
  return new Response(null, { status: 303, headers: { Location: location } })
}
