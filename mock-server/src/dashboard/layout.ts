import { html } from "hono/html"
import { clockTime, count, date } from "./format.ts"
import { type Icon, icon } from "./icons.ts"
import type { Markup, Notice, Page, Visit } from "./Page.ts"

interface Section {
  /** First step of its addresses. */
  readonly name: string
  readonly title: string
  readonly icon: Icon
  /** How many things it has to show. */
  readonly amount?: (visit: Visit) => number
}

/** The parts of the dashboard, as the navigation lists them. */
const sections: ReadonlyArray<Section> = [
  { name: "", title: "Overview", icon: "home" },
  { name: "posts", title: "Posts", icon: "play", amount: ({ world }) => world.state.posts.size },
  { name: "uploads", title: "Uploads", icon: "upload", amount: ({ mock }) => mock.control.uploads().length },
  { name: "requests", title: "Requests", icon: "list", amount: ({ mock }) => mock.journal.entries().length },
  { name: "faults", title: "Faults", icon: "bolt", amount: ({ mock }) => mock.faults.list().length },
  { name: "clock", title: "Clock", icon: "clock" },
  { name: "creators", title: "Creators", icon: "person" },
  { name: "webhooks", title: "Webhooks", icon: "hook", amount: ({ world }) => world.state.deliveries.size },
  { name: "scenarios", title: "Scenarios", icon: "globe" },
  { name: "coverage", title: "Coverage", icon: "check" }
]

/** The whole document around a page. */
export const layout = (visit: Visit, section: string, page: Page, notice: Notice | undefined): Markup => {
  const { root } = visit
  return html`<!doctype html>
<html lang="en" data-root="${root}" data-here="${visit.here}">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <meta name="color-scheme" content="light dark">
  <title>${page.title} · TikTok mock</title>
  <link rel="icon" href="${root}icon.svg" type="image/svg+xml">
  <link rel="stylesheet" href="${root}style.css">
  <script src="${root}script.js" defer></script>
</head>
<body>
<a class="skip" href="#main">Skip to content</a>
<header class="top">
  <button type="button" class="menu" popovertarget="nav" aria-label="Menu">${icon("menu")}</button>
  <a class="brand" href="${root}">${icon("mark")}<span>TikTok mock</span></a>
</header>
<div id="nav" popover class="side">
  <a class="brand" href="${root}">${icon("mark")}<span>TikTok mock</span></a>
  <nav aria-label="Dashboard">${visit.moving("nav", navigation(visit, section))}</nav>
  <footer>${visit.moving("side-clock", sideClock(visit))}
    <p class="quiet"><span class="connection" data-connection>Reload to see changes</span></p>
  </footer>
</div>
<main id="main" tabindex="-1">
  <header class="head">
    ${
    page.above === undefined
      ? ""
      : html`<p class="above"><a href="${root}${page.above.href}"><span aria-hidden="true">←</span> ${page.above.title}</a></p>`
  }
    <h1>${page.title}</h1>
    ${page.lead === undefined ? "" : html`<p class="lead">${page.lead}</p>`}
  </header>
  <div class="notices" role="status" id="notices">${
    notice === undefined ? "" : html`<div class="notice ${notice.kind}">${notice.text}</div>`
  }</div>
  ${page.content}
</main>
</body>
</html>`
}

const navigation = (visit: Visit, current: string): Markup =>
  html`<ul>${
    sections.map(({ amount, icon: drawing, name, title }) => {
      const number = amount?.(visit) ?? 0
      return html`<li><a href="${visit.root}${name}" ${
        name === current ? html`aria-current="page"` : ""
      } data-testid="nav-${name === "" ? "overview" : name}">${icon(drawing)}<span>${title}</span>${
        number === 0 ? "" : html`<span class="amount ${name === "faults" ? "alert" : ""}">${count(number)}</span>`
      }</a></li>`
    })
  }</ul>`

const sideClock = ({ mock, now, root }: Visit): Markup =>
  html`<p class="side-scenario"><span class="quiet">Scenario</span> <a href="${root}scenarios">${mock.settings().scenario.name}</a></p><a class="side-clock" href="${root}clock"><span class="quiet">${
    mock.clock.isFrozen() ? "Clock, frozen" : "Clock, UTC"
  }</span><time class="num" datetime="${new Date(now).toISOString()}">${clockTime(now)}</time><span class="quiet">${
    date(now)
  }</span></a>`
