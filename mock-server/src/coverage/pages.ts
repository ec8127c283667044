import { page, reported } from "./Behavior.ts"

const docs = "https://developers.tiktok.com/docs/en"
const doc = "https://developers.tiktok.com/doc"

/** The endpoint reference of December 2025. */
export const reference = page("TikTok API Endpoints Reference")

/** TikTok's own pages, by topic. */
export const tiktok = {
  loginWeb: page("Login Kit for Web", `${doc}/login-kit-web`),
  loginDesktop: page("Login Kit for Desktop", `${doc}/login-kit-desktop`),
  sandbox: page("Add a sandbox", `${doc}/add-a-sandbox`),
  tokens: page("User access token management", `${doc}/oauth-user-access-token-management`),
  clientTokens: page("Client access token management", `${doc}/client-access-token-management`),
  oauthErrors: page("OAuth error handling", `${doc}/oauth-error-handling`),
  creatorInfo: page("Query Creator Info", `${doc}/content-posting-api-reference-query-creator-info`),
  directPost: page("Direct Post", `${docs}/content-posting-api-reference-direct-post`),
  uploadVideo: page("Upload Video", `${docs}/content-posting-api-reference-upload-video`),
  photoPost: page("Photo Post", `${docs}/content-posting-api-reference-photo-post`),
  status: page("Get Post Status", `${docs}/content-posting-api-reference-get-video-status`),
  transfer: page("Media Transfer Guide", `${docs}/content-posting-api-media-transfer-guide`),
  guidelines: page("Content Sharing Guidelines", `${docs}/content-sharing-guidelines`),
  errors: page("Error handling, API v2", `${doc}/tiktok-api-v2-error-handling`),
  limits: page("Rate limits, API v2", `${doc}/tiktok-api-v2-rate-limit`),
  userInfo: page("Get User Info", `${doc}/tiktok-api-v2-get-user-info`),
  videoList: page("List Videos", `${doc}/tiktok-api-v2-video-list`),
  videoQuery: page("Query Videos", `${doc}/tiktok-api-v2-video-query`),
  videoObject: page("Video Object", `${doc}/tiktok-api-v2-video-object`),
  scopes: page("Scopes", `${docs}/scopes-overview`),
  webhooks: page("Webhooks", `${doc}/webhooks-overview`),
  webhookEventNames: page("Webhook Events", `${doc}/webhooks-events`),
  webhookSignature: page("Webhook Verification", `${doc}/webhooks-verification`)
}

/** Public reports from production. */
export const reports = {
  challenge: reported(
    "TikTok refused several web integrations without a code_challenge",
    "https://github.com/better-auth/better-auth/issues/3114"
  ),
  webChallenge: reported(
    "A base64url code_challenge works for web redirect URIs, and fails for loopback ones",
    "https://github.com/nextauthjs/next-auth/pull/12168"
  ),
  verifier: reported("A client in production sends a verifier of eleven characters without a challenge"),
  singleChunk: reported(
    "Since August 2026 a single chunk must be as large as the video",
    "https://github.com/DayMoonDevelopment/post-for-me/issues/327"
  ),
  idShapes: reported(
    "The shape of post ids varies",
    "https://github.com/andreaolivato/TikTok-LoginKit-PHP/releases"
  ),
  privateAccount: reported(
    "SELF_ONLY on a public account is refused: the account must be private",
    "https://github.com/brightbeanxyz/brightbean-studio/pull/144"
  ),
  photoSize: reported(
    "A photo of 1086 × 1448 failed, one of 941 × 1672 passed",
    "https://github.com/gitroomhq/postiz-app/pull/1875"
  )
}
