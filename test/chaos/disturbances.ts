import { Effect } from "effect"
import { claimedRecord, type HoldingProxy, makeHoldingProxy, throughProxy } from "../support/holdingProxy.ts"
import type { Place } from "../support/layerRecords.ts"
import { type Plan, workerCount } from "./plan.ts"
import type { Processes } from "./processes.ts"

/** What the run has done to its processes so far. */
export interface Disturbed {
  readonly kills: number
  readonly freezes: number
  readonly holds: number
}

/** A proxy to the store for each process, which can delay writes. Files have none. */
export const makeWays = (place: Place) =>
  "url" in place
    ? Effect.map(
      Effect.all(Array.from({ length: workerCount }, () => makeHoldingProxy(place))),
      (proxies) => proxies.map((proxy) => ({ place: throughProxy(place, proxy), proxy }))
    )
    : Effect.succeed(Array.from({ length: workerCount }, () => ({ place, proxy: undefined })))

/** Applies the plan at the requests it names, and counts what it did. */
export const makeDisturbances = (
  plan: Plan,
  ways: ReadonlyArray<{ readonly proxy: HoldingProxy | undefined }>,
  processes: () => Processes
) => {
  const done = { kills: 0, freezes: 0, holds: 0 }
  const moments = [
    ...plan.kills.map((moment) => ({
      ...moment,
      act: () => void (done.kills += processes().kill(moment.worker) ? 1 : 0)
    })),
    ...plan.freezes.map((moment) => ({
      ...moment,
      act: () => void (done.freezes += processes().freeze(moment.worker, moment.forMillis) ? 1 : 0)
    })),
    ...plan.holds.map((moment) => ({
      ...moment,
      act: () => hold(ways[moment.worker]?.proxy, moment.forMillis, () => done.holds++)
    }))
  ]
  return {
    onRequest: atRequests(moments),
    done: (): Disturbed => ({ ...done })
  }
}

/** Acts some time after the requests that moments name. */
export const atRequests = (
  moments: ReadonlyArray<{ readonly atRequest: number; readonly afterMillis: number; readonly act: () => void }>
): (count: number) => void => {
  const left = moments.toSorted((one, other) => one.atRequest - other.atRequest)
  return (count) => {
    while (left[0] !== undefined && left[0].atRequest <= count) {
      const [{ act, afterMillis }] = left
      left.shift()
      setTimeout(act, afterMillis)
    }
  }
}

const hold = (proxy: HoldingProxy | undefined, millis: number, onHeld: () => void): void => {
  if (proxy === undefined) return
  void Effect.runPromise(
    proxy.hold(claimedRecord, 1).pipe(
      Effect.andThen(Effect.sync(onHeld)),
      Effect.andThen(Effect.sleep(millis)),
      Effect.andThen(proxy.release)
    )
  )
}
