import { html } from "hono/html"
import type { TokenView } from "../../engine/TokenView.ts"
import { span } from "../format.ts"
import type { Markup, Visit } from "../Page.ts"
import { badge, button, handle, moment, panel, table, type Tone } from "../parts.ts"

const SHOWN = 30

/** The tokens that were handed out, newest first. */
export const tokens = (visit: Visit): Markup => {
  const all = visit.mock.control.tokens()
  const access = all.filter(({ kind }) => kind === "access").toReversed()
  const refresh = all.filter(({ kind }) => kind === "refresh").toReversed()
  return html`${
    list(
      visit,
      "Access tokens",
      access,
      "Nobody has logged in yet. Hand a token out below, or log in through the consent page."
    )
  }${
    refresh.length === 0 ?
      "" :
      html`<details class="panel"><summary>Refresh tokens <span class="quiet num">${refresh.length}</span></summary>${
        tokenTable(visit, "Refresh tokens", refresh)
      }</details>`
  }`
}

const list = (visit: Visit, title: string, entries: ReadonlyArray<TokenView>, advice: string): Markup =>
  panel(title, entries.length === 0 ? html`<p class="none">${advice}</p>` : tokenTable(visit, title, entries))

const tokenTable = (visit: Visit, title: string, entries: ReadonlyArray<TokenView>): Markup =>
  html`${
    table(title, ["Token", "Creator", "Scopes", "State", ""], entries.slice(0, SHOWN).map((token) => row(visit, token)))
  }${entries.length > SHOWN ? html`<p class="none">and ${entries.length - SHOWN} older ones</p>` : ""}`

const row = (visit: Visit, token: TokenView): Markup => {
  const { contract, creator, id, kind, masked, scopes, state } = token
  return html`<tr data-key="token-${id}" data-testid="${kind}-token"><th scope="row"><code>${masked}</code></th>
    <td>${
    creator === "" ? html`<span class="quiet">the app itself</span>` : handle(visit, creator)
  }<span class="under">${contract ?? ""}</span></td>
    <td><span class="scopes">${scopes.join(", ") || "none"}</span></td>
    <td>${badge(...states[state])} <span class="under num">${since(visit, token)}</span></td>
    <td class="end">${
    state === "valid"
      ? html`${button(visit, "tokens/expire", "Expire", { id }, { label: `Expire ${masked}` })}
        ${button(visit, "tokens/revoke", "Revoke", { id }, { tone: "danger", label: `Revoke ${masked}` })}`
      : ""
  }</td></tr>`
}

const states: Readonly<Record<TokenView["state"], readonly [Tone, string]>> = {
  valid: ["good", "Valid"],
  expired: ["waiting", "Expired"],
  revoked: ["bad", "Revoked"],
  replaced: ["plain", "Replaced"]
}

const since = ({ now }: Visit, { expiresAt, replacedAt, revokedAt, state }: TokenView): Markup =>
  state === "valid" ? html`for ${span(expiresAt - now)}` : moment(revokedAt ?? replacedAt ?? expiresAt, now)
