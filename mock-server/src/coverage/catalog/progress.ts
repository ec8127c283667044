import { assumed, type Behavior, behaviorsOf, cases, file, untested } from "../Behavior.ts"
import { reference } from "../pages.ts"

const of = behaviorsOf("catalog")

/** The behaviors of the catalog contract about uploads, statuses and the envelope. */
export const progressBehaviors: ReadonlyArray<Behavior> = [
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
      cases("media")
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
      cases("status/draft")
    ],
    ["Has no limit of calls.", reference("Limits, which have none for it"), cases("limits/none/status")],
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
