import { assumed, type Behavior, type Source } from "./Behavior.ts"
import { reference } from "./pages.ts"

const of = (operation: string, ...behaviors: ReadonlyArray<readonly [does: string, source: Source]>) =>
  behaviors.map(([does, source]): Behavior => ({ contract: "catalog", of: operation, does, source }))

/** What the mock does in the API of the endpoint reference. */
export const catalogBehaviors: ReadonlyArray<Behavior> = [
  ...of(
    "authorize",
    ["Takes the six parameters of the sample.", reference("1. Authorization URL")],
    ["Needs neither state nor disable_auto_auth.", assumed("Nothing says which parameters are required")],
    ["Takes a code_challenge.", assumed("The live API has one; the reference knows none")]
  ),
  ...of(
    "decide",
    ["Sends back code and state.", reference("1. Authorization URL")],
    ["Sends back scopes too.", reference("Flow 3: OAuth Flow")],
    [
      "Sends access_denied to the callback when the creator says no.",
      assumed("The table has the code, no page says where")
    ],
    ["Takes the form of the mock's own page.", assumed("TikTok's form is not public")]
  ),
  ...of(
    "issueTokens",
    ["Reads JSON and answers in the envelope: 86,400 seconds.", reference("2. Token RequestContext / Refresh")],
    ["Gives a new refresh token with each refresh.", reference("Flow 3: OAuth Flow")],
    ["Refuses a refresh token that was used.", assumed("A new one would mean nothing otherwise")],
    ["Keeps a code for ten minutes, a refresh token for 365 days.", assumed("Nothing says how long")],
    ["Gives two different tokens.", assumed("Both samples are the same, which cannot be meant")],
    ["Answers invalid_grant and invalid_client with 400.", reference("Common Error Codes")]
  ),
  ...of(
    "queryCreator",
    ["Gives fourteen fields.", reference("8. Query Creator Info")],
    ["Gives those that `fields` names, all without it.", assumed("There are two lists of fields, and no rule")],
    ["Refuses a field that does not exist.", assumed("Nothing says; silence would hide a typing mistake")],
    ["Needs user.info.basic.", assumed("Nothing says; it is a profile, and the sample token has this scope")]
  ),
  ...of(
    "initVideo",
    ["Answers publish_id, upload_url and its life of 3,600 seconds.", reference("3. Direct Video Post")],
    ["Takes PRIVATE and PUBLIC beside TikTok's own levels.", assumed("There are two vocabularies, never listed")],
    [
      "Gives an upload_url for a pull too, and refuses bytes there.",
      reference("3. Direct Video Post: one answer for both sources")
    ],
    ["Takes chunks of 5,000,000 to 67,108,864 bytes.", assumed("\"5MB\" is 5 MiB in the samples; there are no bounds")],
    ["Takes a remainder in the last chunk or as one of its own.", assumed("The formula has no rule for it")],
    ["Takes 6 initializations of all kinds a minute for one token.", reference("Limits")],
    ["Takes 15 videos a day for one account.", reference("Limits")],
    ["Answers 429 with Retry-After: 60.", reference("Rate Limit Response")],
    [
      "Refuses an app that is not audited unless the account is private.",
      reference("3. Direct Video Post: error samples")
    ],
    ["Wants the privacy level and the source, and nothing else.", assumed("Nothing says which fields are required")],
    ["Refuses an address that is not https under a verified domain.", assumed("The samples say verified-domain.com")]
  ),
  ...of(
    "initPhotos",
    ["Answers publish_id alone.", reference("5. Photo Post")],
    ["Takes a title of 90 and a description of 4,000.", reference("5. Photo Post")],
    ["Takes 1 to 35 addresses.", assumed("The live API's bound; the reference has none")],
    ["Takes post_mode MEDIA_UPLOAD for a draft.", assumed("The live API has it")],
    ["Counts photos against the minute alone.", reference("Limits: included in 6/min")]
  ),
  ...of(
    "initInboxVideo",
    ["Answers publish_id and an upload_url that names the first part.", reference("6. Video Upload to Inbox")],
    [
      "Wants no more than source_info, and no contradiction to upload_source.",
      assumed("The sample states the source twice")
    ],
    ["Takes video.upload or video.publish.", assumed("The sample token has video.publish alone")],
    ["Counts against the day.", assumed("\"Video uploads\" are 15 a day, and it is one")]
  ),
  ...of(
    "uploadChunk",
    ["Takes Content-Range, Content-Length and one of three types, and answers 200.", reference("4. Video File Upload")],
    [
      "Takes a part_number, and believes the Content-Range.",
      reference("4. Video File Upload; absent in the Python sample")
    ],
    ["Takes a second question mark for an ampersand.", reference("4. Video File Upload: {upload_url}?part_number=1")],
    ["Answers without a body, with a Content-Range.", assumed("\"Empty body or minimal JSON\"")],
    [
      "Answers 416, 403, 404 and 400 in the envelope.",
      assumed("\"All endpoints\" have it; no error of a chunk is shown")
    ],
    ["Takes chunks one after the other.", assumed("Part numbers hint at any order; the live API knows one only")],
    ["Fails a post whose file is no video: Unsupported video codec.", reference("7. Check Publishing Status")]
  ),
  ...of(
    "fetchStatus",
    ["Goes from PROCESSING over POSTING to POSTED or FAILED.", reference("7. Check Publishing Status, and Flow 1")],
    ["Gives id, times and address of a post.", reference("7. Check Publishing Status")],
    ["Answers POSTED without an id for a draft in the inbox.", assumed("There is no word for it")],
    ["Takes as many calls as one likes.", reference("Limits, which have none for it")]
  ),
  ...of(
    "envelope",
    ["Answers every error with data null, a code, a message and a log_id.", reference("Error Response Format")],
    ["Has the eleven codes of the table, with their statuses.", reference("Common Error Codes")],
    [
      "Reads JSON under any media type, and remarks on it.",
      assumed("\"Always application/json\", which the samples break")
    ]
  )
]
