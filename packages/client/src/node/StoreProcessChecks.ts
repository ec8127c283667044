/**
 * Checks of a `RecordStore` with several processes, for any test runner on Node.
 * `StoreChecks` has the checks that need one process.
 *
 * Each check starts processes that publish with the library over the store. The
 * process that runs the check answers in place of TikTok, so no request leaves the
 * machine. The checks need signals that stop a process, so they do not run on
 * Windows.
 *
 * **Example** (A module that exports a store, such as `store.ts`)
 *
 * ```ts
 * import { NodeServices } from "@effect/platform-node"
 * import { Layer } from "effect"
 * import { RecordStore } from "effect-tiktok"
 *
 * export default RecordStore.layerFile({ directory: process.env["RECORDS"] ?? "records" }).pipe(
 *   Layer.provide(NodeServices.layer)
 * )
 * ```
 *
 * **Example** (Checking it with vitest)
 *
 * ```ts
 * import { it } from "@effect/vitest"
 * import * as StoreProcessChecks from "effect-tiktok/StoreProcessChecks"
 *
 * const checks = StoreProcessChecks.make({ module: new URL("./store.ts", import.meta.url), env: { RECORDS: "/tmp/records" } })
 *
 * for (const { check, name } of checks) it.live(name, () => check, 300_000)
 * ```
 *
 * @since 0.1.0
 */
import * as SecureRandom from "effect/crypto/SecureRandom"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import { type ChildProcess, fork } from "node:child_process"
import { check, CheckFailed } from "../internal/storeChecks/check.ts"
import type { Check } from "../StoreChecks.ts"
import type { Asked, End, Kind, Order, Report } from "./storeProcessWorker.ts"

// -----------------------------------------------------------------------------
// models
// -----------------------------------------------------------------------------

/**
 * Which store to check.
 *
 * @category options
 * @since 0.1.0
 */
export interface Options {
  /** A module whose default export is a layer of the store. Each process loads it. */
  readonly module: URL
  /** Environment variables of the processes, in addition to those of this process. */
  readonly env?: Readonly<Record<string, string>> | undefined
  /**
   * How many keys the four processes publish.
   *
   * @default 200
   */
  readonly rounds?: number | undefined
}

// -----------------------------------------------------------------------------
// constructors
// -----------------------------------------------------------------------------

/**
 * Makes the checks of a store. They use new names, so the store may have other
 * records. They run on the real clock, for up to a few minutes each.
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = (options: Options): ReadonlyArray<Check> => {
  const rounds = options.rounds ?? 200
  const checks: Readonly<Record<string, Effect.Effect<void, CheckFailed, Scope.Scope | SecureRandom.SecureRandom>>> = {
    "an owner of an upload that is stopped past its lease at any step, and late, posts nothing twice": stopped(
      options,
      "upload"
    ),
    "an owner of photos that is stopped past its lease at any step, and late, posts nothing twice": stopped(
      options,
      "photos"
    ),
    [
      `four processes that have one key at once publish it once, ${rounds} times, and the key of one that is killed goes to another`
    ]: race(options, rounds)
  }
  return Object.entries(checks).map(([name, check]) => ({
    name,
    check: Effect.provide(check, SecureRandom.layerWebCrypto)
  }))
}

// -----------------------------------------------------------------------------
// internal
// -----------------------------------------------------------------------------

const race = Effect.fnUntraced(function*(options: Options, rounds: number) {
  const tikTok = makeTikTok()
  // A slow process must not lose its key.
  const start = startProcess(options, tikTok, 10_000)
  const processes = yield* Effect.all([start, start, start, start], { concurrency: "unbounded" })
  yield* Effect.forEach(
    Array.from({ length: rounds }, (_, index) => index),
    Effect.fnUntraced(function*(index) {
      const key = yield* newKey
      const order = { _tag: "Publish", key, kind: index % 2 === 0 ? "upload" : "photos" } as const
      const ends = yield* Effect.forEach(processes, ({ publish }) => publish(order), { concurrency: "unbounded" })
      const [inits, posts] = [tikTok.inits(key), tikTok.posts(key)]
      yield* check(
        ends.every(isPublished) && inits === 1 && posts === 1,
        `round ${index} of ${order.kind}: ${inits} inits, ${posts} posts, ${JSON.stringify(ends)}`
      )
    }),
    // Several keys are published at the same time.
    { concurrency: 8, discard: true }
  )
  const [other, ...owners] = processes
  yield* Effect.all(owners.map((owner, index) => killed(tikTok, owner, other, index)), { concurrency: "unbounded" })
})

/** Stops the owner at the first step of a publish, at the second step of the next one, and so on. */
const stopped = Effect.fnUntraced(function*(options: Options, kind: Kind) {
  const tikTok = makeTikTok()
  const start = startProcess(options, tikTok, 500)
  const [owner, other] = yield* Effect.all([start, start], { concurrency: 2 })
  let writes = 0
  // Claims are renewed while a publish runs, so on a slow machine there is always another step.
  for (let stopAt = 1; stopAt <= 40; stopAt++) {
    const order = { _tag: "Publish", key: yield* newKey, kind } as const
    const next = yield* owner.begin({ ...order, stopAt })
    if (next._tag === "Ended") break
    if (next.step.startsWith("a write")) writes++
    const end = yield* other.publish(order)
    const late = yield* owner.wake(order.key)
    const repeated = yield* other.publish(order)
    yield* owner.repeat
    const again = yield* other.publish(order)
    const isKept = [repeated, again].every(({ what }) => what === end.what)
    const isOvertaken = late.what === "KeyInUse" || isFine(late, kind)
    yield* check(
      isFine(end, kind) && isKept && isOvertaken && tikTok.holdsOnce(order, [end, late]),
      `${next.step} (step ${stopAt}): ${tikTok.posts(order.key)} posts, ${
        JSON.stringify({ end, late, repeated, again })
      }`
    )
  }
  yield* check(writes >= 6, `the owner was stopped at ${writes} writes only`)
})

/** For the store, a killed owner is a stopped owner without connections, so three steps are enough. */
const killed = Effect.fnUntraced(function*(tikTok: TikTok, owner: Process, other: Process, index: number) {
  const [kind, stopAt] = killedAt[index % killedAt.length] ?? killedAt[0]
  const order = { _tag: "Publish", key: yield* newKey, kind } as const
  const next = yield* owner.begin({ ...order, stopAt })
  yield* owner.kill
  const end = yield* other.publish(order)
  yield* check(
    next._tag === "Stopping" && isFine(end, kind) && tikTok.holdsOnce(order, [end]),
    `killed where ${stopAt}: ${JSON.stringify(next)}, ${tikTok.posts(order.key)} posts, ${JSON.stringify(end)}`
  )
})

const killedAt = [
  ["upload", "POST /v2/post/publish/video/init/ is answered"],
  ["upload", "PUT /video/ is answered"],
  ["photos", "POST /v2/post/publish/content/init/ is answered"]
] as const

const newKey = Effect.flatMap(SecureRandom.SecureRandom, ({ uuidV4 }) => uuidV4())

const isPublished = ({ is, what }: End): boolean => is === "outcome" && what === "Published"

/** An init of photos that may have been sent is not repeated, because TikTok publishes photos by itself. */
const isFine = (end: End, kind: Kind): boolean =>
  isPublished(end) || kind === "photos" && end.is === "outcome" && end.what === "OutcomeUnknown"

const data = (fields: object) => ({ status: 200, body: { data: fields, error: { code: "ok", message: "" } } })

/** Accepts each request, publishes a post that has all its bytes, and counts inits and posts. */
const makeTikTok = () => {
  const all: Array<{ readonly caption: string | undefined; isWhole: boolean }> = []
  const inits = (key: string): number => all.filter(({ caption }) => caption === key).length
  const posts = (key: string): number => all.filter(({ caption, isWhole }) => caption === key && isWhole).length
  return {
    inits,
    posts,
    holdsOnce: ({ key, kind }: Publish, ends: ReadonlyArray<End>): boolean =>
      posts(key) <= 1 && (kind === "upload" || inits(key) <= 1) && (!ends.some(isPublished) || posts(key) === 1),
    response: ({ caption, isLast, path, publishId }: Asked) => {
      const post = all[Number(publishId)]
      if (path.endsWith("/init/")) {
        const id = all.push({ caption, isWhole: path.includes("/content/") }) - 1
        const uploadUrl = `https://open-upload.tiktokapis.com/video/?publish_id=${id}`
        return data({ publish_id: `${id}`, upload_url: uploadUrl })
      }
      if (path.includes("/status/")) return data({ status: post?.isWhole ? "PUBLISH_COMPLETE" : "PROCESSING_UPLOAD" })
      if (path !== "/video/" || post === undefined) {
        return { status: 403, body: { data: {}, error: { code: "scope_not_authorized", message: "" } } }
      }
      post.isWhole ||= isLast === true
      return { status: isLast === true ? 201 : 206, body: {} }
    }
  }
}

type TikTok = ReturnType<typeof makeTikTok>

type Publish = Extract<Order, { readonly _tag: "Publish" }>

const workerFile = new URL(`storeProcessWorker.${import.meta.url.endsWith(".ts") ? "ts" : "js"}`, import.meta.url)

/** Starts a process. It ends when the scope closes. */
const startProcess = Effect.fnUntraced(function*({ env, module }: Options, { response }: TikTok, lease: number) {
  const child = yield* Effect.acquireRelease(
    Effect.sync(() =>
      fork(workerFile, [module.href, String(lease)], {
        env: { ...process.env, ...env },
        stdio: ["ignore", "ignore", "pipe", "ipc"]
      }).setMaxListeners(0)
    ),
    kill
  )
  let stderr = ""
  child.stderr?.setEncoding("utf8").on("data", (text: string) => stderr += text)

  const send = (order: Order): void => void child.send(order, () => undefined)
  child.on("message", (report: Report) => {
    if (report._tag === "Ask") send({ _tag: "Response", id: report.id, ...response(report.asked) })
  })

  /** Runs an action, then waits for a report. */
  const after = <A>(act: () => void, pick: (report: Report) => A | undefined) =>
    Effect.callback<A, CheckFailed>((resume) => {
      const onMessage = (report: Report) => {
        const picked = pick(report)
        if (picked !== undefined) resume(Effect.succeed(picked))
      }
      const onClose = () => resume(Effect.fail(new CheckFailed({ message: `a process has ended: ${stderr}` })))
      child.on("message", onMessage).once("close", onClose)
      if (hasExited(child)) onClose()
      else act()
      return Effect.sync(() => void child.off("message", onMessage).off("close", onClose))
    })

  yield* after(() => undefined, (report) => report._tag === "Ready" ? true : undefined)
  return {
    publish: (order: Publish) => after(() => send(order), endOf(order.key)),
    /** Waits until the publish ends or the process stops at a step. */
    begin: (order: Publish) =>
      after(() => send(order), (report) => report._tag === "Ended" || report._tag === "Stopping" ? report : undefined),
    /** Continues a stopped process, and waits for the end. It reports that it stops just before it does. */
    wake: (key: string) =>
      Effect.raceFirst(
        after(() => void child.kill("SIGCONT"), endOf(key)),
        Effect.forever(Effect.delay(Effect.sync(() => child.kill("SIGCONT")), "100 millis"))
      ),
    repeat: after(() => send({ _tag: "Repeat" }), (report) => report._tag === "Repeated" ? true : undefined),
    kill: kill(child)
  }
})

type Process = Effect.Success<ReturnType<typeof startProcess>>

const endOf = (key: string) => (report: Report) =>
  report._tag === "Ended" && report.key === key ? report.end : undefined

const hasExited = ({ exitCode, signalCode }: ChildProcess): boolean => exitCode !== null || signalCode !== null

const kill = (child: ChildProcess): Effect.Effect<void> =>
  Effect.callback((resume) => {
    if (hasExited(child)) return resume(Effect.void)
    child.once("close", () => resume(Effect.void)).kill("SIGKILL")
  })
