import type { Hono } from "hono"
import { baseUrlOf } from "../wire/baseUrl.ts"
import type { MockContext, MockEnv } from "../wire/RequestContext.ts"
import { DASHBOARD } from "../wire/tenancy.ts"
import type { Source } from "./PageContext.ts"

/** Adds the routes of the dashboard, which is loaded on the first page request. */
export const mountDashboard = (app: Hono<MockEnv>, source: () => Source): void => {
  let dashboard: Promise<Hono<MockEnv>> | undefined
  const load = () => dashboard ??= loadDashboard().then(({ makeDashboard }) => makeDashboard(source()))
  const serve = async (c: MockContext) => (await load()).fetch(c.req.raw, c.env)

  app.all(`${DASHBOARD}/*`, serve)
  // Browsers request it on every page, also on the consent page.
  app.get("/favicon.ico", serve)
  // A program that requests one of these gets the error response of the API.
  for (const path of ["/", "/_mock"]) {
    app.get(path, async (c, next) => {
      if (!(c.req.header("accept") ?? "").includes("text/html")) return next()
      const { prefix, address } = source()
      return c.redirect(`${new URL(baseUrlOf(c, address)).pathname.replace(/\/$/, "")}${prefix}${DASHBOARD}/`)
    })
  }
}

const loadDashboard = async () => {
  await import("#jsx")
  return import("./app.tsx")
}
