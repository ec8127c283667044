import { Effect } from "effect"
import { subscribe, unsubscribe } from "node:diagnostics_channel"
import { ServerResponse } from "node:http"

const channel = "http.server.request.start"

/** How many requests the servers of this process have neither answered nor seen disconnect. */
export const openRequests = Effect.acquireRelease(
  Effect.sync(() => {
    const open = new Set<ServerResponse>()
    const onStart = (message: unknown): void => {
      const response = typeof message === "object" && message !== null && "response" in message && message.response
      if (!(response instanceof ServerResponse)) return
      open.add(response)
      response.once("close", () => open.delete(response))
    }
    subscribe(channel, onStart)
    return { open, onStart }
  }),
  ({ onStart }) => Effect.sync(() => unsubscribe(channel, onStart))
).pipe(Effect.map(({ open }) => () => open.size))
