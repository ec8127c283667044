import { assumed, type Behavior, behaviorsOf, cases, file, reported, untested } from "../Behavior.ts"
import { tiktok } from "../pages.ts"

const of = behaviorsOf("live")

/** The behaviors of the live contract about responses and webhooks. */
export const envelopeBehaviors: ReadonlyArray<Behavior> = [
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
      cases("webhooks/trigger")
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
