import type { Engine } from "./Engine.ts"
import type { Attempt, Delivery, WebhookEvent, WebhookEventName } from "./records.ts"
import { DAY, MINUTE } from "./Rules.ts"
import { webhookEventsOf } from "./webhookEvents.ts"

/** Adds a delivery for each new event that an app subscribes to. */
export const collect = (engine: Engine, wants: (appId: string, event: WebhookEventName) => boolean): void => {
  for (const post of engine.state.posts.values()) {
    if (post.pinned) continue
    for (const event of webhookEventsOf(engine, post)) {
      if (wants(post.appId, event.event)) announce(engine, event)
    }
  }
  for (const event of engine.state.webhookEvents.values()) {
    if (wants(event.appId, event.event)) announce(engine, event)
  }
}

const announce = ({ state }: Engine, event: WebhookEvent): void => {
  if (state.deliveries.has(event.id)) return
  state.deliveries.set(event.id, { ...event, attempts: [], outcome: "waiting", nextAt: event.at })
}

/** The deliveries whose time has come, in the order in which things happened. */
export const dueDeliveries = ({ clock, state }: Engine): ReadonlyArray<Delivery> => {
  const now = clock.now()
  return [...state.deliveries.values()]
    .filter(({ nextAt }) => nextAt !== undefined && nextAt <= now)
    .toSorted((left, right) => left.at - right.at)
}

// "Retries with exponential backoff for up to 72 h"; the first pause is not documented.
const FIRST_PAUSE = MINUTE
const RETRIED_FOR = 3 * DAY

/** Puts down an attempt. Only the status 200 counts as heard. */
export const recordAttempt = (engine: Engine, id: string, attempt: Attempt): void => {
  const delivery = engine.state.deliveries.get(id)
  // The mock may have been reset while the app was answering.
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
  const nextAt = attempt.at + FIRST_PAUSE * 2 ** (attempts.length - 1)
  const isOver = nextAt > firstAt + RETRIED_FOR
  engine.state.deliveries.set(id, {
    ...delivery,
    attempts,
    outcome: isOver ? "dropped" : "waiting",
    nextAt: isOver ? undefined : nextAt
  })
}
