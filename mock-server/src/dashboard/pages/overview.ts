import { html } from "hono/html"
import { count, counted } from "../format.ts"
import type { Markup, View, Visit } from "../Page.ts"
import { copyButton, empty, facts, link, panel, snippet } from "../parts.ts"
import { consentAddress } from "./callback.ts"
import { postList } from "./posts.ts"
import { requestList } from "./requests.ts"

// As many as fit beside each other on a screen.
const LATEST = 6

/** What is going on, and how to connect a program. */
export const overview: View = (visit) => ({
  title: "Overview",
  lead: "A TikTok of your own. Nothing leaves this machine, and no real account is involved.",
  content: html`
    ${visit.moving("numbers", numbers(visit))}
    ${visit.moving("latest", latest(visit))}
    ${connect(visit)}`
})

const numbers = (visit: Visit): Markup => {
  const { mock } = visit
  const posts = mock.control.posts()
  const ended = posts.filter(({ settledAt }) => settledAt !== undefined)
  const failed = posts.filter(({ stage }) => stage === "failed")
  const entries = mock.journal.entries()
  const refused = entries.filter(({ status }) => status >= 400)
  const faults = mock.faults.list()
  const deliveries = mock.webhooks.deliveries()
  const waiting = deliveries.filter(({ outcome }) => outcome === "waiting")
  return html`<ul class="numbers">
    ${
    number(visit, "posts", posts.length, "Posts", [
      `${count(posts.length - ended.length)} under way`,
      failed.length === 0 ? undefined : `${count(failed.length)} failed`
    ])
  }
    ${number(visit, "requests", entries.length, "Requests", [`${count(refused.length)} refused or failed`])}
    ${
    number(visit, "faults", faults.length, "Faults", [
      counted(faults.reduce((sum, { hits }) => sum + hits, 0), "hit")
    ])
  }
    ${number(visit, "webhooks", deliveries.length, "Webhooks", [`${count(waiting.length)} waiting`])}
  </ul>`
}

const number = (
  { root }: Visit,
  section: string,
  amount: number,
  name: string,
  details: ReadonlyArray<string | undefined>
): Markup =>
  html`<li><a href="${root}${section}"><span class="name">${name}</span><span class="value num">${
    count(amount)
  }</span><span class="quiet num">${details.filter((detail) => detail !== undefined).join(" · ")}</span></a></li>`

const latest = (visit: Visit): Markup => {
  const { mock } = visit
  const posts = mock.control.posts().slice(-LATEST).toReversed()
  const entries = mock.journal.entries().slice(-LATEST - 2).toReversed()
  if (entries.length === 0 && posts.length === 0) {
    return empty(
      "No request has come yet",
      html`Point your program at this mock with the settings below, then ${html`<a href="${
        consentAddress(visit)
      }">log in as a creator</a>`}. Everything it asks shows up here as it happens.`
    )
  }
  return html`<div class="columns even">
    ${
    panel(
      "Latest posts",
      posts.length === 0
        ? html`<p class="none">No post yet. An init with your token makes the first.</p>`
        : postList(visit, posts, "brief"),
      link(visit, "posts", "All posts")
    )
  }
    ${
    panel(
      "Latest requests",
      entries.length === 0
        ? html`<p class="none">No request yet.</p>`
        : requestList(visit, entries, "brief"),
      link(visit, "requests", "All requests")
    )
  }
  </div>`
}

const connect = (visit: Visit): Markup => {
  const [app] = visit.mock.control.apps()
  const key = app?.clientKeys[0] ?? ""
  const secret = app?.clientSecret ?? ""
  return html`<section class="panel" id="connect"><header><h2>Connect your program</h2></header>
    <div class="columns pad">
      <div>${
    facts([
      ["Base URL", copied(visit.origin, "the base URL")],
      ["Client key", copied(key, "the client key")],
      ["Client secret", copied(secret, "the client secret")]
    ])
  }
        <p class="actions"><a class="button primary" href="${
    consentAddress(visit)
  }" data-testid="log-in">Log in as a creator</a>
        <a class="button" href="${visit.root}creators#issue">Hand out a token</a></p>
      </div>
      ${
    snippet(
      `export TIKTOK_BASE_URL=${visit.origin}\nexport TIKTOK_CLIENT_KEY=${key}\nexport TIKTOK_CLIENT_SECRET=${secret}`,
      "the environment"
    )
  }
    </div>
  </section>`
}

const copied = (text: string, what: string): Markup => html`<code>${text}</code> ${copyButton(text, what)}`
