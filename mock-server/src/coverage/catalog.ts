import { documentedLimits } from "../engine/documentedLimits.ts"
import { assumed, type Behavior, cases, file, type Source, type Tests, untested } from "./Behavior.ts"
import { reference } from "./pages.ts"

const of = (operation: string, ...behaviors: ReadonlyArray<readonly [does: string, source: Source, tests: Tests]>) =>
  behaviors.map(([does, source, tests]): Behavior => ({ contract: "catalog", of: operation, does, source, tests }))

/** The behaviors of the catalog contract. */
export const catalogBehaviors: ReadonlyArray<Behavior> = [
  ...of(
    "authorize",
    ["Accepts the six parameters of the sample.", reference("1. Authorization URL"), cases("authorize/accepts/sample")],
    [
      "Requires neither state nor disable_auto_auth.",
      assumed("The required parameters are undocumented"),
      cases("authorize/accepts/state", "authorize/accepts/disable_auto_auth", "authorize/accepts/scope")
    ],
    [
      "Accepts a code_challenge.",
      assumed("The live API has one; the reference does not mention it"),
      cases("authorize/accepts/code_challenge")
    ],
    [
      "Shows a page that names a missing or bad parameter.",
      assumed("The reference has no errors of this page"),
      cases("authorize/refuses", "authorize/scope-not-approved")
    ],
    [
      "Accepts registered redirect URIs only.",
      assumed("The rules of the live API; the reference has none"),
      cases("authorize/redirect-uri")
    ]
  ),
  ...of(
    "decide",
    [
      "Returns code, scopes and state in the callback.",
      reference("1. Authorization URL, and Flow 3, which has scopes too"),
      cases("authorize/callback/success", "authorize/callback/some-scopes")
    ],
    [
      "Returns access_denied in the callback when the creator denies.",
      assumed("The table has the code, but not its place"),
      cases("authorize/callback/denied")
    ],
    ["Accepts the form of the mock's own page.", assumed("TikTok's form is not public"), file("wire/authorize.test.ts")]
  ),
  ...of(
    "issueTokens",
    [
      "Accepts JSON and responds in the envelope: 86,400 seconds.",
      reference("2. Token Exchange / Refresh"),
      cases("token/exchange/answer", "token/exchange/content-type", "token/refresh/answer", "token/lifetime/access")
    ],
    [
      "Requires each field of both requests.",
      reference("2. Token Exchange / Refresh: request bodies"),
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
      "Issues a new refresh token with each refresh.",
      reference("Flow 3: OAuth Flow"),
      cases("token/refresh/answer")
    ],
    ["Refuses a used refresh token.", assumed("Each refresh issues a new one"), cases("token/refresh/rotation")],
    ["Accepts a code once.", reference("Common Error Codes: invalid_grant"), cases("token/exchange/once")],
    ["Expires a code after ten minutes.", assumed("The lifetime is undocumented"), cases("token/lifetime/code")],
    [
      "Leaves a code usable after a refused exchange.",
      assumed("A typing mistake should not cost a login"),
      cases("token/exchange/after-refusal")
    ],
    ["Expires a refresh token after 365 days.", assumed("The lifetime of the live API"), cases("token/lifetime/refresh")],
    [
      "Issues two different tokens.",
      assumed("Both samples are equal, which is probably a mistake"),
      cases("token/exchange/answer")
    ],
    [
      "Responds to invalid_grant and invalid_client with 400.",
      reference("Common Error Codes"),
      cases("token/exchange/code", "token/exchange/client_key", "code/invalid_grant", "code/invalid_client")
    ],
    ["Checks a verifier when the login has a challenge.", assumed("As in the live API"), cases("token/pkce")]
  ),
  ...of(
    "queryCreator",
    [
      "Returns fourteen fields.",
      reference("8. Query Creator Info"),
      cases("creator-query/all-fields", "profile/names")
    ],
    [
      "Returns the fields in `fields`, or all.",
      assumed("The reference has two lists of fields and no rule"),
      cases("creator-query/some-fields", "creator-query/no-fields")
    ],
    [
      "Refuses an unknown field.",
      assumed("Undocumented; an ignored field would hide a typo"),
      cases("creator-query/unknown-field")
    ],
    [
      "Requires user.info.basic.",
      assumed("Undocumented; the sample token has this scope"),
      cases("creator-query/scope")
    ],
    ["Accepts a GET with a JSON content type.", reference("8. Query Creator Info: headers"), cases("creator-query/content-type")]
  ),
  ...of(
    "initVideo",
    [
      "Returns publish_id, upload_url and its lifetime of 3,600 seconds.",
      reference("3. Direct Video Post"),
      cases("video-init/answer", "upload/an-hour")
    ],
    [
      "Accepts every field of the sample.",
      reference("3. Direct Video Post: request body"),
      cases(
        "video-init/full-sample",
        "video-init/disable_comment",
        "video-init/disable_duet",
        "video-init/disable_stitch",
        "video-init/brand_content_toggle",
        "video-init/brand_organic_toggle",
        "video-init/is_aigc",
        "video-init/video_cover_timestamp_ms"
      )
    ],
    [
      "Accepts PRIVATE and PUBLIC besides TikTok's own levels.",
      assumed("The reference uses both vocabularies"),
      cases("video-init/privacy_level")
    ],
    [
      "Accepts a level only if the account offers it.",
      assumed("The rule of the live API"),
      cases("video-init/level")
    ],
    [
      "Returns an upload_url for a pull too, and refuses bytes there.",
      reference("3. Direct Video Post: one response for both sources"),
      cases("video-pull/answer", "upload/after-pull")
    ],
    [
      "Accepts chunks of 5,000,000 to 67,108,864 bytes.",
      assumed("\"5MB\" is 5 MiB in the samples, without bounds"),
      cases("chunk-plan")
    ],
    [
      "Accepts a remainder in the last chunk or as its own chunk.",
      assumed("The formula has no rule for it"),
      cases("chunk-plan/count-ceil", "chunk-plan/example", "upload/short-last-chunk", "flow/video-in-chunks")
    ],
    [
      `Limits a token to ${documentedLimits.initsPerMinute} inits of all kinds per minute.`,
      reference("Limits"),
      cases("limits/minute/video-init", "limits/minute/inbox-init", "limits/minute/together")
    ],
    [
      `Limits a creator to ${documentedLimits.postsPerDay} videos per day.`,
      reference("Limits"),
      cases("limits/day", "video-init/account/at-post-cap")
    ],
    ["Responds with 429 and Retry-After: 60.", reference("Rate Limit Response"), cases("limits/minute", "code/too_many_requests")],
    [
      "Refuses an unaudited app unless the account is private.",
      reference("3. Direct Video Post: error samples"),
      cases("video-init/account")
    ],
    [
      "Requires only the privacy level and the source.",
      assumed("The required fields are undocumented"),
      cases(
        "video-init/post_info",
        "video-init/title",
        "video-init/toggles",
        "video-init/source_info",
        "video-init/source",
        "video-init/video_size",
        "video-init/chunk_size",
        "video-init/total_chunk_count",
        "video-init/unknown-field"
      )
    ],
    [
      "Refuses a URL that is not https under a verified domain.",
      assumed("The samples use verified-domain.com"),
      cases("video-pull/video_url", "video-pull/ownership")
    ],
    ["Requires video.publish.", assumed("The scope of the sample token"), cases("video-init/scope", "video-init/scheme")],
    [
      "Makes a new post of each init.",
      reference("Flow 1: Direct Video Post"),
      cases("video-init/two-ids", "flow/video-in-one-chunk", "flow/pulled-video")
    ]
  ),
  ...of(
    "initPhotos",
    ["Returns only publish_id.", reference("5. Photo Post"), cases("photo-init/answer", "photo-draft/answer")],
    [
      "Requires media_type, post_mode and the source PULL_FROM_URL.",
      reference("5. Photo Post: request body"),
      cases(
        "photo-init/media_type",
        "photo-init/post_mode",
        "photo-init/post_info",
        "photo-init/source_info",
        "photo-init/source",
        "photo-draft/source_info",
        "photo-draft/source"
      )
    ],
    [
      "Accepts a title of 90 and a description of 4,000 UTF-16 units.",
      reference("5. Photo Post"),
      cases("photo-init/title", "photo-init/description", "photo-draft/title", "photo-draft/description")
    ],
    [
      "Accepts 1 to 35 URLs.",
      assumed("The limit of the live API; the reference has none"),
      cases("photo-init/photo_images", "photo-draft/photo_images")
    ],
    [
      "Requires a cover that names one of the photos.",
      assumed("The rule of the live API; the sample has 0"),
      cases("photo-init/photo_cover_index", "photo-draft/photo_cover_index")
    ],
    [
      "Accepts the levels of a video, disable_comment and the fields of the live API.",
      assumed("The sample has only one level"),
      cases(
        "photo-init/privacy_level",
        "photo-init/disable_comment",
        "photo-init/brand_content_toggle",
        "photo-init/brand_organic_toggle",
        "photo-init/auto_add_music",
        "photo-init/toggles",
        "photo-init/is_aigc"
      )
    ],
    [
      "Accepts post_mode MEDIA_UPLOAD for a draft.",
      assumed("The live API has it"),
      cases("photo-draft/answer", "photo-draft/privacy_level", "photo-draft/account", "photo-draft/scope", "flow/photo-draft")
    ],
    [
      "Counts photos only against the limit per minute.",
      reference("Limits: included in 6/min"),
      cases("limits/minute/photo-init", "limits/day")
    ],
    ["Publishes photos.", reference("Flow 2: Direct Photo Post"), cases("flow/photos", "photo-init/account", "photo-init/scope")]
  ),
  ...of(
    "initInboxVideo",
    [
      "Returns publish_id and an upload_url with the first part number.",
      reference("6. Video Upload to Inbox"),
      cases("inbox-init/answer", "inbox-pull/answer", "flow/video-draft")
    ],
    [
      "Requires only source_info, which must match upload_source.",
      assumed("The sample states the source twice"),
      cases(
        "inbox-init/upload_source",
        "inbox-init/post_info",
        "inbox-init/source_info",
        "inbox-init/source",
        "inbox-init/video_size",
        "inbox-init/chunk_size",
        "inbox-init/total_chunk_count",
        "inbox-pull/video_url"
      )
    ],
    [
      "Requires video.upload or video.publish.",
      assumed("The sample token has only video.publish"),
      cases("inbox-init/scope")
    ],
    [
      "Counts against the limit per day.",
      assumed("The limit is for \"video uploads\", and it is one"),
      cases("limits/day", "inbox-init/account")
    ]
  ),
  ...of(
    "uploadChunk",
    [
      "Requires Content-Range, Content-Length and one of three types. Responds with 200.",
      reference("4. Video File Upload"),
      cases("upload/headers", "upload/types", "upload/length")
    ],
    [
      "Accepts a part_number, but uses the Content-Range.",
      reference("4. Video File Upload; absent in the Python sample"),
      cases("upload/part-number")
    ],
    [
      "Reads a second question mark as an ampersand.",
      reference("4. Video File Upload: {upload_url}?part_number=1"),
      cases("upload/part-number/second-question-mark")
    ],
    [
      "Accepts the ranges of the formula.",
      reference("4. Video File Upload: Multi-Chunk Upload Formula"),
      cases("flow/video-in-chunks", "upload/progress")
    ],
    [
      "Responds without a body, with a Content-Range.",
      assumed("\"Empty body or minimal JSON\""),
      cases("upload/types", "upload/progress")
    ],
    [
      "Responds with 416, 403, 404 and 400 in the envelope.",
      assumed("\"All endpoints\" have it; there is no example of a chunk error"),
      cases("upload/out-of-order", "upload/expired", "upload/unknown", "upload/length")
    ],
    [
      "Accepts chunks only in order.",
      assumed("Part numbers suggest any order, but the live API has only one"),
      cases("upload/out-of-order", "upload/twice", "upload/parallel")
    ],
    [
      "Fails a post whose file is not a video: Unsupported video codec.",
      reference("7. Check Publishing Status"),
      cases("upload/not-a-video")
    ],
    [
      "Fails a post for the media restrictions of the live API, in texts that follow the one example.",
      assumed("The reference has no restrictions, and one fail reason"),
      file("media/checks.test.ts")
    ]
  ),
  ...of(
    "fetchStatus",
    [
      "Changes from PROCESSING to POSTING, and to POSTED or FAILED.",
      reference("7. Check Publishing Status, and Flow 1"),
      cases("status/processing", "status/posting", "status/fail_reason", "flow")
    ],
    ["Returns id, times and URL of a post.", reference("7. Check Publishing Status"), cases("status/posted")],
    [
      "Returns POSTED without an id for a draft in the inbox.",
      assumed("There is no status for it"),
      file("wire/status.test.ts")
    ],
    ["Has no limit of calls.", reference("Limits, which have none for it"), cases("limits/none")],
    [
      "Requires the publish_id of a post of this creator, and a scope of publishing.",
      assumed("The reference has no errors of this endpoint"),
      cases("status/publish_id", "status/scope")
    ]
  ),
  ...of(
    "envelope",
    [
      "Returns every error with data null, a code, a message and a log_id.",
      reference("Error Response Format"),
      cases("code", "video-init/body", "video-init/token", "inbox-init/token", "photo-init/token")
    ],
    [
      "Refuses a token that is missing, unknown or expired with 401.",
      reference("Common Error Codes: unauthorized"),
      cases(
        "video-init/token",
        "inbox-init/token",
        "photo-init/token",
        "photo-draft/token",
        "status/token",
        "creator-query/token"
      )
    ],
    ["Has the eleven codes of the table, with their statuses.", reference("Common Error Codes"), cases("code")],
    ["Returns a success with the code ok and a log_id.", reference("Success responses"), cases("envelope/success")],
    [
      "Passes a server error on.",
      reference("Common Error Codes: 500, 502, 503"),
      cases(
        "video-init/server-error",
        "inbox-init/server-error",
        "photo-init/server-error",
        "photo-draft/server-error",
        "status/server-error",
        "creator-query/server-error"
      )
    ],
    [
      "Accepts JSON with any media type, with a note in the journal.",
      assumed("\"Always application/json\", but some samples differ"),
      file("strict.test.ts")
    ],
    [
      "Stays within 8 endpoints under one base URL.",
      reference("Endpoint Categorization"),
      file("coverage/coverage.test.ts")
    ],
    [
      "Leaves it to the client to store tokens, and to poll every 5 seconds for 5 minutes.",
      reference("Flow 3, and Example 4: Check Status"),
      untested("The server does not see it; the library has tests of it")
    ]
  )
]
