import type { WebhookDelivery } from "../../wire/Webhooks.ts"
import type { PageContext } from "../PageContext.ts"

/** The webhook deliveries about a post. Their content is JSON in a JSON string. */
export const deliveriesAbout = ({ mock }: PageContext, publishId: string): ReadonlyArray<WebhookDelivery> => {
  const quoted = JSON.stringify(JSON.stringify(publishId)).slice(1, -1)
  return mock.webhooks.deliveries().filter(({ body }) => body.includes(quoted))
}
