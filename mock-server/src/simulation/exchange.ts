import * as Effect from "effect/Effect"
import type { Process } from "./Process.ts"
import type { Random } from "./random.ts"
import type { FaultChoice, FaultSource, ScriptedFault } from "./Script.ts"
import type { Owner, Timeline } from "./Timeline.ts"

/** A request to something outside of a process: to the mock, or to a store. */
export interface Exchange<A> {
  /** What is called, such as `put`. */
  readonly place: string
  /** The faults that may happen to it, besides those of the process. */
  readonly choices: ReadonlyArray<FaultChoice>
  /** How likely a fault is, compared with other exchanges; 1 by default. */
  readonly weight?: number | undefined
  /** The shortest and the longest way there or back, in milliseconds. */
  readonly latency: readonly [min: number, max: number]
  /** Whether it happens inside the process, so that nothing of it happens after a crash; false by default. */
  readonly isLocal?: boolean | undefined
  /** Carries it out, when it arrives. */
  readonly perform: (fault: ScriptedFault | undefined) => A | Promise<A>
  /** What the trace says about the response; nothing by default. */
  readonly describe?: ((response: A) => string) | undefined
}

/** The parts of a simulation that an exchange uses. */
export interface ExchangeParts {
  readonly timeline: Timeline
  readonly random: Random
  readonly faults: FaultSource
  readonly trace: (text: string) => void
  /** What no process owns. */
  readonly world: Owner
  /** Whether a process cannot reach what it calls. */
  readonly isCutOff: (process: Process) => boolean
  readonly cutOff: (process: Process, millis: number) => void
}

const SECOND = 1_000

/** Faults of the way to a server. The caller learns of some of them only by its own time limit. */
export const wayFaults: ReadonlyArray<FaultChoice> = [
  { kind: "lost" },
  { kind: "lost-response", weight: 2 },
  { kind: "hang" },
  { kind: "hang-response" },
  { kind: "late", value: (random) => random.between(1, 120) * SECOND },
  { kind: "slow", value: (random) => random.between(1, 60) * SECOND }
]

/** Faults of the process that calls, at the moments between which it waits. */
const processFaults: ReadonlyArray<FaultChoice> = [
  { kind: "crash-before", value: restart },
  { kind: "crash-during", weight: 2, value: restart },
  { kind: "crash-after", weight: 2, value: restart },
  { kind: "freeze", value: (random) => random.between(1, 180) * SECOND }
]

function restart(random: Random): number {
  return random.between(1, 90) * SECOND
}

/**
 * Sends a request and waits for the response. Fails with the code of a broken connection. After an interruption the request may
 * still arrive.
 */
export const exchange = <A>(
  parts: ExchangeParts,
  process: Process,
  owner: Owner,
  request: Exchange<A>
): Effect.Effect<A, string> =>
  Effect.callback((resume) => {
    const giveUp = send(parts, process, owner, request, {
      succeed: (response) => resume(Effect.succeed(response)),
      fail: (code) => resume(Effect.fail(code))
    })
    return Effect.sync(giveUp)
  })

const ignore = () => {}

interface Caller<A> {
  readonly succeed: (response: A) => void
  readonly fail: (code: string) => void
}

const send = <A>(
  parts: ExchangeParts,
  process: Process,
  owner: Owner,
  { choices, describe = () => "", isLocal = false, latency, perform, place, weight }: Exchange<A>,
  { fail, succeed }: Caller<A>
): () => void => {
  const { cutOff, faults, isCutOff, random, timeline, trace, world } = parts
  const site = `${process.name} ${place}`
  const fault = faults.next(site, [...choices, ...processFaults], weight)
  const millis = typeof fault?.value === "number" ? fault.value : 0
  const [there, back] = [random.between(...latency), random.between(...latency)]
  let isAwaited = true
  let cancel = ignore

  const respond = (wait: number, run: () => void) => {
    if (!isAwaited) return
    cancel = timeline.after(wait, owner, () => {
      isAwaited = false
      run()
    })
  }
  const giveUp = () => {
    isAwaited = false
    cancel()
  }
  const arrive = (wait: number, then: (response: A) => void) =>
    timeline.after(wait, isLocal ? owner : world, async () => {
      const result = await perform(fault)
      trace(`${site} arrives ${describe(result)}`.trimEnd())
      then(result)
    })
  const reply = (result: A) => respond(back, () => succeed(result))
  const crash = () => process.current() === owner && process.crash(millis)

  trace(`${site} is sent${fault === undefined ? "" : `: ${fault.kind} ${fault.value ?? ""}`}`)
  if (isCutOff(process) && choices.some(({ kind }) => kind === "partition")) {
    respond(there, () => fail("ECONNREFUSED"))
    return giveUp
  }
  switch (fault?.kind) {
    case "refused":
      respond(there, () => fail("ECONNREFUSED"))
      break
    case "lost":
      respond(there + back, () => fail("ECONNRESET"))
      break
    case "lost-response":
      arrive(there, () => respond(back, () => fail("ECONNRESET")))
      break
    case "hang":
      break
    case "hang-response":
      arrive(there, ignore)
      break
    case "late":
      arrive(millis, reply)
      break
    case "slow":
      arrive(there, (result) => respond(millis, () => succeed(result)))
      break
    case "doubled":
      arrive(there, reply)
      arrive(there + millis, ignore)
      break
    case "partition":
      cutOff(process, millis)
      respond(there, () => fail("ECONNREFUSED"))
      break
    case "crash-before":
      timeline.after(0, world, crash)
      break
    case "crash-during":
      timeline.after(random.between(0, there), world, crash)
      arrive(there, ignore)
      break
    case "crash-after":
      arrive(there, () => timeline.after(back, world, crash))
      break
    case "freeze":
      timeline.after(0, world, () => process.current() === owner && process.freeze(millis))
      arrive(there, reply)
      break
    default:
      arrive(there, reply)
  }
  return giveUp
}
