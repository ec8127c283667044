import type { Scope } from "../engine/App.ts"
import type { Contract } from "../engine/ContractRules.ts"
import type { Engine, State } from "../engine/Engine.ts"
import { digitsOf } from "../engine/Ids.ts"
import type { Post } from "../engine/Post.ts"
import type { PrivacyLevel } from "../engine/privacyLevels.ts"
import { SECOND } from "../engine/time.ts"

/** A login before the start. */
export interface SeedToken {
  /** Open id of the creator. */
  readonly creator: string
  /** First client key of the app. */
  readonly appId: string
  readonly accessToken: string
  readonly refreshToken: string
  readonly contract: Contract
  readonly scopes: ReadonlyArray<Scope>
  /** Lifetime of the access token from the start; 0 makes an expired token. By default that of other tokens. */
  readonly expiresInSeconds?: number | undefined
}

/** A post that ended before the start. */
export interface SeedPost {
  /** Open id of the creator. */
  readonly creator: string
  /** First key of the app. */
  readonly appId: string
  readonly contract: Contract
  readonly kind: "video" | "photo"
  readonly draft: boolean
  readonly caption: string
  readonly privacy: PrivacyLevel
  /** How long before the start it ended. */
  readonly ageSeconds: number
  /** Fail reason; undefined for a published post. */
  readonly failReason?: string | undefined
}

/** Adds a login to a state. */
export const seedToken = (state: State, { clock, rules }: Engine, seed: SeedToken): void => {
  const { accessToken, appId, contract, creator: openId, expiresInSeconds, refreshToken, scopes } = seed
  const now = clock.now()
  const lifetime = expiresInSeconds === undefined ? rules.lifetimes.firstAccessToken : expiresInSeconds * SECOND
  const grant = { appId, openId, scopes }
  state.accessTokens.set(accessToken, { ...grant, token: accessToken, contract: contract, expiresAt: now + lifetime })
  state.refreshTokens.set(refreshToken, {
    ...grant,
    token: refreshToken,
    expiresAt: now + rules.lifetimes.refreshToken,
    rotatedAt: undefined,
    reusable: false
  })
}

/** Adds a post to a state. Its ids depend on its index in the list, so they are the same each time. */
export const seedPost = (state: State, engine: Engine, seed: SeedPost, index: number): void => {
  const { appId, caption, contract, creator: openId, draft, failReason, kind, privacy } = seed
  const settledAt = engine.clock.now() - seed.ageSeconds * SECOND
  const publishId = engine.contracts[contract].ids.publish(
    { media: kind, source: "url", draft },
    digitsOf(`seed/${index}/publish`)
  )
  const post: Post = {
    publishId,
    openId,
    appId,
    contract: contract,
    kind,
    draft,
    caption,
    description: "",
    privacy: draft ? undefined : privacy,
    settings: {
      comments: true,
      duets: false,
      stitches: false,
      aigc: false,
      brandedContent: false,
      ownBrand: false,
      autoMusic: false,
      cover: undefined
    },
    urls: ["https://verified-domain.com/seed"],
    uploadId: undefined,
    postId: digitsOf(`seed/${index}/post`),
    acceptedAt: settledAt,
    mediaAt: settledAt,
    defect: undefined,
    polls: 0,
    outcome: failReason === undefined
      ? { _tag: "Published", at: settledAt }
      : { _tag: "Failed", at: settledAt, reason: failReason },
    shared: [],
    hidden: [],
    pinned: false
  }
  state.posts.set(publishId, post)
}
