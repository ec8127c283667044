import { scopes } from "../engine/App.ts"
import { noLimits } from "../engine/documentedLimits.ts"
import type { Post } from "../engine/Post.ts"
import { DAY, SECOND } from "../engine/time.ts"
import { openSettings, type Scenario } from "./Scenario.ts"

const CENTURY = 36_525 * DAY
const NEVER = 300 * CENTURY

const openId = "1234567890123456789"
const appId = "YOUR_CLIENT_KEY"
const token = "v.c0e1234567890abcdef"
const grant = { appId, openId, scopes: ["user.info.basic", "video.publish"] as const }
const createdAt = 1_702_656_000 * SECOND
const postedAt = 1_702_656_120 * SECOND

const samplePost: Post = {
  publishId: "p_pub_url~v2.1234567890",
  openId,
  appId,
  contract: "catalog",
  kind: "video",
  draft: false,
  caption: "My Video Caption",
  description: "",
  privacy: "SELF_ONLY",
  settings: {
    comments: true,
    duets: true,
    stitches: true,
    aigc: false,
    brandedContent: false,
    ownBrand: false,
    autoMusic: false,
    cover: undefined
  },
  urls: [],
  uploadId: "abc123",
  postId: "7284629384759284729",
  acceptedAt: createdAt,
  mediaAt: createdAt,
  defect: undefined,
  polls: 0,
  outcome: { _tag: "Published", at: postedAt },
  shared: [],
  hidden: [],
  pinned: true
}

const sampleCode = (code: string) => ({
  ...grant,
  code,
  redirectUri: "https://yourdomain.com/callback",
  challenge: undefined,
  expiresAt: NEVER,
  used: false,
  reusable: true
})

const sampleRefreshToken = (refreshToken: string) => ({
  ...grant,
  token: refreshToken,
  expiresAt: NEVER,
  rotatedAt: undefined,
  reusable: true
})

/** The sample requests of the endpoint reference. */
export const catalogExamples: Scenario = {
  name: "catalog-examples",
  description:
    "Answers every sample request of the endpoint reference as documented, in any order and any number of times; the sample "
    + "post is published from the start, because the reference's programs upload only its first chunk.",
  apps: [{
    clientKeys: [appId, "abc123"],
    clientSecret: "YOUR_CLIENT_SECRET",
    name: "Your App",
    audited: true,
    redirectUris: ["https://yourdomain.com/callback"],
    anyRedirectUri: false,
    verifiedPrefixes: ["verified-domain.com"],
    scopes
  }],
  creators: [{
    openId,
    username: "username",
    displayName: "TikTok User",
    privateAccount: false,
    banned: false,
    ...openSettings,
    verified: true,
    bio: "My bio text",
    bioLink: "https://example.com",
    avatarUrl: "https://p16-sign.tiktokcdn.com/...",
    avatarSize: 100,
    followers: 50_000,
    following: 100,
    videos: 150,
    likes: 2_000_000
  }],
  limits: noLimits,
  lifetimes: {
    accessToken: CENTURY,
    firstAccessToken: CENTURY
  },
  fixedIds: {
    code: "authorization_code_from_callback",
    accessToken: "1234567890abcdef",
    refreshToken: "1234567890abcdef",
    publish: "1234567890",
    upload: "abc123",
    uploadToken: "",
    log: "1234567890"
  },
  codes: [sampleCode("authorization_code_from_callback"), sampleCode("auth_code_from_callback")],
  accessTokens: [{ ...grant, token, contract: "catalog", expiresAt: NEVER }],
  refreshTokens: [sampleRefreshToken("existing_refresh_token"), sampleRefreshToken(token)],
  posts: [samplePost, { ...samplePost, publishId: "p_inbox~v2.1234567890", draft: true, caption: "" }],
  uploads: [{
    uploadId: "abc123",
    token: "",
    publishId: samplePost.publishId,
    plan: { size: 52_428_800, chunkSize: 5_242_880, chunkCount: 10 },
    confirmed: 0,
    chunks: [],
    head: "",
    sha256: undefined,
    expiresAt: NEVER,
    anyOrder: true
  }]
}
