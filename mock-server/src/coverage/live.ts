import { documentedBounds, MAX_CHUNKS } from "../engine/chunkBounds.ts"
import { documentedLimits as limits } from "../engine/documentedLimits.ts"
import { mediaLimits } from "../engine/mediaChecks.ts"
import { assumed, type Behavior, cases, file, reported, type Source, type Tests, untested } from "./Behavior.ts"
import { reports, tiktok } from "./pages.ts"

const { maxChunkMegabytes, maxVideoGigabytes, minChunkMegabytes } = documentedBounds
const { frameRate: rates, side } = mediaLimits
const maxChunks = MAX_CHUNKS.toLocaleString("en-US")

const of = (operation: string, ...behaviors: ReadonlyArray<readonly [does: string, source: Source, tests: Tests]>) =>
  behaviors.map(([does, source, tests]): Behavior => ({ contract: "live", of: operation, does, source, tests }))

/** The behaviors of the live contract. */
export const liveBehaviors: ReadonlyArray<Behavior> = [
  ...of(
    "authorize",
    [
      "Requires client_key, response_type=code, scope and redirect_uri; state and disable_auto_auth are optional.",
      tiktok.loginWeb("Parameters"),
      cases("authorize/accepts", "authorize/refuses")
    ],
    [
      "Accepts scopes separated by commas, and only those the app is approved for.",
      tiktok.scopes("Scopes"),
      cases("authorize/refuses/scope", "authorize/scope-not-approved")
    ],
    [
      "Redirects only to registered URIs: https, or this machine with a port.",
      tiktok.loginDesktop("Redirect URI"),
      cases("authorize/refuses/redirect_uri", "authorize/redirect-uri")
    ],
    [
      "Lets an app register at most 10 redirect URIs, each under 512 characters, absolute, without query and fragment.",
      tiktok.loginWeb("Redirect URI"),
      file("wire/authorize.test.ts")
    ],
    [
      "Compares a challenge with the lower-case hex of the verifier's SHA-256; the method is S256.",
      tiktok.loginDesktop("Code challenge"),
      cases("authorize/accepts/code_challenge", "authorize/refuses/code_challenge", "token/pkce")
    ],
    [
      "Accepts base64url too, unless the redirect URI is a loopback one.",
      reports.webChallenge,
      cases("token/pkce/base64url", "token/pkce/desktop")
    ],
    [
      "Shows a page that names the bad parameter, instead of a redirect.",
      reports.challenge,
      cases("authorize/refuses", "authorize/scope-not-approved")
    ],
    ["Lets only target users log in to a sandbox.", tiktok.sandbox("Target users"), cases("authorize/sandbox-target")],
    [
      "Names non_sandbox_target on its page for another creator.",
      reported("The page of TikTok shows this word"),
      cases("authorize/sandbox-target")
    ],
    [
      "Does not take a client key for a sandbox's by its first letters.",
      reported("Keys of sandboxes start with sb"),
      file("live/sandbox.test.ts")
    ],
    [
      "Lets a creator of the scenario be chosen on the page.",
      assumed("TikTok asks the logged-in user; the mock has no sessions"),
      file("wire/authorize.test.ts")
    ]
  ),
  ...of(
    "decide",
    [
      "Returns code, scopes and state unchanged; the creator may refuse scopes.",
      tiktok.loginWeb("Callback"),
      cases("authorize/callback/success", "authorize/callback/some-scopes")
    ],
    [
      "Returns error, error_description and state when the creator denies.",
      tiktok.loginWeb("Callback"),
      cases("authorize/callback/denied")
    ],
    [
      "Issues codes with * and !, which must be decoded.",
      tiktok.tokens("Request: code"),
      cases("token/exchange/decoded")
    ],
    ["Accepts the form of the mock's own page.", assumed("TikTok's form is not public"), file("wire/authorize.test.ts")]
  ),
  ...of(
    "issueTokens",
    [
      "Reads a form and responds with a flat object; 24 hours and 365 days.",
      tiktok.tokens("Response"),
      cases("token/exchange/answer", "token/refresh/answer", "token/lifetime")
    ],
    [
      "Requires each field of an exchange and of a refresh, the secret too.",
      tiktok.tokens("Request"),
      cases(
        "token/exchange/client_key",
        "token/exchange/client_secret",
        "token/exchange/grant_type",
        "token/exchange/code",
        "token/exchange/redirect_uri",
        "token/refresh/client_key",
        "token/refresh/client_secret",
        "token/refresh/refresh_token"
      )
    ],
    [
      "Accepts a code once, with the redirect_uri of its authorize request and its verifier.",
      tiktok.tokens("Request"),
      cases("token/exchange/once", "token/exchange/redirect_uri", "token/pkce/missing", "token/pkce/wrong")
    ],
    [
      "Issues a new refresh token with each refresh, and refuses the old one.",
      tiktok.tokens("Refresh: use the new one, without a grace period"),
      cases("token/refresh/rotation")
    ],
    [
      "Ignores a verifier when the authorize request had no challenge.",
      reports.verifier,
      cases("token/pkce/ignored")
    ],
    [
      "Expires a code after ten minutes.",
      assumed("No page says how long; RFC 6749 recommends ten minutes at most"),
      cases("token/lifetime/code")
    ],
    [
      "Responds to errors with { error, error_description, log_id }, in ten categories.",
      tiktok.oauthErrors("Error format"),
      cases("token/error", "token/exchange/grant_type")
    ],
    [
      "Issues a token of the app itself for client_credentials: two hours, no scope, no use for posting.",
      tiktok.clientTokens("Response"),
      cases("client-token")
    ],
    [
      "Leaves a code usable after a refused exchange.",
      assumed("A typing mistake should not cost a login"),
      cases("token/exchange/after-refusal")
    ]
  ),
  ...of(
    "revokeToken",
    [
      "Accepts an access token in a form, and returns an empty object.",
      tiktok.tokens("Revoke"),
      cases("revoke/answer", "revoke/client_secret", "revoke/token", "revoke/content-type")
    ],
    [
      "Ends every token of the app for this creator.",
      assumed("The webhook that follows speaks of the authorization"),
      cases("revoke/answer")
    ],
    [
      "Sends authorization.removed with reason 5.",
      assumed("5 is \"developer revoked\" in the list of reasons"),
      cases("webhooks/events/revoked")
    ]
  ),
  ...of(
    "queryCreatorInfo",
    [
      "Returns names, privacy options, interactions and the longest duration.",
      tiktok.creatorInfo("Response"),
      cases("creator-info/fields", "creator-info/account", "profile/names")
    ],
    [
      "Offers PUBLIC_TO_EVERYONE to public accounts, FOLLOWER_OF_CREATOR to private ones.",
      tiktok.creatorInfo("privacy_level_options"),
      cases("creator-info/privacy_level_options")
    ],
    [
      "Has status 200 for \"nothing can be posted\".",
      tiktok.creatorInfo("Error codes: 200 on purpose"),
      cases("creator-info/account", "creator-info/code")
    ],
    [
      `Requires video.publish, and limits a token to ${limits.creatorCallsPerMinute} calls per minute.`,
      tiktok.creatorInfo("Scope and rate limit"),
      cases("creator-info/scope", "limits/minute/creator-info")
    ],
    [
      "Ignores a body, and needs no charset.",
      tiktok.creatorInfo("Example without a body"),
      cases("creator-info/body", "creator-info/plain-type")
    ]
  ),
  ...of(
    "queryUser",
    [
      "Returns the requested fields, each with its scope.",
      tiktok.userInfo("Fields"),
      cases("user-info/fields", "user-info/scope")
    ],
    [
      "Requires `fields`, and refuses an unknown one.",
      tiktok.userInfo("Query parameters"),
      cases("user-info/bad-fields")
    ],
    [
      `Limits a token to ${limits.displayCallsPerMinute} calls per minute.`,
      tiktok.limits("Table; the dimension is not stated"),
      cases("limits/minute/user-info")
    ]
  ),
  ...of(
    "initVideo",
    [
      "Accepts FILE_UPLOAD and PULL_FROM_URL; only the first gets an upload_url.",
      tiktok.directPost("Response"),
      cases("video-init/answer", "video-pull/answer", "flow/video-in-one-chunk", "flow/pulled-video")
    ],
    [
      "Requires source_info with each field of its source.",
      tiktok.directPost("source_info"),
      cases(
        "video-init/source_info",
        "video-init/source",
        "video-init/video_size",
        "video-init/chunk_size",
        "video-init/total_chunk_count",
        "video-pull/video_url"
      )
    ],
    [
      "Requires a privacy level that the creator's account offers.",
      tiktok.directPost("post_info.privacy_level"),
      cases("video-init/privacy_level", "video-init/level", "video-init/post_info")
    ],
    [
      "Accepts the optional interactions, cover, brand toggles and is_aigc.",
      tiktok.directPost("post_info"),
      cases(
        "video-init/full-sample",
        "video-init/disable_duet",
        "video-init/disable_stitch",
        "video-init/disable_comment",
        "video-init/brand_content_toggle",
        "video-init/brand_organic_toggle",
        "video-init/is_aigc",
        "video-init/toggles",
        "video-init/video_cover_timestamp_ms"
      )
    ],
    [
      "Turns interactions off where the creator's account does.",
      tiktok.directPost("disable_duet, disable_stitch, disable_comment"),
      file("live/status.test.ts")
    ],
    ["Ignores an unknown field.", assumed("No page documents a refusal"), cases("video-init/unknown-field")],
    [
      "Refuses an app that is not audited unless account and post are private.",
      tiktok.guidelines("Unaudited clients"),
      cases("video-init/account/unaudited", "video-init/account/unaudited-private", "video-init/level/unaudited")
    ],
    [
      "Counts a sandbox as an app that is not audited.",
      tiktok.sandbox("No public videos"),
      cases("video-init/account/sandbox")
    ],
    [
      "Refuses SELF_ONLY for a public account of an app that is not audited.",
      reports.privateAccount,
      cases("video-init/level/unaudited/self")
    ],
    [
      "Accepts a caption of 2,200 UTF-16 units, or none.",
      tiktok.directPost("post_info.title"),
      cases("video-init/title")
    ],
    [
      "Merges the remainder into the last chunk: the count is floor(size / chunk_size).",
      tiktok.transfer("Chunks"),
      cases("chunk-plan", "flow/video-in-chunks")
    ],
    [
      `Accepts chunks of ${minChunkMegabytes} to ${maxChunkMegabytes} MB, at most ${maxChunks}, and a single one as large as the video.`,
      tiktok.transfer("Chunks"),
      cases(
        "chunk-plan/smallest-chunk",
        "chunk-plan/largest-chunk",
        "chunk-plan/chunk-too-small",
        "chunk-plan/chunk-too-large",
        "chunk-plan/below-minimum",
        "chunk-plan/single-64-mb",
        "chunk-plan/single-too-large"
      )
    ],
    [
      "Refuses a single chunk whose chunk_size is not the video's size.",
      reports.singleChunk,
      cases("chunk-plan/single-not-whole", "chunk-plan/single-larger")
    ],
    [
      `Accepts videos of at most ${maxVideoGigabytes} GB.`,
      tiktok.transfer("Media restrictions"),
      cases("chunk-plan/4-gb", "chunk-plan/video-too-large")
    ],
    [
      "Pulls only from verified domains and prefixes, over https.",
      tiktok.transfer("URL ownership"),
      cases("video-pull/video_url", "video-pull/ownership")
    ],
    [
      "Downloads only from this machine: any other pull takes a second and brings a file that is fine.",
      assumed("Tests have no network; faults make pulls fail"),
      file("media/pulls.test.ts")
    ],
    [
      "Pulls over http from this machine.",
      assumed("A developer's server has no certificate"),
      file("media/pulls.test.ts")
    ],
    [
      "Follows no redirect of a pull, and ends it after an hour: video_pull_failed.",
      tiktok.transfer("Pull from URL"),
      file("media/pulls.test.ts")
    ],
    [
      "Does not pull TikTok's own sample video without verification.",
      tiktok.transfer("Pull from URL: sample"),
      untested("Its address is on TikTok's page only, and the mock downloads nothing from there")
    ],
    [
      `Limits a token to ${limits.initsPerMinute} per minute, each endpoint on its own.`,
      tiktok.directPost("Rate limit"),
      cases("limits/minute/video-init", "limits/minute/apart")
    ],
    [
      `Limits a creator to ${limits.postsPerDay} posts in 24 hours, over all apps.`,
      tiktok.guidelines("Posting caps: about 15"),
      cases("limits/day", "video-init/account/at-post-cap")
    ],
    [
      `Lets ${limits.unauditedActiveCreators} creators a day post through an app that is not audited.`,
      tiktok.guidelines("Active creators"),
      cases("limits/creators", "video-init/account/full-app")
    ],
    [
      "Counts a refused request against no limit.",
      assumed("No page says; a client that is told no would wait for nothing"),
      cases("limits/minute/video-init")
    ],
    [
      "Refuses a creator who is banned from posting.",
      tiktok.directPost("Error codes"),
      cases("video-init/account/banned")
    ],
    ["Has no check of the TikTok app.", tiktok.directPost("Error codes, which lack it"), cases("video-init/account")],
    [
      "Responds to most 403s with the same sentence: only the code tells.",
      reported("Messages in production point to the guidelines"),
      cases("envelope/guidelines")
    ],
    ["Requires video.publish in a Bearer token.", tiktok.directPost("Scope"), cases("video-init/scope", "video-init/scheme")],
    [
      "Makes a new post of each init; there is no idempotency key.",
      reported("Two inits made two posts"),
      cases("video-init/two-ids")
    ]
  ),
  ...of(
    "initInboxVideo",
    [
      "Requires source_info alone; the creator chooses the rest.",
      tiktok.uploadVideo("Body"),
      cases(
        "inbox-init/answer",
        "inbox-pull/answer",
        "inbox-init/source_info",
        "inbox-init/source",
        "inbox-init/video_size",
        "inbox-init/chunk_size",
        "inbox-init/total_chunk_count",
        "inbox-pull/video_url",
        "flow/video-draft"
      )
    ],
    [
      "Ignores other fields.",
      assumed("No page documents a refusal"),
      cases("inbox-init/post_info", "inbox-init/upload_source")
    ],
    [
      `Requires video.upload, and limits a token to ${limits.initsPerMinute} per minute.`,
      tiktok.uploadVideo("Scope and rate limit"),
      cases("inbox-init/scope", "limits/minute/inbox-init")
    ],
    [
      `Limits a creator to ${limits.pendingDrafts} drafts in 24 hours.`,
      tiktok.uploadVideo("Error codes"),
      cases("limits/drafts")
    ],
    [
      "Requires no audit, and has no daily and no active-creator cap.",
      tiktok.uploadVideo("Error codes, which lack them"),
      cases("inbox-init/account")
    ]
  ),
  ...of(
    "initPhotos",
    [
      "Requires media_type PHOTO, a post_mode, and the source PULL_FROM_URL. Returns only publish_id.",
      tiktok.photoPost("Body"),
      cases(
        "photo-init/answer",
        "photo-draft/answer",
        "photo-init/media_type",
        "photo-init/post_mode",
        "photo-init/post_info",
        "photo-init/source_info",
        "photo-init/source",
        "photo-draft/source_info",
        "photo-draft/source",
        "flow/photos",
        "flow/photo-draft"
      )
    ],
    [
      "Accepts up to 35 URLs and a cover counted from 0.",
      tiktok.photoPost("source_info"),
      cases(
        "photo-init/photo_images",
        "photo-init/photo_cover_index",
        "photo-draft/photo_images",
        "photo-draft/photo_cover_index"
      )
    ],
    [
      "Accepts one photo.",
      assumed("No smallest number is documented"),
      cases("photo-init/photo_images/one", "photo-draft/photo_images/one")
    ],
    [
      "Accepts a title of 90 and a description of 4,000 UTF-16 units, or none.",
      tiktok.photoPost("post_info"),
      cases("photo-init/title", "photo-init/description", "photo-draft/title", "photo-draft/description")
    ],
    [
      "Requires a privacy level for DIRECT_POST, and accepts comments, music, brand toggles and is_aigc.",
      tiktok.photoPost("post_info, DIRECT_POST"),
      cases(
        "photo-init/privacy_level",
        "photo-init/disable_comment",
        "photo-init/auto_add_music",
        "photo-init/brand_content_toggle",
        "photo-init/brand_organic_toggle",
        "photo-init/toggles",
        "photo-init/is_aigc"
      )
    ],
    [
      "Fails the whole post for one photo that is neither JPEG nor WebP, or has more than 20 MB.",
      tiktok.transfer("Media restrictions"),
      file("media/pulls.test.ts")
    ],
    [
      `Fails a photo with more than ${mediaLimits.photoSide.toLocaleString("en-US")} pixels on its shorter side.`,
      reports.photoSize,
      file("media/pulls.test.ts")
    ],
    [
      "Reads only title and description of a draft.",
      tiktok.photoPost("post_info, MEDIA_UPLOAD"),
      cases("photo-draft/privacy_level")
    ],
    [
      "Requires TikTok 31.8 on the creator's phone for a draft.",
      tiktok.photoPost("Error codes"),
      cases("photo-draft/account")
    ],
    [
      "Refuses direct posts of photos for the reasons of a video.",
      tiktok.photoPost("Error codes"),
      cases("photo-init/account", "limits/minute/photo-init", "limits/day")
    ],
    [
      "Requires video.publish for DIRECT_POST, video.upload for MEDIA_UPLOAD.",
      tiktok.photoPost("Scope"),
      cases("photo-init/scope", "photo-draft/scope")
    ]
  ),
  ...of(
    "uploadChunk",
    [
      "Accepts chunks one after the other, to one URL, for an hour.",
      tiktok.transfer("Upload"),
      cases("upload/out-of-order", "upload/parallel", "upload/an-hour", "flow/video-in-chunks")
    ],
    [
      "Requires the type, the range and the length of a chunk, and no access token.",
      tiktok.transfer("Request headers"),
      cases("upload/headers", "upload/types", "upload/length")
    ],
    [
      "Responds with 206, 201, 400, 403, 404 and 416 without a body.",
      tiktok.transfer("Response codes"),
      cases("upload/progress", "upload/types", "upload/length", "upload/expired", "upload/unknown", "upload/out-of-order")
    ],
    [
      "Returns a Content-Range with the received bytes.",
      tiktok.transfer("Response headers"),
      cases("upload/progress", "upload/uploaded-bytes")
    ],
    [
      "Accepts a chunk again after a status 5xx.",
      tiktok.transfer("Response codes: 5xx"),
      cases("upload/server-error")
    ],
    [
      "Refuses a chunk that was accepted already with 416.",
      assumed("It does not match the server's progress; it is undocumented"),
      cases("upload/twice")
    ],
    [
      "Keeps nothing of a chunk that breaks off.",
      assumed("A range counts once it is whole"),
      file("wire/upload.test.ts")
    ],
    [
      "Fails a post whose file is no video: file_format_check_failed.",
      tiktok.transfer("Media restrictions"),
      cases("upload/not-a-video")
    ],
    [
      "Fails a post whose file is not MP4, MOV or WebM with H.264, H.265, VP8 or VP9: file_format_check_failed.",
      tiktok.transfer("Media restrictions"),
      file("media/checks.test.ts")
    ],
    [
      `Fails a video outside ${rates.min} to ${rates.max} pictures a second, or ${side.min} to ${side.max} pixels a side.`,
      tiktok.transfer("Media restrictions"),
      file("media/checks.test.ts")
    ],
    [
      "Fails a direct post longer than its creator's limit, and a draft longer than ten minutes.",
      tiktok.transfer("Media restrictions"),
      file("media/checks.test.ts")
    ],
    [
      "Accepts a video of any short duration, and a file whose header it cannot read.",
      assumed("No page has a minimum; others say 3 seconds"),
      file("media/checks.test.ts")
    ]
  ),
  ...of(
    "fetchStatus",
    [
      "Has five statuses, of which the last three end a post.",
      tiktok.status("status"),
      cases("status/progress", "status/processing-after-upload", "status/inbox", "status/private", "flow")
    ],
    [
      "Counts the bytes of an upload or of a download.",
      tiktok.status("uploaded_bytes, downloaded_bytes"),
      cases("status/progress", "status/downloaded-bytes", "upload/uploaded-bytes")
    ],
    [
      "Returns the post's id once everyone can see it, a list under TikTok's spelling.",
      tiktok.status("publicaly_available_post_id"),
      cases("status/public", "status/private", "status/hidden", "status/inbox")
    ],
    [
      "Writes ids as bare numbers that JavaScript would round.",
      tiktok.status("publicaly_available_post_id, int64"),
      cases("status/public", "status/inbox")
    ],
    [
      "Responds with status 200 and \"ok\" for a post that failed, with one of 13 reasons.",
      tiktok.status("fail_reason"),
      cases("status/fail_reason")
    ],
    [
      "Requires the publish_id of a post of this creator.",
      tiktok.status("Error codes"),
      cases("status/publish_id")
    ],
    [
      `Requires a scope of publishing, and limits a token to ${limits.statusCallsPerMinute} calls per minute.`,
      tiktok.status("Scope and rate limit"),
      cases("status/scope", "limits/minute/status")
    ],
    [
      "Settles a post 3 seconds after its media are there.",
      assumed("TikTok takes half a minute and more; tests should not"),
      file("live/status.test.ts")
    ]
  ),
  ...of(
    "cancelPost",
    [
      "Ends a post while its media are being pulled; it fails as publish_cancelled.",
      tiktok.transfer("Cancel"),
      cases("cancel/video", "cancel/photos")
    ],
    ["Responds without data.", tiktok.transfer("Cancel, response"), cases("cancel/video", "cancel/photos")],
    [
      "Refuses any other post as publish_not_cancellable.",
      tiktok.transfer("Cancel, error codes"),
      cases("cancel/upload", "cancel/published")
    ],
    [
      "Requires the publish_id of a post of this creator, and a scope of publishing.",
      tiktok.transfer("Cancel, error codes"),
      cases("cancel/publish_id", "cancel/scope")
    ]
  ),
  ...of(
    "listVideos",
    [
      "Returns public posts, newest first, at most 20 a page and 10 by default, from a cursor in milliseconds.",
      tiktok.videoList("Body"),
      cases("video-list/pages", "video-list/private", "video-list/bad-body", "video-list/bad-fields")
    ],
    [
      "Has the fields of the video object: create_time in seconds, titles cut at 150 characters, is_aigc.",
      tiktok.videoObject("Fields"),
      cases("video-list/video", "video-list/long-title", "video-list/aigc")
    ],
    [
      `Requires video.list, and limits a token to ${limits.displayCallsPerMinute} calls per minute.`,
      tiktok.videoList("Scope"),
      cases("video-list/scope", "limits/minute/video-list")
    ],
    [
      "Continues with as many older videos as the creator had before; the profile counts both.",
      assumed("A list that ends after the mock's own posts would disagree with video_count"),
      file("live/display.test.ts")
    ],
    [
      "Returns the same counts for every video.",
      assumed("The mock has no viewers"),
      file("live/display.test.ts")
    ]
  ),
  ...of(
    "queryVideos",
    [
      "Returns up to 20 videos by their ids, and leaves out what is not the creator's.",
      tiktok.videoQuery("Body"),
      cases("video-query/own", "video-query/bad-body", "video-query/bad-fields")
    ],
    [
      `Requires video.list, and limits a token to ${limits.displayCallsPerMinute} calls per minute.`,
      tiktok.videoQuery("Scope"),
      cases("video-query/scope", "limits/minute/video-query")
    ]
  ),
  ...of(
    "envelope",
    [
      "Returns data and an error with code, message and log_id; success is the code ok.",
      tiktok.errors("Error format"),
      cases("envelope/success", "code", "video-init/body")
    ],
    ["Returns the log_id in x-tt-logid too.", reported("Responses in production"), cases("envelope/tt-logid")],
    [
      "Has the status of the tables for each code.",
      tiktok.errors("General codes, and the tables of each endpoint"),
      cases("code")
    ],
    [
      "Refuses a token that is missing, unknown or expired with access_token_invalid.",
      tiktok.errors("General codes"),
      cases(
        "video-init/token",
        "inbox-init/token",
        "photo-init/token",
        "photo-draft/token",
        "status/token",
        "cancel/token",
        "creator-info/token",
        "user-info/token",
        "video-list/token",
        "video-query/token"
      )
    ],
    [
      "Passes a server error on, without a code.",
      tiktok.directPost("Error codes: 5xx"),
      cases(
        "video-init/server-error",
        "inbox-init/server-error",
        "photo-init/server-error",
        "photo-draft/server-error",
        "status/server-error",
        "cancel/server-error",
        "creator-info/server-error",
        "user-info/server-error",
        "video-list/server-error",
        "video-query/server-error"
      )
    ],
    [
      "Sends no Retry-After.",
      tiktok.limits("The page does not mention a header"),
      cases("limits/minute", "code/rate_limit_exceeded")
    ],
    [
      "Leaves the rules of the post screen to the client: no default level, a preview, a consent line.",
      tiktok.guidelines("User experience"),
      untested("The server does not see the screen; the library has tests of what it can check")
    ],
    [
      "Has no endpoint to schedule, edit or delete a post.",
      assumed("None was found on any page"),
      file("coverage/coverage.test.ts")
    ]
  ),
  ...of(
    "webhooks",
    [
      "Sends events as JSON within JSON, with client_key, event, create_time and user_openid.",
      tiktok.webhooks("Body"),
      cases("webhooks/events")
    ],
    [
      "Sends video.upload.failed, video.publish.completed and portability.download.ready on demand.",
      tiktok.webhookEventNames("Events"),
      file("live/webhooks.test.ts")
    ],
    [
      "Sends authorization.removed with the number of its reason; the token is dead on arrival.",
      tiktok.webhookEventNames("Events: authorization.removed"),
      cases("webhooks/removal")
    ],
    ["Sends five events about posts.", tiktok.status("Webhook events"), cases("webhooks/events")],
    [
      "Signs with HMAC-SHA256 of the time and the body.",
      tiktok.webhookSignature("Signature"),
      cases("webhooks/signature")
    ],
    [
      "Tries for 72 hours with growing pauses.",
      tiktok.webhooks("Delivery"),
      cases("webhooks/retries")
    ],
    [
      "Counts only a 200 as received, and sends duplicates and another order on demand.",
      tiktok.webhooks("Delivery: at least once"),
      file("live/webhooks.test.ts")
    ],
    [
      "Begins with a pause of a minute.",
      assumed("The first pause is not documented"),
      file("live/webhooks.test.ts")
    ],
    [
      "Calls only this machine and one URL.",
      assumed("A mock must not send to strangers"),
      file("live/webhooks.test.ts")
    ]
  )
]
