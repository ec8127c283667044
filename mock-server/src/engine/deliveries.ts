import { happeningsOf } from "./happenings.ts"
import type { Attempt, Delivery, Happening, WebhookEvent } from "./records.ts"
import { DAY, MINUTE } from "./Rules.ts"
import type { World } from "./World.ts"

/** Puts down everything that has happened, and that an app wants to hear of. */
export const collect = (world: World, wants: (appId: string, event: WebhookEvent) => boolean): void => {
  for (const post of world.state.posts.values()) {
    if (post.pinned) continue
    for (const happening of happeningsOf(world, post)) {
      if (wants(post.appId, happening.event)) announce(world, happening)
    }
  }
  for (const happening of world.state.happenings.values()) {
    if (wants(happening.appId, happening.event)) announce(world, happening)
  }
}

const announce = ({ state }: World, happening: Happening): void => {
  if (state.deliveries.has(happening.id)) return
  state.deliveries.set(happening.id, { ...happening, attempts: [], outcome: "waiting", nextAt: happening.at })
}

/** The deliveries whose time has come, in the order in which things happened. */
export const dueDeliveries = ({ clock, state }: World): ReadonlyArray<Delivery> => {
  const now = clock.now()
  return [...state.deliveries.values()]
    .filter(({ nextAt }) => nextAt !== undefined && nextAt <= now)
    .toSorted((left, right) => left.at - right.at)
}

// "Retries with exponential backoff for up to 72 h"; the first pause is not documented.
const FIRST_PAUSE = MINUTE
const RETRIED_FOR = 3 * DAY

/** Puts down an attempt. Only the status 200 counts as heard. */
export const recordAttempt = (world: World, id: string, attempt: Attempt): void => {
  const delivery = world.state.deliveries.get(id)
  // The mock may have been reset while the app was answering.
  if (delivery === undefined) return
  const attempts = [...delivery.attempts, attempt]
  if (attempt.status === 200 || delivery.outcome !== "waiting") {
    world.state.deliveries.set(id, {
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
  world.state.deliveries.set(id, {
    ...delivery,
    attempts,
    outcome: isOver ? "dropped" : "waiting",
    nextAt: isOver ? undefined : nextAt
  })
}
