import type { Hono } from "hono"
import { baseUrlOf } from "../wire/baseUrl.ts"
import type { MockContext, MockEnv } from "../wire/RequestContext.ts"
import { DASHBOARD } from "../wire/tenancy.ts"
import type { Source } from "./PageContext.ts"

/** Routes to the dashboard, which is loaded and made by the first who asks for a page. */
export const mountDashboard = (app: Hono<MockEnv>, source: () => Source): void => {
  let dashboard: Promise<Hono<MockEnv>> | undefined
  const load = () => dashboard ??= loadDashboard().then(({ makeDashboard }) => makeDashboard(source()))
  const answer = async (c: MockContext) => (await load()).fetch(c.req.raw, c.env)

  app.all(`${DASHBOARD}/*`, answer)
  // Browsers ask for it on every page, the consent page too, and no program means it.
  app.get("/favicon.ico", answer)
  app.get("/", async (c, next) => {
    // A program that asks for `/` has lost its way, and is told so in the API's own words.
    if (!(c.req.header("accept") ?? "").includes("text/html")) return next()
    const { prefix, address } = source()
    return c.redirect(`${new URL(baseUrlOf(c, address)).pathname.replace(/\/$/, "")}${prefix}${DASHBOARD}/`)
  })
}

const loadDashboard = async () => {
  await import("#jsx")
  return import("./dashboard.tsx")
}
