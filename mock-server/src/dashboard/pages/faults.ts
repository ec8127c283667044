import { html } from "hono/html"
import type { ActiveFault } from "../../engine/Faults.ts"
import { counted, span } from "../format.ts"
import type { Markup, View, Visit } from "../Page.ts"
import { badge, button, empty, handle, link, panel, table } from "../parts.ts"
import { describeEffect, faultForm, presets } from "./faultForm.ts"

/** Faults in force, and a form for the next. */
export const faults: View = (visit) => ({
  title: "Faults",
  lead:
    "Make TikTok fail, and see what your program does. A fault hits the requests that match it until it is used up or cleared.",
  content: html`
    ${visit.moving("faults", inForce(visit))}
    ${
    panel(
      "With one click",
      html`<div class="pad presets">${
        presets.map(({ id, text }) => button(visit, "faults/preset", text, { preset: id }, { testId: `preset-${id}` }))
      }</div>`
    )
  }
    ${faultForm(visit)}`
})

const inForce = (visit: Visit): Markup => {
  const list = visit.mock.faults.list()
  if (list.length === 0) {
    return empty(
      "Nothing is failing",
      "Every request gets its honest answer. Choose a fault below, or make one of your own."
    )
  }
  return panel(
    `${counted(list.length, "fault")} in force`,
    table(
      "Faults in force",
      ["Fault", "What happens", "To which requests", "Hits", ""],
      list.toReversed().map((fault) => row(visit, fault))
    ),
    button(visit, "faults/clear", "Clear all", {}, { tone: "danger" })
  )
}

const row = (visit: Visit, fault: ActiveFault): Markup => {
  const isOver = fault.hits >= (fault.times ?? Infinity) || visit.now >= (fault.until ?? Infinity)
    || fault.matched >= (fault.match?.first ?? Infinity)
  return html`<tr data-key="${fault.id}" data-testid="fault"><th scope="row"><code>${fault.id}</code></th>
    <td>${describeEffect(fault.effect)}</td>
    <td>${whom(visit, fault)}</td>
    <td class="num">${
    fault.hits === 0
      ? html`<span class="quiet">none of ${fault.matched}</span>`
      : link(visit, "requests?show=faults", `${fault.hits} of ${fault.matched}`)
  } ${isOver ? badge("plain", "used up") : badge("bad", "active")}</td>
    <td class="end">${
    button(visit, "faults/remove", "Remove", { id: fault.id }, { label: `Remove ${fault.id}` })
  }</td></tr>`
}

const whom = (visit: Visit, { match, probability, times, until }: ActiveFault): Markup => {
  const parts = [
    match?.creator === undefined ? undefined : `of ${handle(visit, match.creator)}`,
    match?.nth === undefined ? undefined : `only number ${match.nth}`,
    match?.first === undefined ? undefined : `the first ${match.first}`,
    times === undefined ? undefined : `${counted(times, "time")} at most`,
    probability === undefined ? undefined : `${Math.round(probability * 100)} % of them`,
    until === undefined ? undefined : until > visit.now ? `for another ${span(until - visit.now)}` : "time is up"
  ].filter((part) => part !== undefined)
  return html`${match?.operation === undefined ? "every request" : html`<code>${match.operation}</code>`}${
    parts.length === 0 ? "" : html`<span class="quiet"> ${parts.join(", ")}</span>`
  }`
}
