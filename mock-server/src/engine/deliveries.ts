import type { Engine } from "./Engine.ts"
import type { Attempt, Delivery, WebhookEvent, WebhookEventName } from "./records.ts"
import { DAY, MINUTE } from "./time.ts"
import { webhookEventsOf } from "./webhookEvents.ts"

/** Adds a delivery for each new webhook event, waiting or dropped. No outcome means no delivery. */
export const collectDeliveries = (
  engine: Engine,
  outcomeOf: (appId: string, event: WebhookEventName) => Delivery["outcome"] | undefined
): void => {
  const collect = (event: WebhookEvent) => {
    if (engine.state.deliveries.has(event.id)) return
    const outcome = outcomeOf(event.appId, event.event)
    if (outcome === undefined) return
    const nextAt = outcome === "waiting" ? event.at : undefined
    engine.state.deliveries.set(event.id, { ...event, attempts: [], outcome, nextAt })
  }
  for (const post of engine.state.posts.values()) {
    if (!post.pinned) webhookEventsOf(engine, post).forEach(collect)
  }
  engine.state.webhookEvents.forEach(collect)
}

/** The deliveries that are due, in the order of their events. */
export const dueDeliveries = ({ clock, state }: Engine): ReadonlyArray<Delivery> => {
  const now = clock.now()
  return [...state.deliveries.values()]
    .filter(({ nextAt }) => nextAt !== undefined && nextAt <= now)
    .toSorted((left, right) => left.at - right.at)
}

// "Retries with exponential backoff for up to 72 h". The first pause is undocumented.
const FIRST_PAUSE_MILLIS = MINUTE
const RETRY_MILLIS = 3 * DAY

/** Records an attempt. Only the status 200 counts as delivered. */
export const recordAttempt = (engine: Engine, id: string, attempt: Attempt): void => {
  const delivery = engine.state.deliveries.get(id)
  // The mock may have been reset during the attempt.
  if (delivery === undefined) return
  const attempts = [...delivery.attempts, attempt]
  if (attempt.status === 200 || delivery.outcome !== "waiting") {
    engine.state.deliveries.set(id, {
      ...delivery,
      attempts,
      outcome: attempt.status === 200 ? "delivered" : delivery.outcome,
      nextAt: undefined
    })
    return
  }
  const firstAt = attempts[0]?.at ?? attempt.at
  const nextAt = attempt.at + FIRST_PAUSE_MILLIS * 2 ** (attempts.length - 1)
  const isDropped = nextAt > firstAt + RETRY_MILLIS
  engine.state.deliveries.set(id, {
    ...delivery,
    attempts,
    outcome: isDropped ? "dropped" : "waiting",
    nextAt: isDropped ? undefined : nextAt
  })
}
