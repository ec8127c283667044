import type { ActiveFault } from "../engine/Faults.ts"

/** Whether a fault can still hit a request: it is neither used up nor over. */
export const isInForce = ({ hits, match, matched, times, until }: ActiveFault, now: number): boolean =>
  hits < (times ?? Infinity) && now < (until ?? Infinity) && matched < (match?.first ?? Infinity)
