import type { ServerResponse } from "node:http"

/**
 * Ends answers together, once everything that has arrived together is answered. A client that sleeps costs the server far
 * more with an answer than one that is awake; so many clients are not woken up one by one, and none waits for longer than
 * for those who have asked in the same moment.
 */
export interface Outbox {
  /** Sends an answer whose head is written. */
  readonly end: (outgoing: ServerResponse, body: string | null) => void
}

// A test that fakes the timers of its process shall get answers nevertheless.
const later = setImmediate

/** Makes an outbox with nothing in it. */
export const makeOutbox = (): Outbox => {
  let waiting: Array<readonly [outgoing: ServerResponse, body: string | null]> = []
  const flush = () => {
    const due = waiting
    waiting = []
    for (const [outgoing, body] of due) outgoing.end(body ?? undefined)
  }
  return {
    end: (outgoing, body) => {
      if (waiting.push([outgoing, body]) === 1) later(flush)
    }
  }
}
