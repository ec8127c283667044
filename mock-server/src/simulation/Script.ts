import type { Random } from "./random.ts"

/** One fault of a run. A list of them is a script, which replays the run. */
export interface ScriptedFault {
  /** Where it happens: process, what it calls, and the number of that call, such as `p1 put 3`. */
  readonly at: string
  readonly kind: string
  /** Milliseconds, bytes, a status or a code, as the kind needs it. */
  readonly value?: number | string | undefined
}

/** A kind of fault that may happen at a place. */
export interface FaultChoice {
  readonly kind: string
  /** How often it is chosen, compared with the others; 1 by default. */
  readonly weight?: number | undefined
  readonly value?: ((random: Random) => number | string) | undefined
}

/** Decides which fault happens where. */
export interface FaultSource {
  /** Counts a call at a place, and returns its fault, if it has one. */
  readonly next: (place: string, choices: ReadonlyArray<FaultChoice>, weight?: number) => ScriptedFault | undefined
  /** The faults so far. */
  readonly recorded: ReadonlyArray<ScriptedFault>
}

/** How a seed chooses faults. */
export interface RandomFaultOptions {
  /** How likely a call of weight 1 meets a fault. */
  readonly rate: number
  /** Whether a kind happens at all. Few kinds that happen often find what many kinds hide. */
  readonly isKind: (kind: string) => boolean
  /** Whether a fault may happen now. Called once for each fault that the seed would choose. */
  readonly mayHappen: () => boolean
}

/** Faults that a seed chooses, each call with a probability, while they may happen. */
export const randomFaults = (random: Random, { isKind, mayHappen, rate }: RandomFaultOptions): FaultSource =>
  makeSource((at, choices, weight) => {
    // The same numbers are drawn for every call, so that a fault changes no later choice.
    const [isHit, chosen] = [random.chance(rate * weight), random.next()]
    if (!isHit) return undefined
    const possible = choices.filter(({ kind }) => isKind(kind))
    if (possible.length === 0 || !mayHappen()) return undefined
    const total = possible.reduce((sum, { weight = 1 }) => sum + weight, 0)
    let left = chosen * total
    const choice = possible.find(({ weight = 1 }) => (left -= weight) < 0) ?? possible[0]
    return choice && { at, kind: choice.kind, ...(choice.value && { value: choice.value(random) }) }
  })

/** The faults of a script, and no others. */
export const scriptedFaults = (script: ReadonlyArray<ScriptedFault>): FaultSource => {
  const faults = new Map(script.map((fault) => [fault.at, fault]))
  return makeSource((at) => faults.get(at))
}

const makeSource = (
  choose: (at: string, choices: ReadonlyArray<FaultChoice>, weight: number) => ScriptedFault | undefined
): FaultSource => {
  const counts = new Map<string, number>()
  const recorded: Array<ScriptedFault> = []
  return {
    recorded,
    next: (place, choices, weight = 1) => {
      const count = (counts.get(place) ?? 0) + 1
      counts.set(place, count)
      const fault = choose(`${place} ${count}`, choices, weight)
      if (fault !== undefined) recorded.push(fault)
      return fault
    }
  }
}

/** Formats a script as a program for `runScript`. */
export const formatScript = (script: ReadonlyArray<ScriptedFault>): string =>
  `[\n${
    script.map(({ at, kind, value }) => {
      const rest = value === undefined ? "" : `, value: ${JSON.stringify(value)}`
      return `  { at: ${JSON.stringify(at)}, kind: ${JSON.stringify(kind)}${rest} }`
    }).join(",\n")
  }\n]`
