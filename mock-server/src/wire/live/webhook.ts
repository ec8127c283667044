import { createHmac } from "node:crypto"
import { removalReasons, type WebhookEvent } from "../../engine/records.ts"
import type { Switches } from "../../engine/Switches.ts"
import { SECOND } from "../../engine/time.ts"
import { writeJson } from "./losslessJson.ts"

/** Makes the body of a webhook. Its `content` is a JSON string. */
export const webhookBody = (event: WebhookEvent, switches: Switches): string =>
  writeJson({
    client_key: event.appId,
    event: event.event,
    create_time: Math.floor(event.at / SECOND),
    user_openid: event.openId,
    content: contentOf(event, switches)
  })

/** Makes the header `TikTok-Signature` of a body that is sent at `second`, in epoch seconds. */
export const webhookSignature = (clientSecret: string, second: number, body: string): string => {
  const signature = createHmac("sha256", clientSecret).update(`${second}.${body}`).digest("hex")
  return `t=${second},s=${signature}`
}

const contentOf = ({ content }: WebhookEvent, { webhookPostId }: Switches): string => {
  switch (content._tag) {
    case "Post": {
      const { draft, postId, publishId, reason } = content
      return writeJson({
        publish_id: publishId,
        reason,
        post_id: postId === undefined || webhookPostId === "string" ? postId : BigInt(postId),
        publish_type: draft ? "INBOX_SHARE" : "DIRECT_PUBLISH"
      })
    }
    case "Removal":
      return writeJson({ reason: removalReasons[content.reason] })
    case "Raw":
      return content.json
  }
}
