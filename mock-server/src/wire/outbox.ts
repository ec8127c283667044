import type { ServerResponse } from "node:http"

/**
 * Ends answers together, once everything that has arrived together is answered. A client that sleeps costs the server far
 * more with an answer than one that is awake; so many clients are not woken up one by one, and none waits for longer than
 * for those who have asked in the same moment.
 */
export interface Outbox {
  /** Sends an answer whose head is written. Node writes a body of ASCII faster as Latin-1, which is the same bytes. */
  readonly end: (outgoing: ServerResponse, body: string | null, encoding: "latin1" | "utf8") => void
}

// Works in a test that fakes the timers of its process.
const later = setImmediate

/** Makes an outbox with nothing in it. */
export const makeOutbox = (): Outbox => {
  let waiting: Array<Parameters<Outbox["end"]>> = []
  const flush = () => {
    const due = waiting
    waiting = []
    for (const [outgoing, body, encoding] of due) outgoing.end(body, encoding)
  }
  return {
    end: (...answer) => {
      if (waiting.push(answer) === 1) later(flush)
    }
  }
}
