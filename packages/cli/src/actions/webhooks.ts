import { Effect } from "effect"
import { Webhook } from "effect-tiktok"
import { appSecret } from "../settings/connection.ts"
import type { Event } from "./account.ts"

/** Checks that a body is from TikTok and recent, and reads it. */
export const verifyWebhook = Effect.fnUntraced(function*(
  delivery: Pick<Webhook.Delivery, "header" | "body" | "tolerance">
) {
  const clientSecret = yield* appSecret
  const event = yield* Webhook.receive({ ...delivery, clientSecret })
  const found: Event<"WebhookVerified"> = { _tag: "WebhookVerified", event }
  return found
})

/** Signs a body as TikTok would, for tests of a route. */
export const signWebhook = Effect.fnUntraced(function*(body: Uint8Array, timestamp: number | undefined) {
  const clientSecret = yield* appSecret
  const done: Event<"WebhookSigned"> = {
    _tag: "WebhookSigned",
    header: yield* Webhook.testHeader({ clientSecret, body, timestamp })
  }
  return done
})
