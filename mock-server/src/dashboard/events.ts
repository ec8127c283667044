import type { Rendered } from "./render.tsx"

// Quick enough to feel live, and a page costs a millisecond or two of each.
const TICK_MILLIS = 250

// Proxies close connections on which nothing comes.
const HEARTBEAT_TICKS = 60

/**
 * Follows a page with server-sent events: each message holds the parts that look otherwise than before. Posts go on by
 * the clock alone, without any event inside the mock, so the page is made anew and compared.
 */
export const follow = (render: () => Pick<Rendered, "parts" | "isThere">, ended: AbortSignal): Response => {
  const encoder = new TextEncoder()
  const sent = new Map<string, string>()
  let ticks = 0
  let wasThere: boolean | undefined
  let timer: NodeJS.Timeout | undefined
  const stop = () => clearInterval(timer)

  const look = (controller: ReadableStreamDefaultController<Uint8Array>, isFirst: boolean) => {
    const { isThere, parts } = render()
    const changed: Record<string, string> = {}
    for (const [id, text] of parts) {
      if (sent.get(id) !== text) changed[id] = text
      sent.set(id, text)
    }
    if (ended.aborted) return
    const before = wasThere
    wasThere = isThere
    if (isThere !== (before ?? isThere)) controller.enqueue(encoder.encode("event: reload\ndata: \n\n"))
    else if (Object.keys(changed).length > 0) {
      controller.enqueue(encoder.encode(`data: ${JSON.stringify(changed)}\n\n`))
    } else if (isFirst || ++ticks % HEARTBEAT_TICKS === 0) controller.enqueue(encoder.encode(":\n\n"))
  }

  const stream = new ReadableStream<Uint8Array>({
    start: (controller) => {
      ended.addEventListener("abort", () => {
        stop()
        try {
          controller.close()
        } catch {
          // The browser was quicker.
        }
      }, { once: true })
      look(controller, true)
      timer = setInterval(() => {
        // A browser that does not read gets the next state when it does, not every state between.
        if ((controller.desiredSize ?? 0) <= 0) return
        try {
          look(controller, false)
        } catch (error) {
          stop()
          controller.error(error)
        }
      }, TICK_MILLIS)
      timer.unref()
      if (ended.aborted) stop()
    },
    cancel: stop
  }, { highWaterMark: 4 })
  return new Response(stream, { headers: { "Content-Type": "text/event-stream", "X-Accel-Buffering": "no" } })
}
