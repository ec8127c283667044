import { createHash } from "node:crypto"
import type { Operation } from "./operationNames.ts"
import { Table } from "./Table.ts"

/** The effect of a fault. "Handled" means that the request has its full effect on the mock. */
export type FaultEffect =
  /**
   * Not handled. The response has this error code, in the contract's format and with the HTTP status of the code. A code of
   * the other contract becomes the same error of this one, if it has that error. A code of neither has status 400.
   */
  | { readonly kind: "code"; readonly code: string }
  /** Not handled. The response has this HTTP status. */
  | {
    readonly kind: "status"
    readonly status: number
    readonly body?: string | undefined
    readonly contentType?: string | undefined
  }
  /** Not handled. The response is a gateway's HTML page with status 502. */
  | { readonly kind: "html" }
  /** Handled. The response has only the first half of its body. */
  | { readonly kind: "truncated-json" }
  /** Handled after a number of milliseconds on the mock's clock. */
  | { readonly kind: "delay"; readonly millis: number }
  /** Not handled. The connection is reset. */
  | { readonly kind: "reset" }
  /**
   * The connection is reset once this many bytes of the request's body have arrived. The switch `partialChunks` decides
   * whether an upload keeps them. A shorter body arrives whole.
   */
  | { readonly kind: "break-body"; readonly after: number }
  /** Not handled. There is no response until the client disconnects. */
  | { readonly kind: "hang" }
  /** Handled. Status and headers arrive, then the connection ends. */
  | { readonly kind: "cut" }
  /** Handled. The connection ends before the response. */
  | { readonly kind: "lose-response" }

/** Which requests a rule matches. An omitted field matches every request. */
export interface FaultMatch {
  readonly operation?: Operation | undefined
  /** Open id of the creator whose token the request has. */
  readonly creator?: string | undefined
  /** Only the n-th request that matches the other fields, counted from 1. */
  readonly nth?: number | undefined
  /** Only the first n requests that match the other fields. */
  readonly first?: number | undefined
}

/** A fault to inject. */
export interface FaultRule {
  readonly match?: FaultMatch | undefined
  readonly effect: FaultEffect
  /** Probability that a matching request is hit, from 0 to 1; 1 by default. The seed decides which ones. */
  readonly probability?: number | undefined
  readonly seed?: string | undefined
  /** The rule ends after this many hits. */
  readonly times?: number | undefined
  /** The rule ends at this time of the mock's clock, in epoch milliseconds. */
  readonly until?: number | undefined
}

/** An active rule with its counters. */
export interface ActiveFault extends FaultRule {
  readonly id: string
  /** Number of requests that matched operation and creator. */
  readonly matched: number
  /** Number of requests that were hit. */
  readonly hits: number
}

/** The faults of a mock. */
export interface Faults {
  /** Adds a rule and returns its id. Throws a `RangeError` for an invalid status, count or probability. */
  readonly add: (rule: FaultRule) => string
  /** Removes a rule. Returns false when no rule has the id. */
  readonly remove: (id: string) => boolean
  readonly list: () => ReadonlyArray<ActiveFault>
  readonly clear: () => void
}

/** The faults inside the server. */
export interface FaultTable extends Faults {
  /** Whether there is any rule. */
  readonly isActive: () => boolean
  /** Counts a request and returns the rules that hit it: every delay, and the first rule of another kind. */
  readonly hit: (request: FaultSubject, now: number) => ReadonlyArray<ActiveFault>
  readonly restore: (rules: ReadonlyArray<ActiveFault>) => void
}

/** The fields of a request that a rule can match. */
interface FaultSubject {
  readonly operation: string
  readonly creator?: string | undefined
}

/** Makes an empty list of faults. */
export const makeFaults = (changed: () => void = () => {}): FaultTable => {
  const rules = new Table<ActiveFault>(changed)
  let count = 0

  const hit: FaultTable["hit"] = (request, now) => {
    const hits: Array<ActiveFault> = []
    for (const rule of rules.values()) {
      if (!matches(rule, request) || now >= (rule.until ?? Infinity)) continue
      const isTaken = rule.effect.kind !== "delay" && hits.some((other) => other.effect.kind !== "delay")
      const matched = rule.matched + 1
      const isHit = !isTaken && isDue({ ...rule, matched })
      const next = { ...rule, matched, hits: rule.hits + (isHit ? 1 : 0) }
      rules.set(rule.id, next)
      if (isHit) hits.push(next)
    }
    return hits
  }

  return {
    add: (rule) => {
      checkRule(rule)
      const id = `fault_${++count}`
      rules.set(id, { ...rule, id, matched: 0, hits: 0 })
      return id
    },
    remove: (id) => rules.delete(id),
    list: () => [...rules.values()],
    clear: () => rules.clear(),
    isActive: () => rules.size > 0,
    hit,
    restore: (stored) => {
      rules.clear()
      for (const rule of stored) rules.set(rule.id, rule)
      count = Math.max(0, ...stored.map(({ id }) => Number(id.slice("fault_".length))))
    }
  }
}

const checkRule = ({ effect, probability = 1 }: FaultRule): void => {
  if (effect.kind === "status" && !(Number.isInteger(effect.status) && effect.status >= 200 && effect.status <= 599)) {
    throw new RangeError(`status: must be a whole number from 200 to 599, is ${effect.status}`)
  }
  if (effect.kind === "break-body" && !(Number.isInteger(effect.after) && effect.after >= 0)) {
    throw new RangeError(`after: must be a whole number of bytes, is ${effect.after}`)
  }
  if (!(probability >= 0 && probability <= 1)) {
    throw new RangeError(`probability: must be from 0 to 1, is ${probability}`)
  }
}

const matches = ({ match }: ActiveFault, request: FaultSubject): boolean =>
  (match?.operation ?? request.operation) === request.operation
  && (match?.creator ?? request.creator) === request.creator

const isDue = (rule: ActiveFault): boolean =>
  (rule.match?.nth ?? rule.matched) === rule.matched
  && rule.matched <= (rule.match?.first ?? Infinity)
  && rule.hits < (rule.times ?? Infinity)
  && chance(`${rule.seed ?? ""}/${rule.matched}`) < (rule.probability ?? 1)

/** A number from 0 to 1 that depends only on a text. */
const chance = (text: string): number => createHash("sha256").update(text).digest().readUInt32BE() / 2 ** 32
