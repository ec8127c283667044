import { type App, scopes } from "../engine/App.ts"
import type { Creator } from "../engine/Creator.ts"
import type { FixedIds } from "../engine/Ids.ts"
import type { AccessToken, AuthorizationCode, RefreshToken } from "../engine/OAuth.ts"
import type { Post } from "../engine/Post.ts"
import type { Lifecycle, Lifetimes, Limits } from "../engine/Rules.ts"
import type { Upload } from "../engine/Upload.ts"

/** A world to begin in. Everything left out is as in the scenario `happy`. */
export interface Scenario {
  readonly name: string
  /** One sentence on what is special. */
  readonly description: string
  readonly apps?: ReadonlyArray<App> | undefined
  readonly creators?: ReadonlyArray<Creator> | undefined
  readonly lifecycle?: Lifecycle | undefined
  readonly limits?: Limits | undefined
  readonly lifetimes?: Partial<Lifetimes> | undefined
  /** Ids that are the same however often they are handed out. */
  readonly fixedIds?: FixedIds | undefined
  /** Videos that every creator has posted just before the beginning. */
  readonly videosToday?: number | undefined
  readonly codes?: ReadonlyArray<AuthorizationCode> | undefined
  readonly accessTokens?: ReadonlyArray<AccessToken> | undefined
  readonly refreshTokens?: ReadonlyArray<RefreshToken> | undefined
  readonly posts?: ReadonlyArray<Post> | undefined
  readonly uploads?: ReadonlyArray<Upload> | undefined
}

/** The app of most scenarios: audited, approved for every scope, and at home on any https and any loopback address. */
export const demoApp: App = {
  clientKeys: ["mock-client-key"],
  clientSecret: "mock-client-secret",
  name: "Demo App",
  audited: true,
  redirectUris: [],
  anyRedirectUri: true,
  verifiedPrefixes: ["verified-domain.com"],
  scopes
}

/** A creator with a public account and a profile that looks lived in. */
export const publicCreator: Creator = {
  openId: "7301458842906374145",
  username: "mara.films",
  displayName: "Mara Films",
  privateAccount: false,
  banned: false,
  verified: true,
  bio: "Short films about long walks",
  bioLink: "https://example.com/mara",
  avatarUrl: "https://p16-sign.tiktokcdn.com/mara.jpeg",
  avatarSize: 100,
  followers: 50_000,
  following: 100,
  videos: 150,
  likes: 2_000_000
}

/** A creator with a private account. */
export const privateCreator: Creator = {
  openId: "7298113077540921382",
  username: "jonas.private",
  displayName: "Jonas",
  privateAccount: true,
  banned: false,
  verified: false,
  bio: "",
  bioLink: "",
  avatarUrl: "https://p16-sign.tiktokcdn.com/jonas.jpeg",
  avatarSize: 100,
  followers: 42,
  following: 60,
  videos: 7,
  likes: 311
}
