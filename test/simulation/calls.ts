/** What must hold for each call to TikTok. */
import type { ReceivedResponse, SentRequest, World } from "tiktok-mock-server/simulation"

/** Makes checks of requests and responses. `runOf` tells the runs of a process apart. */
export const makeCallChecks = (
  world: World,
  hasLimits: boolean,
  runOf: (process: string) => number,
  takenAt: ReadonlyMap<string, number>
) => {
  /** Until when the same run of a process must not repeat a request, in epoch milliseconds. */
  const waits = new Map<string, number>()
  const nameOf = ({ body, operation, process }: SentRequest) =>
    `${process} ${runOf(process)} ${operation} ${new TextDecoder().decode(body)}`
  const now = () => world.clock.currentTimeMillisUnsafe()

  /** When a slot of the quota may last have been used later than the client can know. */
  let delayedAt = -Infinity
  let faultCount = 0
  const isDelayed = () => {
    const latest = world.faults.slice(faultCount)
    faultCount = world.faults.length
    if (latest.some(({ kind }) => delays.has(kind))) delayedAt = now()
    return now() - delayedAt < longestDelay
  }

  return {
    onArrival: (request: SentRequest) => {
      if (!isInit(request)) return
      const age = now() - (takenAt.get(request.process) ?? 0)
      if (hasLimits && request.fault?.kind !== "late" && age > oldestSlot) {
        world.violation(`${request.process} sends ${request.operation} ${age} ms after its last slot of a limit`)
      }
      // A request that arrives late was sent before.
      if (request.fault?.kind !== "late" && (waits.get(nameOf(request)) ?? 0) > now()) {
        world.violation(`${request.process} repeats ${request.operation} before the time that Retry-After names`)
      }
    },
    onResponse: (response: ReceivedResponse) => {
      const seconds = Number(response.responseHeaders.get("retry-after") ?? 0)
      // The client waits two minutes at most. The jobs wait for a part of it.
      if (isInit(response)) {
        waits.set(nameOf(response), now() + Math.min(seconds, 120) * 500 - 1_000)
      }
      const mayExceed = isDelayed()
      if (hasLimits && !mayExceed && isLimitRefusal(response)) {
        world.violation(`${response.operation} of ${response.process} was refused: ${response.text}`)
      }
    }
  }
}

const isInit = ({ operation }: SentRequest): boolean => operation.endsWith("init")

/** Half a second, and the longest ways from the store and to TikTok. */
const oldestSlot = 1_000

/** A request that arrives late counts in another window. */
const delays: ReadonlySet<string> = new Set(["late"])

/** The longest way of a late request, and two windows of a limit. */
const longestDelay = 240_000

const isLimitRefusal = ({ fault, status, text }: ReceivedResponse): boolean =>
  // Only TikTok can count the posts of a day and the creators of an app.
  fault?.kind !== "code" && (status === 429 || text.includes("spam_risk_too_many_pending_share"))
