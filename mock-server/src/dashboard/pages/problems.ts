import { html } from "hono/html"
import type { Page, View } from "../Page.ts"
import { link } from "../parts.ts"

/** The page for an address that names nothing. */
export const unknownPage = ((visit) => ({
  title: "Nothing here",
  content: html`<div class="empty"><h2>There is nothing at this address</h2>
    <p>A reset or another scenario takes posts, requests and deliveries away. ${
    link(visit, "", "Go to the overview")
  }.</p></div>`
})) satisfies View as (...args: Parameters<View>) => Page

/** The page for a form that another site has sent. */
export const refusedPage: View = (visit) => ({
  title: "Refused",
  content: html`<div class="empty"><h2>This form came from another site</h2>
    <p>Only the dashboard's own pages may change the mock. ${
    link(visit, "", "Go to the overview")
  } and try it there.</p></div>`
})

/** The page for a form that nobody can read. */
export const unreadablePage: View = (visit) => ({
  title: "Refused",
  content: html`<div class="empty"><h2>This form cannot be read</h2>
    <p>It is larger than 64 MiB, or it did not arrive whole. ${
    link(visit, "", "Go to the overview")
  } and try again.</p></div>`
})
