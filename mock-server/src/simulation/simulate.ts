import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import { WebCrypto } from "effect/crypto/WebCrypto"
import * as Effect from "effect/Effect"
import type * as HttpClient from "effect/http/HttpClient"
import * as Logger from "effect/Logger"
import * as Tracer from "effect/Tracer"
import { createHash } from "node:crypto"
import { createMock } from "../createMock.ts"
import type { Mock, MockOptions } from "../Mock.ts"
import { type Exchange, exchange, type ExchangeParts } from "./exchange.ts"
import { makeHttpClient, type NetworkParts, type ReceivedResponse, type SentRequest } from "./network.ts"
import { makeClock, makeProcess, type Process } from "./Process.ts"
import { makeRandom, type Random } from "./random.ts"
import { type FaultChoice, randomFaults, type ScriptedFault, scriptedFaults } from "./Script.ts"
import { makeTimeline, type Owner } from "./Timeline.ts"
import { makeWebCrypto } from "./webCrypto.ts"

/** What a process can reach. */
export interface Surroundings {
  readonly process: Process
  /** Calls the mock. */
  readonly http: HttpClient.HttpClient
  /** Calls something else, such as a store. Fails with the code of a broken connection. */
  readonly call: <A>(exchange: Exchange<A>) => Effect.Effect<A, string>
}

/** A world while it is built and runs. */
export interface World {
  readonly mock: Mock
  /** Numbers that belong to the seed. */
  readonly random: Random
  /** The true time. */
  readonly clock: Clock.Clock
  /** Runs an effect that no process owns and that waits for nothing. */
  readonly run: <A, E>(effect: Effect.Effect<A, E>) => Promise<A>
  /** The faults until now. */
  readonly faults: ReadonlyArray<ScriptedFault>
  /** Adds a line to the trace. */
  readonly trace: (text: string) => void
  /** Ends the run: something happened that must never happen. */
  readonly violation: (text: string) => void
  /** Adds a process. It starts at once, and again after each crash. */
  readonly addProcess: (
    name: string,
    program: (surroundings: Surroundings) => Effect.Effect<unknown>
  ) => Process
  /** Plans something that no process does. */
  readonly after: (millis: number, run: () => unknown) => void
}

/** What happens in a world, and what must hold. */
export interface Scene {
  /** Called after each event. */
  readonly check?: (() => void | Promise<void>) | undefined
  /** Whether everything has ended. */
  readonly isDone: () => boolean
  /** What has not ended, when time is up. */
  readonly unfinished?: (() => string) | undefined
  /** Called with each request when it arrives at the mock. */
  readonly onArrival?: ((request: SentRequest) => void) | undefined
  /** Called with each response before it leaves the mock. */
  readonly onResponse?: ((response: ReceivedResponse) => void) | undefined
  /** Called with each log line, each ended span and each error. */
  readonly onOutput?: ((text: string) => void) | undefined
  /** Faults that may happen once a minute to a process, and what they do. */
  readonly mishaps?:
    | ReadonlyArray<
      FaultChoice & {
        readonly happen: (process: Process, value: number | string) => void
      }
    >
    | undefined
}

/** Options of a run. */
export interface SimulationOptions {
  /** Decides everything that is random. */
  readonly seed: string
  /** The faults of the run. By default the seed chooses them. */
  readonly script?: ReadonlyArray<ScriptedFault> | undefined
  /** How likely a call may be to meet a fault, of which the seed picks one. By default some worlds have none. */
  readonly rates?: ReadonlyArray<number> | undefined
  /** Hours in which faults happen; 1 by default. */
  readonly hours?: number | undefined
  /** Hours after the last fault by which everything has to end; 3 by default. */
  readonly graceHours?: number | undefined
  /** Options of the mock, without a clock. */
  readonly mock?: Omit<MockOptions, "clock" | "seed"> | undefined
  /** Error codes that TikTok may answer an operation with; none by default. */
  readonly codes?: ((operation: string) => ReadonlyArray<string>) | undefined
  /** Whether the trace is kept, and not only its hash; false by default. */
  readonly keepsTrace?: boolean | undefined
  /** Starts your program, and says what must hold. */
  readonly scene: (world: World) => Scene | Promise<Scene>
}

/** What a run did. */
export interface SimulationReport {
  readonly seed: string
  /** What must never happen and did. */
  readonly violation: string | undefined
  /** The faults that happened. */
  readonly script: ReadonlyArray<ScriptedFault>
  readonly simulatedHours: number
  readonly events: number
  /** SHA-256 of the trace in hex. */
  readonly hash: string
  readonly trace: ReadonlyArray<string>
}

const HOUR = 3_600_000
const MINUTE = 60_000

// Most minutes are idle.
const MISHAP_WEIGHT = 0.1

// Any time will do. A run must not depend on the real one.
const EPOCH = Date.UTC(2026, 0, 5, 8)

/** Runs a world until everything has ended, something happens that must not, or time is up. */
export const simulate = async (options: SimulationOptions): Promise<SimulationReport> => {
  const { graceHours = 3, hours = 1, keepsTrace = false, rates = RATES, script, seed } = options
  const random = makeRandom(`${seed}/world`)
  const choosing = makeRandom(`${seed}/faults`)
  const timeline = makeTimeline(random, EPOCH)
  const world: Owner = { isAlive: true, frozenUntil: 0, pending: 0 }
  const calmAt = EPOCH + hours * HOUR
  const faults = script === undefined
    ? randomFaults(choosing, {
      rate: choosing.pick(rates),
      isKind: someKinds(seed, choosing.pick([1, 1, 0.5, 0.2, 0.1])),
      mayHappen: makeRoom(choosing.pick(FAULTS_PER_HOUR), timeline.now, calmAt)
    })
    : scriptedFaults(script)
  const hash = createHash("sha256")
  const kept: Array<string> = []
  let violation: string | undefined
  const trace = (text: string) => {
    const line = `${clockText(timeline.now() - EPOCH)} ${text}`
    hash.update(`${line}\n`)
    if (keepsTrace) kept.push(line)
  }
  const fail = (text: string) => {
    trace(`VIOLATION: ${text}`)
    violation ??= text
  }

  const mock = createMock({ ...options.mock, seed, clock: { now: timeline.now } })
  const processes: Array<Process> = []
  const isOut = new Map<Process, number>()
  let scene: Scene | undefined
  const parts: ExchangeParts & NetworkParts = {
    timeline,
    random,
    faults,
    trace,
    world,
    mock,
    isCutOff: (process) => (isOut.get(process) ?? 0) > timeline.now(),
    cutOff: (process, millis) => void isOut.set(process, timeline.now() + millis),
    codes: options.codes ?? (() => []),
    onArrival: (request) => scene?.onArrival?.(request),
    onResponse: (response) => scene?.onResponse?.(response)
  }
  const context = outputContext((text) => scene?.onOutput?.(text), trace)
  let isStopping = false

  const addProcess: World["addProcess"] = (name, program) => {
    const process: Process = makeProcess({
      name,
      timeline,
      random,
      context,
      trace,
      skew: random.pick([0, 0, -2_000, 700, 9_000]),
      program: (owner) =>
        program({
          process,
          http: makeHttpClient(parts, process, owner),
          call: (request) => exchange(parts, process, owner, request)
        }),
      onEnd: (exit) => {
        if (!isStopping) fail(`${name} ended by itself: ${String(exit)}`)
      }
    })
    processes.push(process)
    timeline.after(0, world, process.start)
    return process
  }

  const clock = makeClock(timeline, world, () => 0, 0)
  const services = Context.make(Clock.Clock, clock).pipe(Context.add(WebCrypto, makeWebCrypto(random)))
  scene = await options.scene({
    mock,
    random,
    clock,
    run: Effect.runPromiseWith(services),
    faults: faults.recorded,
    trace,
    violation: fail,
    addProcess,
    after: (millis, run) => void timeline.after(millis, world, run)
  })
  const mishaps = scene.mishaps ?? []
  const tick = () => {
    for (const process of processes) {
      const fault = faults.next(`${process.name} minute`, mishaps, MISHAP_WEIGHT)
      if (fault === undefined) continue
      trace(`${fault.at}: ${fault.kind} ${fault.value ?? ""}`)
      mishaps.find(({ kind }) => kind === fault.kind)?.happen(process, fault.value ?? 0)
    }
    if (timeline.now() < calmAt) timeline.after(MINUTE, world, tick)
  }
  timeline.after(MINUTE, world, tick)

  let events = 0
  const until = calmAt + graceHours * HOUR
  const { isDone } = scene
  const isOver = () => violation !== undefined || isDone()
  while (!isOver()) {
    if (timeline.now() > until || !(await timeline.step())) {
      fail(`not everything has ended: ${scene.unfinished?.() ?? ""}`)
      break
    }
    events++
    await scene.check?.()
  }
  isStopping = true
  const endedAt = timeline.now()
  if (violation === undefined) await stopAll()
  await mock.dispose()
  return {
    seed,
    violation,
    script: faults.recorded,
    simulatedHours: (endedAt - EPOCH) / HOUR,
    events,
    hash: hash.digest("hex"),
    trace: kept
  }

  /** Stops every process as a deployment does, and looks for what it leaves. */
  async function stopAll() {
    for (const process of processes) process.stop()
    const until = timeline.now() + 5 * MINUTE
    while (timeline.now() < until && (await timeline.step())) { /* finalizers run */ }
    for (const process of processes) {
      if (process.leftovers() > 0) fail(`${process.name} has ended, and ${process.leftovers()} timers are left`)
    }
  }
}

const RATES = [0, 0.01, 0.03, 0.06, 0.1] as const

// More than this, and processes crash again before they have done anything.
const FAULTS_PER_HOUR = [6, 20, 60] as const

/** Whether there may be another fault: at most so many in each hour, and none once it is calm. */
const makeRoom = (perHour: number, now: () => number, calmAt: number) => {
  const counts = new Map<number, number>()
  return (): boolean => {
    const hour = Math.floor((now() - EPOCH) / HOUR)
    const count = counts.get(hour) ?? 0
    if (count >= perHour || now() >= calmAt) return false
    counts.set(hour, count + 1)
    return true
  }
}

/** The kinds of fault of a seed: this share of all. */
const someKinds = (seed: string, share: number): (kind: string) => boolean => {
  const known = new Map<string, boolean>()
  return (kind) => {
    const isKnown = known.get(kind) ?? makeRandom(`${seed}/kind/${kind}`).chance(share)
    known.set(kind, isKnown)
    return isKnown
  }
}

/** Catches what programs write. */
const outputContext = (onOutput: (text: string) => void, trace: (text: string) => void): Context.Context<never> => {
  const logger = Logger.make(({ cause, logLevel, message }) => {
    const text = `${logLevel} ${[message].flat().map(String).join(" ")} ${String(cause)}`
    trace(`log: ${text}`)
    onOutput(text)
  })
  const tracer = Tracer.make({
    span: (span) => {
      const made = new Tracer.NativeSpan(span)
      const end = made.end.bind(made)
      made.end = (time, exit) => {
        end(time, exit)
        onOutput(`${made.name} ${JSON.stringify([...made.attributes])} ${String(exit)}`)
      }
      return made
    }
  })
  return Context.make(Logger.CurrentLoggers, new Set([logger])).pipe(Context.add(Tracer.Tracer, tracer))
}

const clockText = (millis: number): string => {
  const [hours, minutes, seconds] = [millis / HOUR, millis / MINUTE % 60, millis / 1_000 % 60]
  return `${Math.floor(hours)}:${padded(minutes)}:${padded(seconds)}.${String(millis % 1_000).padStart(3, "0")}`
}

const padded = (number: number): string => String(Math.floor(number)).padStart(2, "0")
