import { html } from "hono/html"
import type { Creator } from "../../engine/Creator.ts"
import { contractNames } from "../../engine/Dialect.ts"
import { dayKey } from "../../engine/limits.ts"
import { DAY } from "../../engine/Rules.ts"
import { countSeen } from "../../engine/slidingWindow.ts"
import { count } from "../format.ts"
import type { Markup, View, Visit } from "../Page.ts"
import { badge, button, facts, form, hidden, options, panel } from "../parts.ts"
import { consentAddress } from "./callback.ts"
import { tokens } from "./tokens.ts"

/** The accounts of the mock, what they may do, and the tokens that act for them. */
export const creators: View = (visit) => ({
  title: "Creators and tokens",
  lead: "Accounts that programs post for. What you change here counts from the next request on.",
  content: html`
    ${
    visit.moving(
      "creators",
      html`<div class="cards">${visit.mock.control.creators().map((creator) => card(visit, creator))}</div>`
    )
  }
    ${visit.moving("tokens", tokens(visit))}
    ${issueForm(visit)}
    ${addForm(visit)}
    ${visit.moving("apps", apps(visit))}`
})

/** What can be ticked about a creator. */
export const creatorTicks = [
  ["privateAccount", "Private account"],
  ["banned", "Banned from posting"],
  ["atPostCap", "Has used up the day's posts"],
  ["commentsOff", "Comments off"],
  ["duetsOff", "Duets off"],
  ["stitchesOff", "Stitches off"]
] as const satisfies ReadonlyArray<readonly [keyof Creator, string]>

const card = (visit: Visit, creator: Creator): Markup => {
  const today = countSeen(visit.world.state.windows.get(dayKey(creator.openId)) ?? [], visit.now, DAY)
  const limit = visit.world.rules.limits.postsPerDay
  return html`<section class="panel" data-key="${creator.openId}" data-testid="creator-${creator.username}">
    <header><h2><span class="avatar" aria-hidden="true">${
    Array.from(creator.displayName)[0]?.toUpperCase() ?? "?"
  }</span> <span>${creator.displayName} <span class="quiet">@${creator.username}</span></span></h2>
      <span>${creator.privateAccount ? badge("plain", "Private") : badge("good", "Public")} ${
    creator.banned ? badge("bad", "Banned") : ""
  } ${creator.atPostCap ? badge("waiting", "At the cap") : ""}</span></header>
    ${
    facts([
      ["Open id", html`<code>${creator.openId}</code>`],
      ["Posts today", html`<span class="num">${today}${limit === Infinity ? "" : ` of ${limit}`}</span>`],
      ["Followers", html`<span class="num">${count(creator.followers)}</span>`]
    ])
  }
    ${
    form(
      visit,
      "creators/update",
      html`${hidden({ openId: creator.openId })}<div class="ticks">${
        creatorTicks.map(([name, text]) =>
          html`<label><input type="checkbox" name="${name}" ${creator[name] ? "checked" : ""}> ${text}</label>`
        )
      }</div>
      <p class="actions"><label class="field">Longest video in seconds <input type="number" name="maxVideoSeconds" min="1" required value="${
        String(creator.maxVideoSeconds)
      }"></label>
        <button class="button">Save</button></p>`,
      { className: "stacked" }
    )
  }
    <div class="pad deeds">${
    button(visit, "creators/disconnect", "Disconnect the app", { openId: creator.openId }, {
      tone: "danger",
      label: `Disconnect the app from @${creator.username}`
    })
  }</div>
  </section>`
}

const lifetimes = [["", "as usual"], ["60", "a minute"], ["3600", "an hour"], ["0", "over at once"]] as const

const issueForm = (visit: Visit): Markup => {
  const { control } = visit.mock
  return html`<section class="panel" id="issue"><header><h2>Hand out a token</h2>
      <a href="${consentAddress(visit)}">or log in through the consent page</a></header>${
    form(
      visit,
      "tokens/issue",
      html`<div class="actions">
        <label class="field">Creator <select name="openId">${
        options(control.creators().map(({ openId, username }) => [openId, `@${username}`] as const))
      }</select></label>
        <label class="field">App <select name="clientKey">${
        options(control.apps().map(({ clientKeys, name }) => [clientKeys[0], name] as const))
      }</select></label>
        <label class="field">Contract <select name="contract">${
        options(contractNames.map((name) => [name, name] as const))
      }</select></label>
        <label class="field">Lives <select name="lifetime">${options(lifetimes)}</select></label>
        <button class="button primary">Hand it out</button></div>`,
      { className: "stacked" }
    )
  }</section>`
}

const addForm = (visit: Visit): Markup =>
  html`<section class="panel"><header><h2>Add a creator</h2></header>${
    form(
      visit,
      "creators/add",
      html`<div class="actions"><label class="field">Username <input name="username" required pattern="@?[\\w.]{1,24}" autocomplete="off"></label>
        <label class="field">Display name <input name="displayName" autocomplete="off"></label>
        <label class="tick"><input type="checkbox" name="privateAccount"> Private account</label>
        <button class="button">Add</button></div>`,
      { className: "stacked" }
    )
  }</section>`

const apps = (visit: Visit): Markup =>
  html`${
    visit.mock.control.apps().map((app) =>
      panel(
        `App: ${app.name}`,
        html`${
          facts([
            ["Client keys", html`<code>${app.clientKeys.join(", ")}</code>`],
            ["Scopes", html`<code>${app.scopes.join(" ")}</code>`],
            [
              "Redirects",
              app.redirectUris.length === 0
                ? "any https address, and any on this machine"
                : html`${app.redirectUris.map((uri) => html`<code class="block">${uri}</code>`)}`
            ],
            ["May pull from", html`<code>${app.verifiedPrefixes.join(", ")}</code>`]
          ])
        }${
          form(
            visit,
            "apps/update",
            html`${
              hidden({ clientKey: app.clientKeys[0] })
            }<div class="ticks"><label><input type="checkbox" name="audited" ${
              app.audited ? "checked" : ""
            }> Audited: may post for public accounts</label></div><p><button class="button">Save</button></p>`,
            { className: "stacked" }
          )
        }`,
        app.audited ? badge("good", "Audited") : badge("waiting", "Not audited")
      )
    )
  }`
