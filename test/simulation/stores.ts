/** Models of the stores that processes share. Each stands behind the interface of the client. */
import { Clock, Duration, Effect, identity, Result } from "effect"
import { Quota, type RecordStore, TikTokError } from "effect-tiktok"
import { type FaultChoice, type Surroundings, wayFaults } from "tiktok-mock-server/simulation"
import type { OnWrite } from "./claimChecks.ts"

/** The values of `--store`. */
export const storeModels = ["memory", "file", "sql", "redis"] as const
export type StoreModel = typeof storeModels[number]

type Records = RecordStore.RecordStore["Service"]
type Entry = RecordStore.Entry

/** What outlives every process. */
export interface Kept {
  readonly records: Map<string, Entry>
  /** Names of records that have been written since somebody has emptied this. */
  readonly written: Set<string>
  /** Called with each write that is accepted. */
  onWrite: OnWrite
  /** When each process last got a slot of a limit, in epoch milliseconds. */
  readonly takenAt: Map<string, number>
  /** Never waits. */
  readonly quota: Quota.Quota["Service"]
}

/** Makes an empty store. */
export const makeKept = (options?: Pick<Quota.Options, "margin">): Kept => ({
  records: new Map(),
  written: new Set(),
  onWrite: () => {},
  takenAt: new Map(),
  quota: Effect.runSync(Effect.orDie(Quota.makeMemory({ ...options, maxWait: 0 })))
})

/** How a store differs from a perfect one. */
interface Model {
  readonly faults: ReadonlyArray<FaultChoice>
  /** The way there or back, in milliseconds. */
  readonly latency: readonly [min: number, max: number]
  /** Milliseconds after which the client gives a command up. It may still be carried out. */
  readonly timeout: number
  /** Whether a command is part of the process, so that nothing of it happens after a crash. */
  readonly isLocal: boolean
  /** Whether a list is of one moment. Otherwise names and states are read one after the other. */
  readonly listsAtOnce: boolean
}

const outages: ReadonlyArray<FaultChoice> = [
  ...wayFaults,
  { kind: "refused" },
  { kind: "doubled", value: (random) => random.between(1, 120_000) },
  { kind: "partition", value: (random) => random.between(1, 120) * 1_000 }
]

const server: Model = { faults: outages, latency: [1, 20], timeout: 5_000, isLocal: false, listsAtOnce: true }

const models: { readonly [Name in StoreModel]: Model } = {
  memory: { faults: [], latency: [0, 0], timeout: Infinity, isLocal: false, listsAtOnce: true },
  // A disk that is full, fails or hangs.
  file: {
    faults: wayFaults.filter(({ kind }) => kind !== "late"),
    latency: [0, 3],
    timeout: Infinity,
    isLocal: true,
    listsAtOnce: false
  },
  sql: server,
  redis: server
}

/** Whether processes count limits together in a store. */
export const sharesLimits = (store: StoreModel): boolean => store !== "file"

/** The commands of a store, each in one step. */
const commandsOf = (kept: Kept, { records, written } = kept) => ({
  get: (name: string) => records.get(name),
  put: (name: string, expected: string | undefined, entry: Entry): boolean => {
    const before = records.get(name)
    if (before?.version === entry.version) return true
    if (before?.version !== expected) return false
    kept.onWrite(name, before, entry)
    records.set(name, entry)
    written.add(name)
    return true
  },
  remove: (name: string, expected: string): boolean => records.get(name)?.version === expected && records.delete(name),
  names: (prefix: string) => Array.from(records.keys()).filter((name) => name.startsWith(prefix)).toSorted(),
  select: ({ before = Infinity, isOpen, since = -Infinity }: RecordStore.Selection, names: ReadonlyArray<string>) =>
    names.filter((name) => {
      const entry = records.get(name)
      return entry?.isOpen === isOpen && entry.changedAt >= since && entry.changedAt < before
    })
})

/** The records as they are, without a way to them. */
export const bareRecords = (kept: Kept): Records => {
  const { get, names, put, remove, select } = commandsOf(kept)
  return {
    get: (name) => Effect.sync(() => get(name)),
    put: (name, expected, entry) => Effect.sync(() => put(name, expected, entry)),
    remove: (name, expected) => Effect.sync(() => remove(name, expected)),
    list: (selection) => Effect.sync(() => select(selection, names(selection.prefix)))
  }
}

/** The records of a store, as one process reaches them. */
export const makeRecords = (store: StoreModel, kept: Kept, surroundings: Surroundings): Records => {
  const model = models[store]
  const { get, names, put, remove, select } = commandsOf(kept)
  const run = <A>(place: string, action: "read" | "write", record: string, perform: () => A) =>
    command(model, surroundings, place, perform).pipe(
      Effect.mapError((detail) => new TikTokError.StoreFailed({ action, detail, record }))
    )
  const list = (selection: RecordStore.Selection) => {
    const { prefix } = selection
    const listed = <A>(perform: () => A) => run("list", "read", prefix, perform)
    return model.listsAtOnce
      ? listed(() => select(selection, names(prefix)))
      : Effect.flatMap(listed(() => names(prefix)), (found) => listed(() => select(selection, found)))
  }
  return {
    get: (name) => run("get", "read", name, () => get(name)),
    put: (name, expected, entry) => run("put", "write", name, () => put(name, expected, entry)),
    remove: (name, expected) => run("remove", "write", name, () => remove(name, expected)),
    list
  }
}

/** The quota of a store, as one process reaches it. Where it is not shared, each run of a process counts by itself. */
export const makeQuota = (
  store: StoreModel,
  { quota, takenAt }: Kept,
  surroundings: Surroundings,
  clock: Clock.Clock,
  maxWait = Duration.minutes(2)
): Effect.Effect<Quota.Quota["Service"]> => {
  if (!sharesLimits(store)) return Effect.orDie(Quota.makeMemory())
  const run = <A, E>(place: string, counting: Effect.Effect<A, E>) =>
    command(
      models[store],
      surroundings,
      `quota ${place}`,
      () => Effect.runSync(Effect.result(Effect.provideService(counting, Clock.Clock, clock)))
    ).pipe(
      Effect.mapError((detail) =>
        TikTokError.fromReason(`Quota.${place}`)(new TikTokError.QuotaUnavailable({ detail }))
      ),
      Effect.flatMap(Effect.fromResult)
    )
  const note = Effect.sync(() => void takenAt.set(surroundings.process.name, clock.currentTimeMillisUnsafe()))
  const take = Effect.fnUntraced(function*(limits: ReadonlyArray<Quota.Limit>) {
    const until = (yield* Clock.monotonicTimeNanos) + Duration.toNanosUnsafe(maxWait)
    while (true) {
      const askedAt = Number((yield* Clock.monotonicTimeNanos) / 1_000_000n)
      const taken = yield* Effect.result(run("take", Effect.tap(quota.take(limits), note)))
      if (Result.isSuccess(taken)) {
        return { giveBack: Effect.ignore(run("give back", taken.success.giveBack)), askedAt }
      }
      const { failure: error } = taken
      if (error.reason._tag !== "QuotaExhausted") return yield* Effect.fail(error)
      const { retryAfter } = error.reason
      if ((yield* Clock.monotonicTimeNanos) + Duration.toNanosUnsafe(retryAfter) > until) {
        return yield* Effect.fail(error)
      }
      yield* Effect.sleep(retryAfter)
    }
  })
  return Effect.succeed({
    take,
    usage: (limits) => run("usage", quota.usage(limits)),
    nextSlot: (limits) => run("next slot", quota.nextSlot(limits)),
    pause: (limit, duration) => run("pause", quota.pause(limit, duration)),
    reset: (limit) => run("reset", quota.reset(limit))
  })
}

/** Carries a command out at the store, or fails with what a driver would say. */
const command = <A>(
  { faults, isLocal, latency, timeout }: Model,
  { call }: Surroundings,
  place: string,
  perform: () => A
): Effect.Effect<A, string> =>
  // Most reads only look for work.
  call({ place, choices: faults, weight: place === "get" || place === "list" ? 0.3 : 1, latency, isLocal, perform })
    .pipe(
      timeout === Infinity
        ? identity
        : Effect.timeoutOrElse({ duration: timeout, orElse: () => Effect.fail("no response in time") })
    )
