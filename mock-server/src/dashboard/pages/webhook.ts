import { html } from "hono/html"
import { span } from "../format.ts"
import type { View } from "../Page.ts"
import { button, facts, handle, moment, panel, snippet, table } from "../parts.ts"
import { lastAnswer, outcomeBadge } from "./webhooks.ts"

/** One webhook: its bytes and every attempt to deliver them. */
export const webhook: View = (visit, id) => {
  const delivery = visit.mock.webhooks.deliveries().find((known) => known.id === id)
  if (delivery === undefined) return undefined
  return {
    title: delivery.event,
    above: { href: "webhooks", title: "Webhooks" },
    content: html`
      ${
      visit.moving(
        "delivery",
        html`${
          panel(
            "Delivery",
            facts([
              ["State", html`${outcomeBadge(delivery)} ${lastAnswer(delivery)}`],
              ["Happened", moment(delivery.at, visit.now)],
              ["Creator", handle(visit, delivery.openId)],
              ["App", html`<code>${delivery.appId}</code>`],
              ["Next attempt", delivery.nextAt === undefined ? undefined : `in ${span(delivery.nextAt - visit.now)}`]
            ]),
            button(visit, "webhooks/replay", "Replay", { id }, { tone: "primary" })
          )
        }${
          panel(
            "Attempts",
            delivery.attempts.length === 0
              ? html`<p class="none">None yet.</p>`
              : table(
                "Attempts",
                ["Number", "At", "Answer"],
                delivery.attempts.map(({ at, error, status }, index) =>
                  html`<tr data-key="attempt-${index}"><th scope="row" class="num">${index + 1}</th><td class="num">${
                    moment(at, visit.now)
                  }</td><td>${status === undefined ? error ?? "" : `status ${status}`}</td></tr>`
                )
              )
          )
        }`
      )
    }
      ${panel("Body", snippet(delivery.body, "the body"))}`
  }
}
