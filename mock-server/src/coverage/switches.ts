import type { Switches } from "../engine/Switches.ts"
import { assumed, type OpenPoint, reported } from "./Behavior.ts"
import { reports, tiktok } from "./pages.ts"

/** Every point that TikTok leaves open, with every way to read it. */
export const switches: { readonly [Name in keyof Switches]: OpenPoint<Switches[Name]> } = {
  badParameterCode: {
    question: "Which code does a bad parameter have?",
    contracts: ["live"],
    values: [
      { value: "invalid_params", does: "The plural.", source: tiktok.errors("General codes; servers send it too") },
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
      { value: 400, does: "400.", source: assumed("RFC 6749 answers so") },
      { value: 401, does: "401.", source: assumed("RFC 6749 allows it for a bad client") }
    ]
  },
  pkce: {
    question: "Who has to send a code_challenge?",
    contracts: ["catalog", "live"],
    values: [
      {
        value: "optional",
        does: "None; a challenge that is sent counts.",
        source: tiktok.loginWeb("The page names no challenge")
      },
      {
        value: "desktop",
        does: "Apps whose redirect leads to this machine.",
        source: tiktok.loginDesktop("Code challenge")
      },
      { value: "required", does: "Everybody.", source: reports.challenge }
    ]
  },
  challengeEncoding: {
    question: "How is a code_challenge written?",
    contracts: ["catalog", "live"],
    values: [
      { value: "hex", does: "As lower-case hex.", source: tiktok.loginDesktop("Code challenge") },
      { value: "base64url", does: "As RFC 7636 has it.", source: assumed("Every other provider follows the RFC") },
      { value: "either", does: "In both ways.", source: assumed("For clients that are to be tested later") }
    ]
  },
  megabytes: {
    question: "Is a megabyte decimal?",
    contracts: ["catalog", "live"],
    values: [
      {
        value: "either",
        does: "The wider bound of both systems.",
        source: assumed("The page's examples mix both systems")
      },
      { value: "decimal", does: "1,000,000 bytes.", source: tiktok.transfer("The example of several chunks") },
      { value: "binary", does: "1,048,576 bytes.", source: tiktok.transfer("The example of a whole file") }
    ]
  },
  uploadProgress: {
    question: "What is the number in the Content-Range of a chunk's answer?",
    contracts: ["live"],
    values: [
      { value: "count", does: "Bytes that have come.", source: tiktok.transfer("Response: UPLOADED_BYTES") },
      { value: "last-index", does: "The last byte.", source: assumed("The syntax of HTTP means that") }
    ]
  },
  lastChunkStatus: {
    question: "How is the last chunk answered?",
    contracts: ["live"],
    values: [
      { value: 201, does: "With 201.", source: tiktok.transfer("Response codes") },
      { value: 200, does: "With 200.", source: reported("A plain 200 after the last chunk") }
    ]
  },
  partialChunks: {
    question: "What does a chunk leave whose connection breaks on the way?",
    contracts: ["catalog", "live"],
    values: [
      { value: "dropped", does: "Nothing.", source: assumed("The page has the same chunk sent again") },
      { value: "kept", does: "The bytes that have come.", source: assumed("For clients that ask how far TikTok is") }
    ]
  },
  photoAigc: {
    question: "Where does a photo post say that it was made by AI?",
    contracts: ["live"],
    values: [
      { value: "top-level", does: "Beside post_info.", source: tiktok.photoPost("Body, in 2026") },
      { value: "post-info", does: "In post_info.", source: assumed("That is where a video post says it") },
      { value: "either", does: "In both places.", source: assumed("For clients that write both") }
    ]
  },
  brandToggles: {
    question: "Does a direct post need both brand toggles?",
    contracts: ["live"],
    values: [
      { value: "optional", does: "No.", source: tiktok.directPost("Examples, which lack them") },
      { value: "required", does: "Yes.", source: tiktok.directPost("Table of post_info") }
    ]
  },
  unauditedPrivacyOptions: {
    question: "Which privacy levels does an app see that is not audited?",
    contracts: ["live"],
    values: [
      { value: "full", does: "Those of the account.", source: tiktok.creatorInfo("privacy_level_options") },
      { value: "self-only", does: "SELF_ONLY.", source: reported("One design document says so") }
    ]
  },
  creatorInfoOnError: {
    question: "Is creator info filled when its code says that nothing can be posted?",
    contracts: ["live"],
    values: [
      { value: "filled", does: "Yes.", source: assumed("The page answers with 200 on purpose") },
      { value: "absent", does: "No.", source: assumed("Other errors have no data") }
    ]
  },
  dataOnError: {
    question: "What stands for `data` in an error?",
    contracts: ["live"],
    values: [
      { value: "empty", does: "An empty object.", source: reported("RecordedRequest in production") },
      { value: "null", does: "null.", source: reported("RecordedRequest in production") },
      { value: "missing", does: "Nothing.", source: reported("RecordedRequest in production") }
    ]
  },
  fieldsOutsideScope: {
    question: "What happens to a profile field that the token has no scope for?",
    contracts: ["live"],
    values: [
      { value: "error", does: "scope_permission_missed.", source: tiktok.errors("General codes") },
      { value: "silent", does: "It is left out.", source: reported("Reports differ") }
    ]
  },
  unknownBodyKeys: {
    question: "Are unknown keys of a body refused?",
    contracts: ["live"],
    values: [
      { value: "ignored", does: "No; the journal notes them.", source: assumed("No page says that they are refused") },
      { value: "rejected", does: "Yes.", source: assumed("For clients that must write documented keys only") }
    ]
  },
  pendingDrafts: {
    question: "What does the limit of five drafts count?",
    contracts: ["live"],
    values: [
      { value: "per-day", does: "Drafts of the last 24 hours.", source: tiktok.uploadVideo("Error codes") },
      { value: "concurrent", does: "Drafts that wait.", source: reported("One report of about six unfinished drafts") }
    ]
  },
  postIds: {
    question: "How are post ids written?",
    contracts: ["live"],
    values: [
      { value: "numbers", does: "A list of bare int64 numbers.", source: tiktok.status("publicaly_available_post_id") },
      { value: "strings", does: "A list of strings.", source: reports.idShapes },
      { value: "scalar", does: "One bare number.", source: reports.idShapes }
    ]
  },
  retryAfter: {
    question: "Does a 429 say when to come back?",
    contracts: ["live"],
    values: [
      { value: false, does: "No.", source: tiktok.limits("The page names no header") },
      { value: true, does: "Yes, in Retry-After.", source: assumed("Gateways commonly add it") }
    ]
  },
  refreshRotation: {
    question: "What does a refresh do to the old refresh token?",
    contracts: ["catalog", "live"],
    values: [
      {
        value: "strict",
        does: "It is refused at once.",
        source: tiktok.tokens("Refresh: use the new one; no grace is named")
      },
      { value: "grace", does: "It works for another minute.", source: assumed("Other providers do so") },
      {
        value: "never",
        does: "It stays the one in use.",
        source: tiktok.tokens("Refresh: the token may stay the same")
      }
    ]
  },
  webhookPostId: {
    question: "How do webhooks write post_id?",
    contracts: ["live"],
    values: [
      { value: "string", does: "As a string.", source: reported("The one delivery that was captured") },
      { value: "number", does: "As a bare int64 number.", source: assumed("Status answers write it so") }
    ]
  },
  brandedPrivate: {
    question: "What becomes of branded content for SELF_ONLY?",
    contracts: ["live"],
    values: [
      { value: "accepted", does: "It is accepted, and noted.", source: assumed("No error code is documented") },
      {
        value: "refused",
        does: "privacy_level_option_mismatch.",
        source: tiktok.guidelines("Branded content cannot be private")
      }
    ]
  },
  publishIdRetention: {
    question: "How long can a post be asked for?",
    contracts: ["catalog", "live"],
    values: [
      { value: "forever", does: "As long as one likes.", source: assumed("No page names an end") },
      { value: "a-day", does: "For a day after its init.", source: assumed("For clients that must not rely on it") }
    ]
  },
  completeForDirect: {
    question: "Does post.publish.complete fire for direct posts?",
    contracts: ["live"],
    values: [
      { value: true, does: "Yes.", source: reported("A captured delivery says DIRECT_PUBLISH") },
      { value: false, does: "No, for drafts alone.", source: tiktok.status("Webhook events, worded for drafts") }
    ]
  },
  longTitles: {
    question: "What does a video show of a title beyond 150 characters?",
    contracts: ["live"],
    values: [
      { value: "cut", does: "Its first 150 characters.", source: tiktok.videoObject("title: at most 150 characters") },
      { value: "whole", does: "All of it.", source: assumed("No page says that a longer one is cut") }
    ]
  }
}
