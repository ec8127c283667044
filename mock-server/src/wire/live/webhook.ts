import { createHmac } from "node:crypto"
import { type Happening, removalReasons } from "../../engine/records.ts"
import { SECOND } from "../../engine/Rules.ts"
import type { Switches } from "../../engine/Switches.ts"
import { writeJson } from "./losslessJson.ts"

/** Writes the body of a webhook; its `content` is JSON within JSON. */
export const webhookBody = (happening: Happening, switches: Switches): string =>
  writeJson({
    client_key: happening.appId,
    event: happening.event,
    create_time: Math.floor(happening.at / SECOND),
    user_openid: happening.openId,
    content: contentOf(happening, switches)
  })

/** The value of the header `TikTok-Signature` for a body sent at a second. */
export const webhookSignature = (clientSecret: string, second: number, body: string): string => {
  const signature = createHmac("sha256", clientSecret).update(`${second}.${body}`).digest("hex")
  return `t=${second},s=${signature}`
}

const contentOf = ({ content }: Happening, { webhookPostId }: Switches): string => {
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
