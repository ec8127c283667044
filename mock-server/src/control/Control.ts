import type { Hono } from "hono"
import {
  admits,
  type App,
  isScope,
  MAX_REDIRECT_URIS,
  prefixProblem,
  redirectProblem,
  type Scope
} from "../engine/App.ts"
import { type Contract, contracts } from "../engine/ContractRules.ts"
import { existing } from "../engine/ControlError.ts"
import { checkCreator, type Creator } from "../engine/Creator.ts"
import { type Engine, findApp } from "../engine/Engine.ts"
import { issueTokens } from "../engine/OAuth.ts"
import { type PostView, viewPost } from "../engine/PostView.ts"
import type { PrivacyLevel } from "../engine/privacyLevels.ts"
import type { RemovalReason } from "../engine/records.ts"
import { removeAuthorization } from "../engine/removeAuthorization.ts"
import { SECOND } from "../engine/time.ts"
import { expireToken, revokeOneToken, type TokenView, viewTokens } from "../engine/TokenView.ts"
import { hidePost, settlePost, shareDraft } from "../engine/transitions.ts"
import { type UploadView, viewUploads } from "../engine/UploadView.ts"
import { blankCreator } from "../scenarios/Scenario.ts"
import type { CallbackError } from "../wire/consent/authorize.ts"
import type { MockEnv } from "../wire/RequestContext.ts"

/** A pair of tokens that the control API issued. */
export interface IssuedToken {
  readonly accessToken: string
  readonly refreshToken: string
  readonly openId: string
  /** In epoch milliseconds on the mock's clock. */
  readonly expiresAt: number
}

/** Options for issuing a token. */
export interface TokenOptions {
  /** The creator. @default the first one */
  readonly openId?: string | undefined
  /** What the token allows. @default all scopes of the app */
  readonly scopes?: ReadonlyArray<Scope> | undefined
  /** The app. @default the first one */
  readonly clientKey?: string | undefined
  /** Seconds until the token expires, at most 100 billion. @default the lifetime that the contract documents */
  readonly expiresInSeconds?: number | undefined
  /** The contract of the token; `catalog` by default. */
  readonly contract?: Contract | undefined
}

/** The changes of an app. */
export type AppPatch = Partial<Omit<App, "clientKeys">> & {
  /** Client key of the app; the scenario's first by default. */
  readonly clientKey?: string | undefined
}

/** A creator to add. The mock chooses an open id if none is given. */
export type NewCreator = Pick<Creator, "username"> & Partial<Creator>

/** Why and for which app a login ends. */
export interface RemovalOptions {
  /** Why it ends. @default the creator disconnects the app */
  readonly reason?: RemovalReason | undefined
  /** The app. @default the scenario's first one */
  readonly clientKey?: string | undefined
}

/** The decision on the consent page. */
export interface ConsentOptions {
  /** Who decides. @default the first creator */
  readonly openId?: string | undefined
  /** Redirects without a code, with this error; `true` means `access_denied`. */
  readonly deny?: boolean | CallbackError | undefined
  /** What is granted. @default every scope that the login asks for */
  readonly scopes?: ReadonlyArray<Scope> | undefined
}

/**
 * Changes the mock's state directly. Throws an `Error` named `UnknownId` for an unknown id, one named `WrongState` when the
 * state does not allow the change, and a `RangeError` for an invalid setting.
 */
export interface Control {
  /** Issues tokens as if a creator had logged in. */
  readonly issueToken: (options?: TokenOptions) => IssuedToken
  /** Every issued token, without the secrets. */
  readonly tokens: () => ReadonlyArray<TokenView>
  /** Lets an access or refresh token expire now. Accepts the token or its id in the list. */
  readonly expireToken: (tokenOrId: string) => void
  /** Revokes one token. Accepts the token or its id in the list. */
  readonly revokeToken: (tokenOrId: string) => void
  readonly uploads: () => ReadonlyArray<UploadView>
  readonly expireUpload: (publishId: string) => void
  readonly apps: () => ReadonlyArray<App>
  readonly updateApp: (patch: AppPatch) => App
  readonly creators: () => ReadonlyArray<Creator>
  /** Adds a creator with a public account. The given fields override the defaults. */
  readonly createCreator: (creator: NewCreator) => Creator
  readonly updateCreator: (openId: string, patch: Partial<Omit<Creator, "openId">>) => Creator
  readonly posts: () => ReadonlyArray<PostView>
  readonly post: (publishId: string) => PostView | undefined
  /** Completes a post now. It still fails when its media are invalid. */
  readonly completePost: (publishId: string) => void
  readonly failPost: (publishId: string, reason: string) => void
  /** Publishes a draft from the inbox, as its creator would. Each call makes another post and returns its id. */
  readonly publishDraft: (publishId: string, privacy?: PrivacyLevel) => string
  /** Hides the publications of a post. */
  readonly hidePost: (publishId: string) => void
  /** Ends a login, as if the creator had disconnected the app. */
  readonly removeAuthorization: (openId: string, options?: RemovalOptions) => void
  /** Submits the consent page as a person would, and returns the callback URL. */
  readonly consent: (authorizeUrl: string | URL, options?: ConsentOptions) => Promise<string>
}

// About three thousand years, within the range of a `Date`.
const MAX_SECONDS = 100_000_000_000

/** Makes the control API of an engine. `beforeWebhookUrl` is called before an app gets another webhook URL. */
export const makeControl = (engine: Engine, app: Hono<MockEnv>, beforeWebhookUrl: () => void): Control => {
  const { clock, state } = engine

  const putCreator = (creator: Creator): Creator => {
    const { openId, username } = creator
    checkCreator(creator)
    if ([...state.creators.values()].some((other) => other.username === username && other.openId !== openId)) {
      throw new RangeError(`username: the mock already has a creator @${username}`)
    }
    state.creators.set(openId, creator)
    return creator
  }

  const post = (publishId: string) => existing("post", publishId, state.posts.get(publishId))
  const appOf = (clientKey: string | undefined) => {
    const [first] = state.apps.keys()
    return existing("app", clientKey ?? "first", findApp(engine, clientKey ?? first ?? ""))
  }

  return {
    issueToken: ({ clientKey, contract = contracts[0], expiresInSeconds, openId, scopes } = {}) => {
      const app = appOf(clientKey)
      const { clientKeys, scopes: approved } = app
      const creators = [...state.creators.values()]
      const first = creators.find((creator) => admits(app, creator)) ?? creators[0]
      const creator = existing("creator", openId ?? "first", state.creators.get(openId ?? first?.openId ?? ""))
      if (!admits(app, creator)) {
        throw new RangeError(`openId: @${creator.username} is not a target user of the sandbox ${app.clientKeys[0]}`)
      }
      const grant = { appId: clientKeys[0], openId: creator.openId, scopes: scopes ?? approved }
      if (expiresInSeconds !== undefined && !(expiresInSeconds >= 0 && expiresInSeconds <= MAX_SECONDS)) {
        throw new RangeError(`expiresInSeconds: must be from 0 to ${MAX_SECONDS}, is ${expiresInSeconds}`)
      }
      const lifetime = expiresInSeconds === undefined
        ? engine.rules.lifetimes.firstAccessToken
        : expiresInSeconds * SECOND
      return issueTokens(engine, engine.contracts[contract], grant, lifetime)
    },
    tokens: () => viewTokens(engine),
    expireToken: (tokenOrId) => expireToken(engine, tokenOrId),
    revokeToken: (tokenOrId) => revokeOneToken(engine, tokenOrId),
    uploads: () => viewUploads(engine),
    expireUpload: (publishId) => {
      const upload = existing("upload of", publishId, state.uploads.get(post(publishId).uploadId ?? ""))
      state.uploads.set(upload.uploadId, { ...upload, expiresAt: clock.now() })
    },
    apps: () => [...state.apps.values()],
    updateApp: ({ clientKey, ...patch }) => {
      checkRedirectUris(patch.redirectUris ?? [])
      checkPrefixes(patch.verifiedPrefixes ?? [])
      const updated = { ...appOf(clientKey), ...patch }
      if (patch.webhookUrl !== undefined) beforeWebhookUrl()
      state.apps.set(updated.clientKeys[0], updated)
      return updated
    },
    creators: () => [...state.creators.values()],
    createCreator: ({ username, ...settings }) => {
      const openId = settings.openId ?? engine.ids.digits("creator", 19)
      if (state.creators.has(openId)) throw new RangeError(`openId: the mock already has a creator ${openId}`)
      return putCreator({ ...blankCreator(openId, username), ...settings, openId })
    },
    updateCreator: (openId, patch) =>
      putCreator({ ...existing("creator", openId, state.creators.get(openId)), ...patch }),
    posts: () => [...state.posts.values()].map((post) => viewPost(engine, post)),
    post: (publishId) => {
      const found = state.posts.get(publishId)
      return found === undefined ? undefined : viewPost(engine, found)
    },
    completePost: (publishId) => settlePost(engine, post(publishId)),
    failPost: (publishId, reason) => settlePost(engine, post(publishId), reason),
    publishDraft: (publishId, privacy = "PUBLIC_TO_EVERYONE") => shareDraft(engine, post(publishId), privacy),
    hidePost: (publishId) => hidePost(engine, post(publishId)),
    removeAuthorization: (openId, { clientKey, reason = "user-disconnected" } = {}) => {
      const appId = appOf(clientKey).clientKeys[0]
      removeAuthorization(
        engine,
        { appId, openId: existing("creator", openId, state.creators.get(openId)).openId },
        reason
      )
    },
    consent: (authorizeUrl, options) => submitConsent(app, new URL(authorizeUrl), options ?? {}, state.creators.keys())
  }
}

const checkRedirectUris = (redirectUris: ReadonlyArray<string>) => {
  if (redirectUris.length > MAX_REDIRECT_URIS) {
    throw new RangeError(`redirectUris: must have at most ${MAX_REDIRECT_URIS} entries, has ${redirectUris.length}`)
  }
  for (const redirectUri of redirectUris) {
    const problem = redirectProblem(redirectUri)
    if (problem !== undefined) throw new RangeError(`redirectUris: ${redirectUri} ${problem}`)
  }
}

const checkPrefixes = (prefixes: ReadonlyArray<string>) => {
  for (const prefix of prefixes) {
    const problem = prefixProblem(prefix)
    if (problem !== undefined) throw new RangeError(`verifiedPrefixes: ${prefix} ${problem}`)
  }
}

const submitConsent = async (
  app: Hono<MockEnv>,
  url: URL,
  { deny, openId, scopes }: ConsentOptions,
  creators: Iterable<string>
): Promise<string> => {
  const address = url.pathname + url.search
  const page = await app.request(address)
  const [first = ""] = creators
  const granted = scopes ?? (url.searchParams.get("scope") ?? "").split(",").filter(isScope)
  const isDenied = deny !== undefined && deny !== false
  const form = new URLSearchParams([
    ["decision", isDenied ? "deny" : "allow"],
    ["error", typeof deny === "string" ? deny : ""],
    ["open_id", openId ?? first],
    ...granted.map((scope) => ["scope", scope] as [string, string])
  ])
  const response = page.ok ? await app.request(address, { method: "POST", body: form }) : page
  const location = response.headers.get("location")
  if (location === null) {
    throw new Error(`the consent page refused the request: ${response.headers.get("x-mock-hint") ?? response.status}`)
  }
  return location
}
