import { documentedBounds, MAX_CHUNKS } from "../engine/chunkBounds.ts"
import { documentedLimits as limits } from "../engine/documentedLimits.ts"
import { mediaLimits } from "../engine/mediaChecks.ts"
import { assumed, type Behavior, reported, type Source } from "./Behavior.ts"
import { reports, tiktok } from "./pages.ts"

const { maxChunkMegabytes, maxVideoGigabytes, minChunkMegabytes } = documentedBounds
const { frameRate: rates, side } = mediaLimits
const maxChunks = MAX_CHUNKS.toLocaleString("en-US")

const of = (operation: string, ...behaviors: ReadonlyArray<readonly [does: string, source: Source]>) =>
  behaviors.map(([does, source]): Behavior => ({ contract: "live", of: operation, does, source }))

/** What the mock does in the published API. */
export const liveBehaviors: ReadonlyArray<Behavior> = [
  ...of(
    "authorize",
    [
      "Wants client_key, response_type=code, scope and redirect_uri; returns state unchanged.",
      tiktok.loginWeb("Parameters")
    ],
    ["Takes scopes separated by commas, and only those the app is approved for.", tiktok.scopes("Scopes")],
    [
      "Sends back to registered addresses alone: https, or this machine with a port.",
      tiktok.loginDesktop("Redirect URI")
    ],
    ["Compares a challenge with the lower-case hex of the verifier's SHA-256.", tiktok.loginDesktop("Code challenge")],
    ["Takes base64url too, unless the redirect URI is a loopback one.", reports.webChallenge],
    ["Shows a page that names the bad parameter, instead of sending the creator back.", reports.challenge],
    ["Lets only target users log in to a sandbox.", tiktok.sandbox("Target users")],
    ["Names non_sandbox_target on its page for another creator.", reported("The page of TikTok shows this word")],
    ["Takes no client key for a sandbox's by its first letters.", reported("Keys of sandboxes start with sb")],
    [
      "Lets a scenario's creator be picked on the page.",
      assumed("TikTok asks the logged-in user; the mock has no sessions")
    ]
  ),
  ...of(
    "decide",
    ["Sends back code, scopes and state; the creator may have unticked scopes.", tiktok.loginWeb("Callback")],
    ["Sends back error, error_description and state when the creator says no.", tiktok.loginWeb("Callback")],
    ["Takes the form of the mock's own page.", assumed("TikTok's form is not public")]
  ),
  ...of(
    "issueTokens",
    ["Reads a form and answers a flat object; 24 hours and 365 days.", tiktok.tokens("Response")],
    ["Takes a code once, with the redirect_uri of its authorize request and its verifier.", tiktok.tokens("Request")],
    ["Ignores a verifier when the authorize request had no challenge.", reports.verifier],
    ["Keeps a code for ten minutes.", assumed("No page says how long; RFC 6749 recommends ten minutes at most")],
    ["Answers errors as { error, error_description, log_id }.", tiktok.oauthErrors("Error format")],
    ["Gives a token of the app itself for client_credentials: two hours, no scope.", tiktok.clientTokens("Response")],
    ["Leaves a code usable after a refused exchange.", assumed("A typing mistake should not cost a login")]
  ),
  ...of(
    "revokeToken",
    ["Takes an access token, and answers an empty object.", tiktok.tokens("Revoke")],
    ["Ends every token of the app for this creator.", assumed("The webhook that follows speaks of the authorization")],
    ["Sends authorization.removed with reason 5.", assumed("5 is \"developer revoked\" in the list of reasons")]
  ),
  ...of(
    "queryCreatorInfo",
    ["Gives names, privacy options, interactions and the longest duration.", tiktok.creatorInfo("Response")],
    [
      "Offers PUBLIC_TO_EVERYONE to public accounts, FOLLOWER_OF_CREATOR to private ones.",
      tiktok.creatorInfo("privacy_level_options")
    ],
    ["Answers \"nothing can be posted\" with status 200.", tiktok.creatorInfo("Error codes: 200 on purpose")],
    [
      `Needs video.publish, and takes ${limits.creatorCallsPerMinute} calls a minute for one token.`,
      tiktok.creatorInfo("Scope and rate limit")
    ],
    ["Does not look at a body.", tiktok.creatorInfo("Example without a body")]
  ),
  ...of(
    "queryUser",
    ["Gives the fields that are asked for, each with its scope.", tiktok.userInfo("Fields")],
    ["Wants `fields`, and refuses one that does not exist.", tiktok.userInfo("Query parameters")],
    [
      `Takes ${limits.displayCallsPerMinute} calls a minute for one token.`,
      tiktok.limits("Table; the dimension is not stated")
    ]
  ),
  ...of(
    "initVideo",
    ["Takes FILE_UPLOAD and PULL_FROM_URL; an upload_url comes for the first alone.", tiktok.directPost("Response")],
    ["Wants a privacy level that the creator's account offers.", tiktok.directPost("post_info.privacy_level")],
    ["Refuses an app that is not audited unless account and post are private.", tiktok.guidelines("Unaudited clients")],
    ["Counts a sandbox as an app that is not audited.", tiktok.sandbox("No public videos")],
    ["Looks at the account too: SELF_ONLY for a public account is refused.", reports.privateAccount],
    ["Cuts the caption at 2,200 UTF-16 units: longer ones are refused.", tiktok.directPost("post_info.title")],
    ["Merges the remainder into the last chunk: the count is floor(size / chunk_size).", tiktok.transfer("Chunks")],
    [
      `Takes chunks of ${minChunkMegabytes} to ${maxChunkMegabytes} MB, at most ${maxChunks}, and a single one as large as the video.`,
      tiktok.transfer("Chunks")
    ],
    ["Refuses a single chunk whose chunk_size is not the video's size.", reports.singleChunk],
    [`Takes videos of at most ${maxVideoGigabytes} GB.`, tiktok.transfer("Media restrictions")],
    ["Pulls from verified domains and prefixes alone, over https.", tiktok.transfer("URL ownership")],
    [
      "Downloads from this machine alone: any other pull takes a second and brings a file that is fine.",
      assumed("Tests have no network; faults make pulls fail")
    ],
    ["Pulls over http from this machine.", assumed("A developer's server has no certificate")],
    ["Follows no redirect of a pull, and ends it after an hour: video_pull_failed.", tiktok.transfer("Pull from URL")],
    [`Takes ${limits.initsPerMinute} a minute for one token.`, tiktok.directPost("Rate limit")],
    [
      `Takes ${limits.postsPerDay} posts in 24 hours for one creator, over all apps.`,
      tiktok.guidelines("Posting caps: about 15")
    ],
    ["Lets five creators a day post through an app that is not audited.", tiktok.guidelines("Active creators")],
    [
      "Counts a refused request against no limit.",
      assumed("No page says; a client that is told no would wait for nothing")
    ],
    [
      "Answers most 403s with the same sentence: only the code tells.",
      reported("Messages in production point to the guidelines")
    ]
  ),
  ...of(
    "initInboxVideo",
    ["Takes source_info alone; the creator chooses the rest.", tiktok.uploadVideo("Body")],
    [
      `Needs video.upload, and takes ${limits.initsPerMinute} a minute for one token.`,
      tiktok.uploadVideo("Scope and rate limit")
    ],
    [`Takes ${limits.pendingDrafts} drafts in 24 hours for one creator.`, tiktok.uploadVideo("Error codes")],
    ["Asks for no audit.", tiktok.uploadVideo("Error codes, which lack it")]
  ),
  ...of(
    "initPhotos",
    ["Takes 1 to 35 addresses and a cover counted from 0.", tiktok.photoPost("source_info")],
    ["Takes one photo.", assumed("No smallest number is documented")],
    ["Takes a title of 90 and a description of 4,000 UTF-16 units.", tiktok.photoPost("post_info")],
    [
      "Fails the whole post for one photo that is neither JPEG nor WebP, or has more than 20 MB.",
      tiktok.transfer("Media restrictions")
    ],
    [
      `Fails a photo with more than ${mediaLimits.photoSide.toLocaleString("en-US")} pixels on its shorter side.`,
      reports.photoSize
    ],
    ["Reads title and description alone of a draft.", tiktok.photoPost("post_info, MEDIA_UPLOAD")],
    ["Wants TikTok 31.8 on the creator's phone for a draft.", tiktok.photoPost("Error codes")]
  ),
  ...of(
    "uploadChunk",
    ["Takes chunks one after the other, to one address, for an hour.", tiktok.transfer("Upload")],
    ["Answers 206, 201, 400, 403, 404 and 416 without a body.", tiktok.transfer("Response codes")],
    ["Says in Content-Range how much has come.", tiktok.transfer("Response headers")],
    [
      "Refuses a chunk that was taken already with 416.",
      assumed("It does not match the server's progress; it is undocumented")
    ],
    ["Keeps nothing of a chunk that breaks off.", assumed("A range counts once it is whole")],
    [
      "Fails a post whose file is no MP4, MOV or WebM, or has no H.264, H.265, VP8 or VP9: file_format_check_failed.",
      tiktok.transfer("Media restrictions")
    ],
    [
      `Fails a video outside ${rates.min} to ${rates.max} pictures a second, or ${side.min} to ${side.max} pixels a side.`,
      tiktok.transfer("Media restrictions")
    ],
    [
      "Fails a direct post longer than its creator's limit, and a draft longer than ten minutes.",
      tiktok.transfer("Media restrictions")
    ],
    [
      "Takes a video of any short duration, and a file whose header it cannot read.",
      assumed("No page has a minimum; others say 3 seconds")
    ]
  ),
  ...of(
    "fetchStatus",
    ["Knows five words, of which the last three end a post.", tiktok.status("status")],
    [
      "Gives the post's id once everyone can see it, a list under TikTok's spelling.",
      tiktok.status("publicaly_available_post_id")
    ],
    ["Writes ids as bare numbers that JavaScript would round.", tiktok.status("publicaly_available_post_id, int64")],
    ["Answers a post that failed with status 200 and \"ok\".", tiktok.status("Response")],
    [`Takes ${limits.statusCallsPerMinute} calls a minute for one token.`, tiktok.status("Rate limit")],
    [
      "Settles a post 3 seconds after its media are there.",
      assumed("TikTok takes half a minute and more; tests should not")
    ]
  ),
  ...of(
    "cancelPost",
    ["Ends a post while its media are being pulled; it fails as publish_cancelled.", tiktok.transfer("Cancel")],
    ["Answers without data.", tiktok.transfer("Cancel, response")],
    ["Refuses any other post as publish_not_cancellable.", tiktok.transfer("Cancel, error codes")]
  ),
  ...of(
    "listVideos",
    ["Gives public posts, newest first, at most 20 a page, from a cursor in milliseconds.", tiktok.videoList("Body")],
    [
      "Continues with as many older videos as the creator had before; the profile counts both.",
      assumed("A list that ends after the mock's own posts would disagree with video_count")
    ],
    ["Shows the same counts for every video.", assumed("The mock has no viewers")]
  ),
  ...of(
    "queryVideos",
    ["Gives up to 20 videos by their ids, and leaves out what is not the creator's.", tiktok.videoQuery("Body")],
    ["Writes create_time in seconds.", tiktok.videoObject("create_time")]
  ),
  ...of(
    "webhooks",
    ["Sends nine events as JSON within JSON.", tiktok.webhookEventNames("Events")],
    ["Sends five events about posts.", tiktok.status("Webhook events")],
    ["Signs with HMAC-SHA256 of the time and the body.", tiktok.webhookSignature("Signature")],
    ["Tries for 72 hours with growing pauses, and takes a 200 alone for heard.", tiktok.webhooks("Delivery")],
    ["Begins with a pause of a minute.", assumed("The first pause is not documented")],
    ["Calls this machine and one address alone.", assumed("A mock must not send to strangers")]
  )
]
