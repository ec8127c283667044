import type { WebhookDelivery } from "../../wire/Webhooks.ts"

/** Whether a webhook delivery is about a post. Its content is JSON in a JSON string. */
export const isAbout = ({ body }: WebhookDelivery, publishId: string): boolean =>
  body.includes(JSON.stringify(JSON.stringify(publishId)).slice(1, -1))
