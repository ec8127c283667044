import { html } from "hono/html"
import type { HtmlEscapedString } from "hono/utils/html"
import type { Scope } from "../../engine/App.ts"
import type { Creator } from "../../engine/Creator.ts"
import type { AuthorizeRequest, BadParameter } from "./request.ts"

/** A page, with everything that others wrote escaped. */
export type Page = HtmlEscapedString | Promise<HtmlEscapedString>

const scopeTexts: Readonly<Record<Scope, string>> = {
  "user.info.basic": "Read your name and picture",
  "user.info.profile": "Read your profile",
  "user.info.stats": "Read your statistics",
  "video.list": "List your public videos",
  "video.upload": "Put drafts into your inbox",
  "video.publish": "Post to your profile"
}

/** The page that asks a creator for consent. It posts to its own address, so the request stays in the query. */
export const consentPage = ({ app, redirectUri, scopes }: AuthorizeRequest, creators: ReadonlyArray<Creator>): Page =>
  layout(
    `Log in with ${app.name}`,
    html`<h1>${app.name} asks for access</h1>
      <p>It will send you back to <code>${redirectUri}</code></p>
      <form method="post" data-testid="consent">
        <fieldset>
          <legend>Who are you?</legend>
          ${creators.map((creator, index) => creatorChoice(creator, index === 0))}
        </fieldset>
        <fieldset>
          <legend>What may ${app.name} do?</legend>
          ${scopes.map(scopeChoice)}
        </fieldset>
        <div class="buttons">
          <button name="decision" value="deny" data-testid="deny">Deny</button>
          <button name="decision" value="allow" class="primary" data-testid="allow">Allow</button>
        </div>
      </form>`
  )

/** The page that says what is wrong with the address. */
export const errorPage = ({ parameter, rule }: BadParameter): Page =>
  layout(
    "Something went wrong",
    html`<h1>Something went wrong</h1>
      <p>We could not log you in. This may be due to specific app settings.</p>
      <p data-testid="error"><code>${parameter}</code> ${rule}</p>`
  )

const creatorChoice = (creator: Creator, checked: boolean) =>
  html`<label>
    <input type="radio" name="open_id" value="${creator.openId}" ${checked ? "checked" : ""} required>
    <span>${creator.displayName} <small>@${creator.username}${
    creator.privateAccount ? ", private account" : ""
  }</small></span>
  </label>`

const scopeChoice = (scope: Scope) =>
  html`<label>
    <input type="checkbox" name="scope" value="${scope}" checked>
    <span>${scopeTexts[scope]} <small>${scope}</small></span>
  </label>`

const layout = (title: string, content: Page) =>
  html`<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <title>${title}</title>
  <style>
    :root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif }
    main { max-width: 28rem; margin: 3rem auto; padding: 0 1rem }
    h1 { font-size: 1.4rem }
    fieldset { border: 1px solid #8884; border-radius: .5rem; margin: 0 0 1rem; padding: .5rem 1rem }
    label { display: flex; gap: .6rem; align-items: baseline; padding: .25rem 0 }
    small { opacity: .7 }
    code { overflow-wrap: anywhere }
    .buttons { display: flex; gap: .75rem }
    button { flex: 1; font: inherit; padding: .6rem; border-radius: .5rem; border: 1px solid #8888; cursor: pointer }
    .primary { background: #fe2c55; border-color: #fe2c55; color: #fff }
    footer { margin-top: 2rem; opacity: .7; font-size: .85rem }
  </style>
</head>
<body>
<main>
${content}
<footer>This is a mock of TikTok on a developer's machine. No real account is involved.</footer>
</main>
</body>
</html>`
