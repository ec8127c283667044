import type { JSX } from "hono/jsx/jsx-runtime"
import type { Scope } from "../../engine/App.ts"
import type { Creator } from "../../engine/Creator.ts"
import { CardPage } from "../../html/CardPage.tsx"
import type { AuthorizeRequest, BadParameter } from "./request.ts"

const footer = "A mock of TikTok on a developer's machine. No real account is involved."

/** The page that asks a creator for consent. It posts to its own URL, so the request stays in the query. */
export const consentPage = (
  { app, redirectUri, scopes }: AuthorizeRequest,
  creators: ReadonlyArray<Creator>
): JSX.Element => (
  <CardPage title={`Log in with ${app.name}`} footer={footer}>
    <h1>{app.name} wants to use your account</h1>
    <form method="post" data-testid="consent">
      <fieldset>
        <legend>Log in as</legend>
        {creators.map((creator, index) => <CreatorChoice creator={creator} checked={index === 0} />)}
      </fieldset>
      <fieldset>
        <legend>Allow {app.name} to</legend>
        {scopes.map((scope) => <ScopeChoice scope={scope} />)}
      </fieldset>
      <div class="buttons">
        <button name="decision" value="deny" data-testid="deny">Deny</button>
        <button name="decision" value="allow" class="primary" data-testid="allow">Allow</button>
      </div>
      <p class="quiet">
        Both send you back to <code>{redirectUri}</code>
      </p>
    </form>
  </CardPage>
)

/** The page for an invalid authorize URL. */
export const errorPage = ({ parameter, rule }: BadParameter): JSX.Element => (
  <CardPage title="Something went wrong" footer={footer}>
    <h1>Something went wrong</h1>
    <p>
      We could not log you in. This may be due to specific app settings. If you are the developer, correct the following
      and try again.
    </p>
    <p class="error" role="alert" data-testid="error">
      <code>{parameter}</code> {rule}
    </p>
  </CardPage>
)

const CreatorChoice = ({ checked, creator }: { readonly creator: Creator; readonly checked: boolean }) => (
  <label class="choice">
    <input
      type="radio"
      name="open_id"
      value={creator.openId}
      checked={checked}
      required
      data-testid={`creator-${creator.username}`}
    />
    <span class="avatar" aria-hidden="true">{initialOf(creator)}</span>
    <span>
      <strong>{creator.displayName}</strong>
      <small>
        @{creator.username}
        {creator.privateAccount && " · private account"}
        {creator.banned && " · banned from posting"}
      </small>
    </span>
  </label>
)

const initialOf = ({ displayName }: Creator) => Array.from(displayName)[0]?.toUpperCase() ?? "?"

const ScopeChoice = ({ scope }: { readonly scope: Scope }) => (
  <label class="choice">
    <input type="checkbox" name="scope" value={scope} checked data-testid={`scope-${scope}`} />
    <span>
      {scopeTexts[scope]}
      <small>{scope}</small>
    </span>
  </label>
)

const scopeTexts: Readonly<Record<Scope, string>> = {
  "user.info.basic": "Read your name and profile picture",
  "user.info.profile": "Read your biography and the link to your profile",
  "user.info.stats": "Read your follower, like and video counts",
  "video.list": "Read your public videos",
  "video.upload": "Send drafts to your inbox",
  "video.publish": "Post to your profile"
}
