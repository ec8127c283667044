import { createHash } from "node:crypto"
import type { Operation } from "./operations.ts"
import { Table } from "./Table.ts"

/** What goes wrong. "Handled" means that the request has its full effect on the mock. */
export type FaultEffect =
  /** Not handled; answered with this code, in the API's own envelope and with its HTTP status. */
  | { readonly kind: "code"; readonly code: string }
  /** Not handled; answered with this HTTP status. */
  | {
    readonly kind: "status"
    readonly status: number
    readonly body?: string | undefined
    readonly contentType?: string | undefined
  }
  /** Not handled; answered with a gateway's HTML page and status 502. */
  | { readonly kind: "html" }
  /** Handled; the first half of the answer's text arrives as if it were all. */
  | { readonly kind: "truncated-json" }
  /** Handled after so many milliseconds of the mock's clock. */
  | { readonly kind: "delay"; readonly millis: number }
  /** Not handled; the connection is reset. */
  | { readonly kind: "reset" }
  /**
   * The connection is reset once so many bytes of the request's body have arrived; what an upload keeps of them is the
   * switch `partialChunks`. A body with fewer bytes gets through.
   */
  | { readonly kind: "break-body"; readonly after: number }
  /** Not handled; nothing arrives until the client goes away. */
  | { readonly kind: "hang" }
  /** Handled; status and headers arrive, then the connection dies. */
  | { readonly kind: "cut" }
  /** Handled; the connection dies before anything arrives. */
  | { readonly kind: "lose-answer" }

/** When a request meets a rule. A field that is left out matches everything. */
export interface FaultMatch {
  readonly operation?: Operation | undefined
  /** Open id of the creator on whose behalf the request comes. */
  readonly creator?: string | undefined
  /** Only the n-th request that matches otherwise, counted from 1. */
  readonly nth?: number | undefined
  /** Only the first n requests that match otherwise. */
  readonly first?: number | undefined
}

/** A fault to inject. */
export interface FaultRule {
  readonly match?: FaultMatch | undefined
  readonly effect: FaultEffect
  /** Share of matching requests that are hit, 1 unless given; which ones follows from the seed. */
  readonly probability?: number | undefined
  readonly seed?: string | undefined
  /** The rule ends after so many hits. */
  readonly times?: number | undefined
  /** The rule ends at this moment of the mock's clock, in epoch milliseconds. */
  readonly until?: number | undefined
}

/** A rule in force, with what it has seen so far. */
export interface ActiveFault extends FaultRule {
  readonly id: string
  /** Requests that matched operation and creator. */
  readonly matched: number
  /** Requests that were hit. */
  readonly hits: number
}

/** Switches faults on and off. */
export interface Faults {
  /** Adds a rule and gives its id; throws a `RangeError` for a status, count or probability that cannot be. */
  readonly add: (rule: FaultRule) => string
  /** Removes a rule; false when there is none of that id. */
  readonly remove: (id: string) => boolean
  readonly list: () => ReadonlyArray<ActiveFault>
  readonly clear: () => void
}

/** The faults as the server asks them. */
export interface FaultTable extends Faults {
  /** Whether any rule is in force. */
  readonly isActive: () => boolean
  /** The rules that hit a request: any delays, and the first rule of another kind. */
  readonly strike: (request: FaultSubject, now: number) => ReadonlyArray<ActiveFault>
  readonly restore: (rules: ReadonlyArray<ActiveFault>) => void
}

/** What a rule is matched against. */
interface FaultSubject {
  readonly operation: string
  readonly creator?: string | undefined
}

/** Makes an empty table of faults. */
export const makeFaults = (changed: () => void = () => {}): FaultTable => {
  const rules = new Table<ActiveFault>(changed)
  let count = 0

  const strike: FaultTable["strike"] = (request, now) => {
    const hits: Array<ActiveFault> = []
    for (const rule of rules.values()) {
      if (!concerns(rule, request) || now >= (rule.until ?? Infinity)) continue
      const isTaken = rule.effect.kind !== "delay" && hits.some((other) => other.effect.kind !== "delay")
      const matched = rule.matched + 1
      const hit = !isTaken && isDue({ ...rule, matched })
      const next = { ...rule, matched, hits: rule.hits + (hit ? 1 : 0) }
      rules.set(rule.id, next)
      if (hit) hits.push(next)
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
    strike,
    restore: (stored) => {
      rules.clear()
      for (const rule of stored) rules.set(rule.id, rule)
      count = Math.max(0, ...stored.map(({ id }) => Number(id.slice("fault_".length))))
    }
  }
}

const checkRule = ({ effect, probability = 1 }: FaultRule): void => {
  if (effect.kind === "status" && !(Number.isInteger(effect.status) && effect.status >= 200 && effect.status <= 599)) {
    throw new RangeError(`a fault answers with a status from 200 to 599, not ${effect.status}`)
  }
  if (effect.kind === "break-body" && !(Number.isInteger(effect.after) && effect.after >= 0)) {
    throw new RangeError(`a body breaks after a whole number of bytes, not ${effect.after}`)
  }
  if (!(probability >= 0 && probability <= 1)) {
    throw new RangeError(`the probability of a fault is between 0 and 1, not ${probability}`)
  }
}

const concerns = ({ match }: ActiveFault, request: FaultSubject): boolean =>
  (match?.operation ?? request.operation) === request.operation
  && (match?.creator ?? request.creator) === request.creator

const isDue = (rule: ActiveFault): boolean =>
  (rule.match?.nth ?? rule.matched) === rule.matched
  && rule.matched <= (rule.match?.first ?? Infinity)
  && rule.hits < (rule.times ?? Infinity)
  && chance(`${rule.seed ?? ""}/${rule.matched}`) < (rule.probability ?? 1)

/** A number from 0 up to 1 that follows from a text. */
const chance = (text: string): number => createHash("sha256").update(text).digest().readUInt32BE() / 2 ** 32
