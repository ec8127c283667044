import type { Switches } from "../engine/Switches.ts"
import { assumed, type OpenPoint, reported } from "./Behavior.ts"
import { reports, tiktok } from "./pages.ts"

/** Every point that TikTok's documents leave open, with its values. */
export const switches: { readonly [Name in keyof Switches]: OpenPoint<Switches[Name]> } = {
  strict: {
    question: "What happens to a request that works here and may fail at TikTok?",
    contracts: ["catalog", "live"],
    values: [
      {
        value: false,
        does: "It is accepted, with a note in the journal and in x-mock-hint.",
        source: assumed("What is seen to work in production is not refused")
      },
      { value: true, does: "It is refused.", source: assumed("For clients that must satisfy every reading") }
    ]
  },
  badParameterCode: {
    question: "Which code does a bad parameter have?",
    contracts: ["live"],
    values: [
      { value: "invalid_params", does: "The plural.", source: tiktok.errors("General codes; servers also send it") },
      { value: "invalid_param", does: "The singular.", source: tiktok.directPost("Error codes") }
    ]
  },
  oauthErrorStatus: {
    question: "Which HTTP status do OAuth errors have?",
    contracts: ["live"],
    values: [
      {
        value: 200,
        does: "200, with the error in the body.",
        source: reported("Two independent reports from production")
      },
      { value: 400, does: "400.", source: assumed("The status in RFC 6749") },
      { value: 401, does: "401.", source: assumed("RFC 6749 allows it for a bad client") }
    ]
  },
  pkce: {
    question: "Which apps must send a code_challenge?",
    contracts: ["catalog", "live"],
    values: [
      {
        value: "optional",
        does: "None. A challenge is checked if it is sent.",
        source: tiktok.loginWeb("The page does not mention a challenge")
      },
      {
        value: "desktop",
        does: "Apps with a loopback redirect URI.",
        source: tiktok.loginDesktop("Code challenge")
      },
      { value: "required", does: "All apps.", source: reports.challenge }
    ]
  },
  challengeEncoding: {
    question: "What is the encoding of a code_challenge?",
    contracts: ["catalog", "live"],
    values: [
      {
        value: "by-redirect",
        does: "Lower-case hex for a loopback redirect URI, both for the others.",
        source: reports.webChallenge
      },
      { value: "hex", does: "Lower-case hex.", source: tiktok.loginDesktop("Code challenge") },
      { value: "base64url", does: "Base64url, as in RFC 7636.", source: assumed("Other providers follow the RFC") },
      { value: "either", does: "Both.", source: assumed("For clients with either encoding") }
    ]
  },
  megabytes: {
    question: "Is a megabyte decimal?",
    contracts: ["catalog", "live"],
    values: [
      {
        value: "either",
        does: "The wider bound of both.",
        source: assumed("The examples of the page mix both")
      },
      { value: "decimal", does: "1,000,000 bytes.", source: tiktok.transfer("The example of several chunks") },
      { value: "binary", does: "1,048,576 bytes.", source: tiktok.transfer("The example of a whole file") }
    ]
  },
  uploadProgress: {
    question: "What is the end of the Content-Range in a chunk's response?",
    contracts: ["live"],
    values: [
      { value: "count", does: "The number of received bytes.", source: tiktok.transfer("Response: UPLOADED_BYTES") },
      { value: "last-index", does: "The last byte.", source: assumed("The meaning in HTTP") }
    ]
  },
  lastChunkStatus: {
    question: "Which status does the response to the last chunk have?",
    contracts: ["live"],
    values: [
      { value: 201, does: "201.", source: tiktok.transfer("Response codes") },
      { value: 200, does: "200.", source: reported("A plain 200 after the last chunk") }
    ]
  },
  partialChunks: {
    question: "What is kept of a chunk whose connection breaks?",
    contracts: ["catalog", "live"],
    values: [
      { value: "dropped", does: "Nothing.", source: assumed("The page says to send the same chunk again") },
      { value: "kept", does: "The received bytes.", source: assumed("For clients that continue inside a chunk") }
    ]
  },
  photoAigc: {
    question: "Where is is_aigc in a photo post?",
    contracts: ["live"],
    values: [
      { value: "top-level", does: "At the top level.", source: tiktok.photoPost("Body, in 2026") },
      { value: "post-info", does: "In post_info.", source: assumed("The place in a video post") },
      { value: "either", does: "In both places.", source: assumed("For clients that send both") }
    ]
  },
  brandToggles: {
    question: "Does a direct post require both brand toggles?",
    contracts: ["live"],
    values: [
      { value: "optional", does: "No.", source: tiktok.directPost("Examples, which lack them") },
      { value: "required", does: "Yes.", source: tiktok.directPost("Table of post_info") }
    ]
  },
  unauditedPrivacyOptions: {
    question: "Which privacy levels does an unaudited app get?",
    contracts: ["live"],
    values: [
      { value: "full", does: "Those of the account.", source: tiktok.creatorInfo("privacy_level_options") },
      { value: "self-only", does: "SELF_ONLY.", source: reported("One design document") }
    ]
  },
  creatorInfoOnError: {
    question: "Does creator info have data when the creator cannot post?",
    contracts: ["live"],
    values: [
      { value: "filled", does: "Yes.", source: assumed("The documented status is 200") },
      { value: "absent", does: "No.", source: assumed("Other errors have no data") }
    ]
  },
  dataOnError: {
    question: "What is `data` in an error?",
    contracts: ["live"],
    values: [
      { value: "empty", does: "An empty object.", source: reported("Seen in production") },
      { value: "null", does: "null.", source: reported("Seen in production") },
      { value: "missing", does: "The field is missing.", source: reported("Seen in production") }
    ]
  },
  fieldsOutsideScope: {
    question: "What happens to a profile field outside the token's scopes?",
    contracts: ["live"],
    values: [
      { value: "error", does: "scope_permission_missed.", source: tiktok.errors("General codes") },
      { value: "silent", does: "It is omitted.", source: reported("Reports differ") }
    ]
  },
  unknownBodyKeys: {
    question: "Are unknown keys of a body refused?",
    contracts: ["live"],
    values: [
      { value: "ignored", does: "No. The journal has a note.", source: assumed("No page documents a refusal") },
      { value: "rejected", does: "Yes.", source: assumed("For clients that must send only documented keys") }
    ]
  },
  pendingDrafts: {
    question: "What does the limit of five drafts count?",
    contracts: ["live"],
    values: [
      { value: "per-day", does: "Drafts of the last 24 hours.", source: tiktok.uploadVideo("Error codes") },
      { value: "concurrent", does: "Unfinished drafts.", source: reported("One report of about six unfinished drafts") }
    ]
  },
  postIds: {
    question: "What is the type of post ids?",
    contracts: ["live"],
    values: [
      { value: "numbers", does: "A list of int64 numbers.", source: tiktok.status("publicaly_available_post_id") },
      { value: "strings", does: "A list of strings.", source: reports.idShapes },
      { value: "scalar", does: "One number.", source: reports.idShapes }
    ]
  },
  retryAfter: {
    question: "Does a 429 have Retry-After?",
    contracts: ["live"],
    values: [
      { value: false, does: "No.", source: tiktok.limits("The page does not mention a header") },
      { value: true, does: "Yes.", source: assumed("Gateways commonly add it") }
    ]
  },
  refreshRotation: {
    question: "What does a refresh do to the old refresh token?",
    contracts: ["catalog", "live"],
    values: [
      {
        value: "strict",
        does: "It ends at once.",
        source: tiktok.tokens("Refresh: use the new one, without a grace period")
      },
      { value: "grace", does: "It works for another minute.", source: assumed("Other providers do so") },
      {
        value: "never",
        does: "It stays the current one.",
        source: tiktok.tokens("Refresh: the token may stay the same")
      }
    ]
  },
  webhookPostId: {
    question: "What is the type of post_id in webhooks?",
    contracts: ["live"],
    values: [
      { value: "string", does: "A string.", source: reported("The one captured delivery") },
      { value: "number", does: "An int64 number.", source: assumed("The type in status responses") }
    ]
  },
  brandedPrivate: {
    question: "What happens to branded content with SELF_ONLY?",
    contracts: ["live"],
    values: [
      {
        value: "accepted",
        does: "It is accepted with a note in the journal.",
        source: assumed("No error code is documented")
      },
      {
        value: "refused",
        does: "privacy_level_option_mismatch.",
        source: tiktok.guidelines("Branded content cannot be private")
      }
    ]
  },
  publishIdRetention: {
    question: "How long is a publish_id valid?",
    contracts: ["catalog", "live"],
    values: [
      { value: "forever", does: "Forever.", source: assumed("No end is documented") },
      { value: "a-day", does: "A day after the init.", source: assumed("For clients that must not rely on it") }
    ]
  },
  completeForDirect: {
    question: "Does post.publish.complete fire for direct posts?",
    contracts: ["live"],
    values: [
      { value: true, does: "Yes.", source: reported("A captured delivery has DIRECT_PUBLISH") },
      { value: false, does: "No, only for drafts.", source: tiktok.status("Webhook events, described for drafts") }
    ]
  },
  longTitles: {
    question: "What does a video show of a title with more than 150 characters?",
    contracts: ["live"],
    values: [
      { value: "cut", does: "Its first 150 characters.", source: tiktok.videoObject("title: at most 150 characters") },
      { value: "whole", does: "The whole title.", source: assumed("No page documents a cut") }
    ]
  },
  sandbox: {
    question: "What fails for a sandbox app besides what is documented?",
    contracts: ["catalog", "live"],
    values: [
      { value: "documented", does: "Nothing.", source: tiktok.sandbox("The page names no other limit") },
      {
        value: "reported",
        does: "Each refresh, with invalid_grant, and the user info, with scope_not_authorized.",
        source: reported("One developer's measurements of September 2026")
      }
    ]
  }
}
