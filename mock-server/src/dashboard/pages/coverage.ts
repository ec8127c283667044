import { html } from "hono/html"
import { type Behaviour, behaviours, type Source, switches } from "../../coverage/index.ts"
import { type ContractName, contractNames } from "../../engine/Dialect.ts"
import { counted } from "../format.ts"
import type { Markup, View, Visit } from "../Page.ts"
import { badge, filters, panel, table, type Tone } from "../parts.ts"

/** What the mock does, and where it is known from that TikTok does it. */
export const coverage: View = (visit) => {
  const asked = visit.query.get("contract")
  const contract = contractNames.find((name) => name === asked) ?? usual
  const shown = behaviours.filter((behaviour) => behaviour.contract === contract)
  return {
    title: "Coverage",
    lead:
      "Everything the mock does, and where it is known from: a page of TikTok's says so, somebody has seen it, or it is assumed.",
    content: html`
      ${filters(visit, "coverage", "contract", [["", titleOf(usual)], [other, titleOf(other)]])}
      ${summary(shown.map(({ source }) => source))}
      ${[...Map.groupBy(shown, ({ of }) => of)].map(([operation, list]) => operationPanel(operation, list))}
      ${panel("Open points", openPoints(visit, contract))}`
  }
}

const [other, usual] = contractNames

const titleOf = (name: ContractName): string => `${name.charAt(0).toUpperCase()}${name.slice(1)} contract`

const tones: Readonly<Record<Source["kind"], Tone>> = { documented: "good", reported: "busy", assumed: "waiting" }

const summary = (sources: ReadonlyArray<Source>): Markup =>
  html`<ul class="numbers three">${
    (["documented", "reported", "assumed"] as const).map((kind) =>
      html`<li><div><span class="name">${badge(tones[kind], kind)}</span><span class="value num">${
        sources.filter((source) => source.kind === kind).length
      }</span></div></li>`
    )
  }</ul>`

const operationPanel = (operation: string, list: ReadonlyArray<Behaviour>): Markup =>
  html`<section class="panel"><header><h2><code>${operation}</code></h2><span class="quiet num">${
    counted(list.length, "behaviour")
  }</span></header><ul class="rows behaviours">${
    list.map(({ does, source }) =>
      html`<li><div class="row-state">${
        badge(tones[source.kind], source.kind)
      }</div><div class="row-main"><p>${does}</p>
        <p class="quiet">${sourceText(source)}</p></div></li>`
    )
  }</ul></section>`

/** Where something is known from. */
const sourceText = (source: Source): Markup => {
  switch (source.kind) {
    case "documented":
      return html`${cited(source.page, source.url)}: ${source.section}`
    case "reported":
      return cited(source.what, source.url)
    case "assumed":
      return html`${source.because}`
  }
}

const cited = (text: string, url: string | undefined): Markup =>
  url === undefined ? html`${text}` : html`<a href="${url}" rel="noreferrer" target="_blank">${text}</a>`

const openPoints = ({ mock }: Visit, contract: ContractName): Markup => {
  const inForce = new Map<string, unknown>(Object.entries(mock.settings().rules.switches))
  return table(
    "Open points",
    ["Question", "Now", "What the mock does", "Known from"],
    Object.entries(switches).filter(([, { contracts }]) => contracts.includes(contract)).map(
      ([name, { question, values }]) => {
        const now = inForce.get(name)
        const chosen = [...values].find(({ value }) => value === now) ?? values[0]
        return html`<tr><th scope="row">${question}<span class="under"><code>${name}</code></span></th><td><code>${
          String(now)
        }</code>${
          chosen.value === values[0].value ? "" : html` ${badge("waiting", "changed")}`
        }</td><td>${chosen.does}</td><td>${
          badge(tones[chosen.source.kind], chosen.source.kind)
        }<span class="under wrap">${sourceText(chosen.source)}</span></td></tr>`
      }
    )
  )
}
