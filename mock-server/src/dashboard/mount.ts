import { Hono } from "hono"
import type { MockEnv } from "../wire/Exchange.ts"
import type { Source } from "./Page.ts"

/** Where the dashboard lies, below whatever prefix leads to the mock. */
export const DASHBOARD = "/_mock/ui"

/** Routes to the dashboard, which is loaded and made by the first who asks for a page. */
export const mountDashboard = (source: () => Source): Hono<MockEnv> => {
  const app = new Hono<MockEnv>()
  let dashboard: Promise<Hono> | undefined
  const load = () => dashboard ??= import("./dashboard.ts").then(({ makeDashboard }) => makeDashboard(source()))
  app.all(`${DASHBOARD}/*`, async (c) => (await load()).fetch(c.req.raw, c.env))
  // Browsers ask for it on every page, the consent page too, and no program means it.
  app.get("/favicon.ico", async (c) => (await load()).fetch(c.req.raw, c.env))
  app.get("/", async (c, next) => {
    // A program that asks for `/` has lost its way, and is told so in the API's own words.
    if (!(c.req.header("accept") ?? "").includes("text/html")) return next()
    return c.redirect(`.${DASHBOARD}/`)
  })
  return app
}
