import { html } from "hono/html"
import { resetParts } from "../../engine/resetting.ts"
import type { Scenario } from "../../scenarios/Scenario.ts"
import { scenarios as known } from "../../scenarios/scenarios.ts"
import { counted, span } from "../format.ts"
import type { Markup, View, Visit } from "../Page.ts"
import { badge, button, facts, form, panel } from "../parts.ts"

/** The worlds that the mock can begin in. */
export const scenarios: View = (visit) => ({
  title: "Scenarios",
  lead:
    "A scenario is the world a mock begins in. Switching begins everything anew, the clock and the journal included.",
  content: html`
    ${
    visit.moving(
      "scenarios",
      html`<ul class="cards">${Object.values(known).map((scenario) => card(visit, scenario))}</ul>`
    )
  }
    ${panel("Begin anew", anew(visit))}
    ${panel("Keep and come back", keep(visit))}
    ${visit.moving("rules", panel("The rules in force", rules(visit)))}`
})

const card = (visit: Visit, { description, name }: Scenario): Markup => {
  const isCurrent = visit.mock.settings().scenario.name === name
  return html`<li class="panel" data-key="${name}" data-testid="scenario-${name}"><header><h2>${name}</h2>${
    isCurrent ? badge("good", "In force") : ""
  }</header><div class="pad"><p>${description}</p>
    <div class="actions">${
    button(visit, "scenarios/switch", isCurrent ? "Begin it anew" : "Switch to it", { name }, {
      label: `${isCurrent ? "Begin it anew" : "Switch to it"}: ${name}`
    })
  }</div></div></li>`
}

const anew = (visit: Visit): Markup =>
  form(
    visit,
    "scenarios/reset",
    html`<div class="ticks">${
      resetParts.map((part) => html`<label><input type="checkbox" name="only" value="${part}"> ${part}</label>`)
    }</div><p class="quiet">Without a tick, everything begins anew.</p><p><button class="button danger">Reset</button></p>`,
    { className: "stacked" }
  )

const keep = (visit: Visit): Markup =>
  html`<div class="pad deeds"><a class="button" href="${visit.root}snapshot.json" download="tiktok-mock.json">Download a snapshot</a>
    ${
    form(
      visit,
      "scenarios/restore",
      html`<label class="field">Snapshot <input type="file" name="snapshot" accept="application/json,.json" required></label>
        <button class="button">Restore it</button>`,
      { isUpload: true }
    )
  }</div>`

const rules = ({ mock }: Visit): Markup => {
  const { lifecycle, lifetimes, limits } = mock.settings().rules
  return facts([
    [
      "Posts settle",
      lifecycle.mode === "after"
        ? `${span(lifecycle.millis)} after their media are here`
        : lifecycle.mode === "polls"
        ? `after ${counted(lifecycle.count, "status call")}`
        : lifecycle.mode === "manual"
        ? "when you say so"
        : "at once"
    ],
    ["Inits a minute", many(limits.initsPerMinute, "init")],
    ["Posts a day", many(limits.postsPerDay, "post")],
    ["Status calls a minute", many(limits.statusCallsPerMinute, "call")],
    ["Access token lives", span(lifetimes.accessToken)],
    ["Refresh token lives", span(lifetimes.refreshToken)],
    ["Upload address lives", span(lifetimes.uploadUrl)]
  ])
}

const many = (amount: number, what: string): string => amount === Infinity ? "any number" : counted(amount, what)
