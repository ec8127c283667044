import type { Rendered } from "./render.tsx"

// A render takes one or two milliseconds.
const TICK_MILLIS = 250

// Each open page is rendered four times a second. All mocks of a process share the limit.
const MAX_FOLLOWERS = 50

let followers = 0

// Proxies close idle connections.
const HEARTBEAT_TICKS = 60

/**
 * Follows a page with server-sent events. Each message has the parts that have changed. Posts also change with the clock,
 * without an event inside the mock, so the page is rendered again and compared. Responds with 503 when too many pages are open.
 */
export const follow = (render: () => Pick<Rendered, "parts" | "isFound">, ended: AbortSignal): Response => {
  if (followers >= MAX_FOLLOWERS) return new Response("too many pages of the dashboard are open", { status: 503 })
  followers++
  const encoder = new TextEncoder()
  const sent = new Map<string, string>()
  let ticks = 0
  let wasFound: boolean | undefined
  let timer: NodeJS.Timeout | undefined
  let isStopped = false
  const stop = () => {
    clearInterval(timer)
    if (!isStopped) followers--
    isStopped = true
  }

  const sendChanges = (controller: ReadableStreamDefaultController<Uint8Array>, isFirst: boolean) => {
    const { isFound, parts } = render()
    const changed: Record<string, string> = {}
    for (const [id, text] of parts) {
      if (sent.get(id) !== text) changed[id] = text
      sent.set(id, text)
    }
    if (ended.aborted) return
    const before = wasFound
    wasFound = isFound
    if (isFound !== (before ?? isFound)) controller.enqueue(encoder.encode("event: reload\ndata: \n\n"))
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
          // The browser has closed it already.
        }
      }, { once: true })
      try {
        sendChanges(controller, true)
      } catch (error) {
        stop()
        throw error
      }
      timer = setInterval(() => {
        // A browser that reads slowly skips states.
        if ((controller.desiredSize ?? 0) <= 0) return
        try {
          sendChanges(controller, false)
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
