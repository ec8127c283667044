import { documentedLimits } from "../engine/documentedLimits.ts"
import { assumed, type Behavior, type Source } from "./Behavior.ts"
import { reference } from "./pages.ts"

const of = (operation: string, ...behaviors: ReadonlyArray<readonly [does: string, source: Source]>) =>
  behaviors.map(([does, source]): Behavior => ({ contract: "catalog", of: operation, does, source }))

/** The behaviors of the catalog contract. */
export const catalogBehaviors: ReadonlyArray<Behavior> = [
  ...of(
    "authorize",
    ["Accepts the six parameters of the sample.", reference("1. Authorization URL")],
    ["Requires neither state nor disable_auto_auth.", assumed("The required parameters are undocumented")],
    ["Accepts a code_challenge.", assumed("The live API has one; the reference does not mention it")]
  ),
  ...of(
    "decide",
    ["Returns code and state in the callback.", reference("1. Authorization URL")],
    ["Returns scopes in the callback.", reference("Flow 3: OAuth Flow")],
    [
      "Returns access_denied in the callback when the creator denies.",
      assumed("The table has the code, but not its place")
    ],
    ["Accepts the form of the mock's own page.", assumed("TikTok's form is not public")]
  ),
  ...of(
    "issueTokens",
    ["Accepts JSON and responds in the envelope: 86,400 seconds.", reference("2. Token Exchange / Refresh")],
    ["Issues a new refresh token with each refresh.", reference("Flow 3: OAuth Flow")],
    ["Refuses a used refresh token.", assumed("Each refresh issues a new one")],
    ["Expires a code after ten minutes, a refresh token after 365 days.", assumed("The lifetimes are undocumented")],
    ["Issues two different tokens.", assumed("Both samples are equal, which is probably a mistake")],
    ["Responds to invalid_grant and invalid_client with 400.", reference("Common Error Codes")]
  ),
  ...of(
    "queryCreator",
    ["Returns fourteen fields.", reference("8. Query Creator Info")],
    ["Returns the fields in `fields`, or all.", assumed("The reference has two lists of fields and no rule")],
    ["Refuses an unknown field.", assumed("Undocumented; an ignored field would hide a typo")],
    ["Requires user.info.basic.", assumed("Undocumented; the sample token has this scope")]
  ),
  ...of(
    "initVideo",
    ["Returns publish_id, upload_url and its lifetime of 3,600 seconds.", reference("3. Direct Video Post")],
    ["Accepts PRIVATE and PUBLIC besides TikTok's own levels.", assumed("The reference uses both vocabularies")],
    [
      "Returns an upload_url for a pull too, and refuses bytes there.",
      reference("3. Direct Video Post: one response for both sources")
    ],
    ["Accepts chunks of 5,000,000 to 67,108,864 bytes.", assumed("\"5MB\" is 5 MiB in the samples, without bounds")],
    ["Accepts a remainder in the last chunk or as its own chunk.", assumed("The formula has no rule for it")],
    [`Limits a token to ${documentedLimits.initsPerMinute} inits of all kinds per minute.`, reference("Limits")],
    [`Limits a creator to ${documentedLimits.postsPerDay} videos per day.`, reference("Limits")],
    ["Responds with 429 and Retry-After: 60.", reference("Rate Limit Response")],
    [
      "Refuses an unaudited app unless the account is private.",
      reference("3. Direct Video Post: error samples")
    ],
    ["Requires only the privacy level and the source.", assumed("The required fields are undocumented")],
    ["Refuses a URL that is not https under a verified domain.", assumed("The samples use verified-domain.com")]
  ),
  ...of(
    "initPhotos",
    ["Returns only publish_id.", reference("5. Photo Post")],
    ["Accepts a title of 90 and a description of 4,000 UTF-16 units.", reference("5. Photo Post")],
    ["Accepts 1 to 35 URLs.", assumed("The limit of the live API; the reference has none")],
    ["Accepts post_mode MEDIA_UPLOAD for a draft.", assumed("The live API has it")],
    ["Counts photos only against the limit per minute.", reference("Limits: included in 6/min")]
  ),
  ...of(
    "initInboxVideo",
    ["Returns publish_id and an upload_url with the first part number.", reference("6. Video Upload to Inbox")],
    [
      "Requires only source_info, which must match upload_source.",
      assumed("The sample states the source twice")
    ],
    ["Requires video.upload or video.publish.", assumed("The sample token has only video.publish")],
    ["Counts against the limit per day.", assumed("The limit is for \"video uploads\", and it is one")]
  ),
  ...of(
    "uploadChunk",
    [
      "Requires Content-Range, Content-Length and one of three types. Responds with 200.",
      reference("4. Video File Upload")
    ],
    [
      "Accepts a part_number, but uses the Content-Range.",
      reference("4. Video File Upload; absent in the Python sample")
    ],
    ["Reads a second question mark as an ampersand.", reference("4. Video File Upload: {upload_url}?part_number=1")],
    ["Responds without a body, with a Content-Range.", assumed("\"Empty body or minimal JSON\"")],
    [
      "Responds with 416, 403, 404 and 400 in the envelope.",
      assumed("\"All endpoints\" have it; there is no example of a chunk error")
    ],
    ["Accepts chunks only in order.", assumed("Part numbers suggest any order, but the live API has only one")],
    ["Fails a post whose file is not a video: Unsupported video codec.", reference("7. Check Publishing Status")],
    [
      "Fails a post for the media restrictions of the live API, in texts that follow the one example.",
      assumed("The reference has no restrictions, and one fail reason")
    ]
  ),
  ...of(
    "fetchStatus",
    [
      "Changes from PROCESSING to POSTING, and to POSTED or FAILED.",
      reference("7. Check Publishing Status, and Flow 1")
    ],
    ["Returns id, times and URL of a post.", reference("7. Check Publishing Status")],
    ["Returns POSTED without an id for a draft in the inbox.", assumed("There is no status for it")],
    ["Has no limit of calls.", reference("Limits, which have none for it")]
  ),
  ...of(
    "envelope",
    ["Returns every error with data null, a code, a message and a log_id.", reference("Error Response Format")],
    ["Has the eleven codes of the table, with their statuses.", reference("Common Error Codes")],
    [
      "Accepts JSON with any media type, with a note in the journal.",
      assumed("\"Always application/json\", but some samples differ")
    ]
  )
]
