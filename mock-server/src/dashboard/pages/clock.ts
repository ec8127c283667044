import { html } from "hono/html"
import { type Post, standingAt } from "../../engine/Post.ts"
import { publicationsOf } from "../../engine/publications.ts"
import { clockTime, date, span } from "../format.ts"
import type { Markup, View, Visit } from "../Page.ts"
import { badge, button, form, handle, hidden, link, moment, options, pageOf, panel } from "../parts.ts"
import { captionOf } from "./posts.ts"

const steps = [["minute", "+ 1 minute"], ["hour", "+ 1 hour"], ["day", "+ 1 day"]] as const

/** The mock's time, and what comes next on it. */
export const clock: View = (visit) => ({
  title: "Clock",
  lead: "Everything in the mock goes by this clock: posts, tokens, upload addresses, limits, webhooks and delays.",
  content: html`
    ${visit.moving("now", nowPanel(visit))}
    ${visit.moving("next", panel("What comes next", upcoming(visit)))}`
})

const nowPanel = (visit: Visit): Markup => {
  const isFrozen = visit.mock.clock.isFrozen()
  const { offset } = visit.world.clock.position()
  return html`<section class="panel clock"><header><h2>Now</h2>${
    isFrozen ? badge("waiting", "Frozen") : badge("good", "Running")
  }</header>
    <div class="pad">
      <p class="big-time num"><time datetime="${new Date(visit.now).toISOString()}" data-testid="time">${
    clockTime(visit.now)
  }</time></p>
      <p class="quiet num">${date(visit.now)}, UTC${offset === 0 ? "" : ` · ${apart(offset)}`}</p>
      <div class="actions">
        ${steps.map(([step, text]) => button(visit, "clock/advance", text, { step }, { testId: `advance-${step}` }))}
        ${
    isFrozen
      ? button(visit, "clock/resume", "Let it run", {}, { tone: "primary" })
      : button(visit, "clock/freeze", "Freeze")
  }
      </div>
      ${
    form(
      visit,
      "clock/advance",
      html`<label class="field">Forward by <input name="amount" type="number" min="0" step="any" required value="10"></label>
        <label class="field"><span class="sr">Unit</span><select name="unit">${
        options([["second", "seconds"], ["minute", "minutes"], ["hour", "hours"], ["day", "days"]])
      }</select></label><button class="button">Go</button>`,
      { className: "inline", testId: "advance-by" }
    )
  }
      ${
    form(
      visit,
      "clock/set",
      html`<label class="field">Set to, in UTC <input name="at" type="datetime-local" step="1" required value="${
        new Date(visit.now).toISOString().slice(0, 16)
      }"></label><button class="button">Set</button>`
    )
  }
    </div></section>`
}

const apart = (offset: number) => `${span(Math.abs(offset))} ${offset > 0 ? "ahead of" : "behind"} this machine`

/** Something that will happen by itself. */
interface Coming {
  readonly key: string
  readonly at: number
  readonly what: Markup
}

const SHOWN = 12

const upcoming = (visit: Visit): Markup => {
  const list = comings(visit).filter(({ at }) => at > visit.now && at < Infinity).toSorted((a, b) => a.at - b.at)
  if (list.length === 0) return html`<p class="none">Nothing waits for its time: no open post, token or webhook.</p>`
  return html`<ul class="rows brief">${
    list.slice(0, SHOWN).map(({ at, key, what }) =>
      html`<li data-key="${key}"><div class="row-state num">in ${
        span(at - visit.now)
      }</div><div class="row-main"><p>${what}</p></div>
        <div class="row-time num">${moment(at, visit.now)}</div>
        <div class="row-deed">${
        form(visit, "clock/until", html`${hidden({ at: String(at) })}<button class="button quiet">Go there</button>`)
      }</div></li>`
    )
  }</ul>${list.length > SHOWN ? html`<p class="none">and ${list.length - SHOWN} more later</p>` : ""}`
}

const comings = (visit: Visit): ReadonlyArray<Coming> => {
  const { now, world } = visit
  const { lifecycle } = world.rules
  const named = (post: Post) => {
    const view = visit.mock.control.post(post.publishId)
    return link(visit, pageOf("posts", post.publishId), view === undefined ? post.publishId : captionOf(view))
  }
  const posts = [...world.state.posts.values()]
  const settling = posts
    .filter((post) => lifecycle.mode === "after" && standingAt(post, lifecycle, now).outcome === undefined)
    .map((post) => ({
      key: `settle-${post.publishId}`,
      at: (post.mediaAt ?? Infinity) + (lifecycle.mode === "after" ? lifecycle.millis : 0),
      what: html`${named(post)} is settled`
    }))
  const moderated = posts.flatMap((post) =>
    publicationsOf(post, lifecycle, now).map(({ postId, publicAt = 0 }) => ({
      key: `public-${postId}`,
      at: publicAt,
      what: html`${named(post)} is for everyone to see`
    }))
  )
  const uploads = visit.mock.control.uploads()
    .filter(({ state }) => state === "waiting" || state === "receiving")
    .map(({ expiresAt, uploadId }) => ({
      key: `upload-${uploadId}`,
      at: expiresAt,
      what: html`the address of ${link(visit, pageOf("uploads", uploadId), "an upload")} expires`
    }))
  const tokens = visit.mock.control.tokens()
    .filter(({ kind, state }) => state === "valid" && kind === "access")
    .map(({ creator, expiresAt, id }) => ({
      key: `token-${id}`,
      at: expiresAt,
      what: html`an access token of ${link(visit, "creators", handle(visit, creator) || "the app")} expires`
    }))
  const deliveries = visit.mock.webhooks.deliveries().map(({ event, id, nextAt = 0 }) => ({
    key: `delivery-${id}`,
    at: nextAt,
    what: html`the webhook ${link(visit, pageOf("webhooks", id), html`<code>${event}</code>`)} is tried again`
  }))
  const faults = visit.mock.faults.list().map(({ id, until = 0 }) => ({
    key: `fault-${id}`,
    at: until,
    what: html`the fault ${link(visit, "faults", html`<code>${id}</code>`)} ends`
  }))
  return [...settling, ...moderated, ...uploads, ...tokens, ...deliveries, ...faults]
}
