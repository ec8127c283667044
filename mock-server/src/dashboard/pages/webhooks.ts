import { html } from "hono/html"
import { webhookEvents } from "../../engine/happenings.ts"
import type { WebhookDelivery } from "../../Webhooks.ts"
import { span } from "../format.ts"
import type { Markup, View, Visit } from "../Page.ts"
import { pageBy, pager } from "../paging.ts"
import {
  badge,
  button,
  empty,
  facts,
  form,
  handle,
  link,
  moment,
  options,
  pageOf,
  panel,
  table,
  type Tone
} from "../parts.ts"

/** What apps were told, and how they took it. */
export const webhooks: View = (visit) => ({
  title: "Webhooks",
  lead: "What TikTok tells your app without being asked. Retries follow the mock's clock.",
  content: html`
    ${visit.moving("deliveries", deliveries(visit))}
    ${visit.moving("sending", sending(visit))}
    ${trigger(visit)}`
})

const sending = (visit: Visit): Markup => {
  const { duplicates, isHeld, isReordered, url } = visit.mock.webhooks.settings()
  return panel(
    "How they are sent",
    html`${
      facts([
        ["To", url === undefined ? "nowhere, unless an app has an address of its own" : html`<code>${url}</code>`],
        ["When due", isHeld ? badge("waiting", "Held back") : "at once"],
        ["Order", isReordered ? badge("waiting", "Wrong way round") : "as it happened"],
        ["Copies", duplicates === 0 ? "one of each" : badge("waiting", `${duplicates} more of each`)]
      ])
    }<div class="pad actions">
      ${isHeld ? button(visit, "webhooks/release", "Release") : button(visit, "webhooks/hold", "Hold everything back")}
      ${isReordered ? "" : button(visit, "webhooks/reorder", "In the wrong order")}
      ${duplicates === 0 ? button(visit, "webhooks/twice", "Send everything twice") : ""}
      ${isHeld || isReordered || duplicates > 0 ? button(visit, "webhooks/calm", "As usual again") : ""}</div>`
  )
}

const outcomes: Readonly<Record<WebhookDelivery["outcome"], readonly [Tone, string]>> = {
  waiting: ["waiting", "Waiting"],
  delivered: ["good", "Delivered"],
  dropped: ["bad", "Given up"]
}

/** What became of a delivery, in a word. */
export const outcomeBadge = ({ attempts, outcome }: WebhookDelivery): Markup =>
  outcome === "waiting" && attempts.length > 0 ? badge("bad", "Refused") : badge(...outcomes[outcome])

/** What the last attempt has brought. */
export const lastAnswer = ({ attempts }: WebhookDelivery): string => {
  const last = attempts.at(-1)
  return last === undefined
    ? "not tried yet"
    : last.status === undefined
    ? last.error ?? "no answer"
    : `status ${last.status}`
}

const deliveries = (visit: Visit): Markup => {
  const all = visit.mock.webhooks.deliveries().toReversed()
  if (all.length === 0) {
    return empty(
      "Nothing was sent yet",
      "Tell the mock where your app listens, and every post and every login that ends is told there, signed as TikTok does:",
      "npx tiktok-mock --webhook http://localhost:3000/hooks"
    )
  }
  const shown = pageBy(visit, all)
  return html`<section class="panel"><header><h2>Deliveries</h2></header>${
    table(
      "Deliveries",
      ["State", "Event", "Attempts", "Last answer", "Next", ""],
      shown.items.map((delivery) => row(visit, delivery))
    )
  }</section>${pager(visit, "webhooks", shown)}`
}

const row = (visit: Visit, delivery: WebhookDelivery): Markup =>
  html`<tr data-key="${delivery.id}" data-testid="delivery"><td>${outcomeBadge(delivery)}</td>
    <th scope="row">${link(visit, pageOf("webhooks", delivery.id), html`<code>${delivery.event}</code>`)}
      <span class="under num">${handle(visit, delivery.openId)} · ${moment(delivery.at, visit.now)}</span></th>
    <td class="num">${delivery.attempts.length}</td>
    <td>${lastAnswer(delivery)}</td>
    <td class="num">${delivery.nextAt === undefined ? "" : `in ${span(delivery.nextAt - visit.now)}`}</td>
    <td class="end">${
    button(visit, "webhooks/replay", "Replay", { id: delivery.id }, { label: `Replay ${delivery.event}` })
  }</td></tr>`

const example = `{"publish_id": "v_pub_1", "reason": "internal"}`

const trigger = (visit: Visit): Markup =>
  html`<section class="panel"><header><h2>Send an event of your own</h2></header>${
    form(
      visit,
      "webhooks/trigger",
      html`<div class="actions"><label class="field">Event <select name="event">${
        options(webhookEvents.map((name) => [name, name] as const))
      }</select></label>
        <label class="field">Creator <select name="openId">${
        options(visit.mock.control.creators().map(({ openId, username }) => [openId, `@${username}`] as const))
      }</select></label></div>
        <label class="field">Content, as JSON <textarea name="content" rows="3" required spellcheck="false">${example}</textarea></label>
        <p><button class="button primary">Send it</button></p>`,
      { className: "stacked" }
    )
  }</section>`
