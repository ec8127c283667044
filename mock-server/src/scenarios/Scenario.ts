import { type App, scopes } from "../engine/App.ts"
import type { Creator } from "../engine/Creator.ts"
import type { Limits } from "../engine/documentedLimits.ts"
import type { FixedIds } from "../engine/Ids.ts"
import type { Post } from "../engine/Post.ts"
import type { AccessToken, AuthorizationCode, RefreshToken, Upload } from "../engine/records.ts"
import type { Lifecycle, Lifetimes } from "../engine/Rules.ts"
import type { Switches } from "../engine/Switches.ts"
import type { SeedPost, SeedToken } from "./seeds.ts"

/** A named starting state. Omitted fields are those of the scenario `happy`. */
export interface Scenario {
  readonly name: string
  /** One sentence. */
  readonly description: string
  readonly apps?: ReadonlyArray<App> | undefined
  readonly creators?: ReadonlyArray<Creator> | undefined
  readonly lifecycle?: Lifecycle | undefined
  /** Limits that differ from the documented ones. */
  readonly limits?: Partial<Limits> | undefined
  readonly lifetimes?: Partial<Lifetimes> | undefined
  readonly switches?: Partial<Switches> | undefined
  /** Ids that are the same each time. */
  readonly fixedIds?: FixedIds | undefined
  /** Posts that every creator made just before the start. */
  readonly postsToday?: number | undefined
  /** Drafts that every creator received just before the start. */
  readonly draftsToday?: number | undefined
  /** Other creators who posted through every app just before the start. */
  readonly activeCreatorsToday?: number | undefined
  readonly codes?: ReadonlyArray<AuthorizationCode> | undefined
  readonly accessTokens?: ReadonlyArray<AccessToken> | undefined
  readonly refreshTokens?: ReadonlyArray<RefreshToken> | undefined
  readonly posts?: ReadonlyArray<Post> | undefined
  readonly uploads?: ReadonlyArray<Upload> | undefined
  /** Logins before the start. */
  readonly logins?: ReadonlyArray<SeedToken> | undefined
  /** Posts that ended before the start. */
  readonly history?: ReadonlyArray<SeedPost> | undefined
}

/** The app of most scenarios: audited, approved for every scope, with any https or loopback redirect URI. */
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

/** Settings of an account without restrictions. */
export const openSettings = {
  atPostCap: false,
  commentsOff: false,
  duetsOff: false,
  stitchesOff: false,
  maxVideoSeconds: 600,
  appVersion: "40.1.0"
} as const satisfies Partial<Creator>

/** A creator with a public account and an empty profile. */
export const blankCreator = (openId: string, username: string): Creator => ({
  openId,
  username,
  displayName: username,
  privateAccount: false,
  banned: false,
  ...openSettings,
  verified: false,
  bio: "",
  bioLink: "",
  avatarUrl: `https://p16-sign.tiktokcdn.com/${encodeURIComponent(username.toWellFormed())}.jpeg`,
  avatarSize: 100,
  followers: 0,
  following: 0,
  videos: 0,
  likes: 0
})

/** A creator with a public account and a full profile. */
export const publicCreator: Creator = {
  openId: "7301458842906374145",
  username: "mara.films",
  displayName: "Mara Films",
  privateAccount: false,
  banned: false,
  ...openSettings,
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
  ...openSettings,
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
