/**
 * A process of `StoreProcessChecks`. It publishes over the store of a module. Every request to TikTok goes to the parent
 * process. On request it stops (SIGSTOP) at a step: before or after a command to the store or a request.
 *
 * @internal
 */
import * as Cause from "effect/Cause"
import * as Context from "effect/Context"
import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as FileSystem from "effect/FileSystem"
import * as HttpClient from "effect/http/HttpClient"
import * as HttpClientResponse from "effect/http/HttpClientResponse"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as Redacted from "effect/Redacted"
import * as Schedule from "effect/Schedule"
import { flushCompileCache } from "node:module"
import * as Checkpoint from "../Checkpoint.ts"
import * as Contract from "../Contract.ts"
import { smallestChunk } from "../internal/upload/chunkPlan.ts"
import * as Media from "../Media.ts"
import * as Post from "../Post.ts"
import * as Publisher from "../Publisher.ts"
import * as Quota from "../Quota.ts"
import * as RecordStore from "../RecordStore.ts"
import * as TikTok from "../TikTok.ts"
import { TikTokError } from "../TikTokError.ts"
import * as TokenLock from "../TokenLock.ts"
import * as TokenStore from "../TokenStore.ts"

/** The kind of post: the process uploads the bytes, or TikTok fetches them. */
export type Kind = "upload" | "photos"

/** What a process receives. */
export type Order =
  /** `stopAt` is the step at which it stops: a number from 1, or a name. */
  | {
    readonly _tag: "Publish"
    readonly key: string
    readonly kind: Kind
    readonly stopAt?: number | string | undefined
  }
  /** Repeats all writes and removals of the last publish. */
  | { readonly _tag: "Repeat" }
  | { readonly _tag: "Response"; readonly id: number; readonly status: number; readonly body: unknown }

/** How a publish ended: the tag of its outcome, or of the reason of its failure. */
export interface End {
  readonly is: "outcome" | "failure" | "defect"
  readonly what: string
  readonly detail?: string | undefined
}

/** A request to TikTok. */
export interface Asked {
  readonly path: string
  /** The caption of an init. */
  readonly caption?: string | undefined
  /** The post of an upload or a status call. */
  readonly publishId?: string | undefined
  /** Whether it sends the last byte. */
  readonly isLast?: boolean | undefined
}

/** What a process sends. */
export type Report =
  | { readonly _tag: "Ready" }
  | { readonly _tag: "Stopping"; readonly step: string }
  | { readonly _tag: "Ended"; readonly key: string; readonly end: End }
  | { readonly _tag: "Repeated" }
  | { readonly _tag: "Ask"; readonly id: number; readonly asked: Asked }

const [, , moduleUrl = "", lease = ""] = process.argv

const say = (report: Report): Effect.Effect<void> =>
  Effect.callback((resume) => void process.send?.(report, () => resume(Effect.void)))

let steps = 0
let stopAt: number | string | undefined
let writes: Array<Effect.Effect<void>> = []

const step = (name: string): Effect.Effect<void> =>
  Effect.suspend(() =>
    ++steps === stopAt || name === stopAt
      ? Effect.andThen(
        say({ _tag: "Stopping", step: name }),
        Effect.sync(() => void process.kill(process.pid, "SIGSTOP"))
      )
      : Effect.void
  )

const between = <A, E>(name: string, self: Effect.Effect<A, E>): Effect.Effect<A, E> =>
  step(`${name} leaves`).pipe(Effect.andThen(self), Effect.tap(step(`${name} is answered`)))

const change = <E>(name: string, self: Effect.Effect<boolean, E>): Effect.Effect<boolean, E> =>
  Effect.suspend(() => {
    writes.push(Effect.ignore(self))
    return between(name, self)
  })

const stepping = (store: RecordStore.RecordStore["Service"]): RecordStore.RecordStore["Service"] => ({
  get: (name) => between("a read", store.get(name)),
  put: (name, expected, entry) => change("a write", store.put(name, expected, entry)),
  remove: (name, expected) => change("a removal", store.remove(name, expected)),
  list: store.list
})

// If it cannot be opened, this process ends with the error.
const isStore = (value: unknown): value is Layer.Layer<RecordStore.RecordStore> => Layer.isLayer(value)

const records = Layer.effect(
  RecordStore.RecordStore,
  Effect.gen(function*() {
    const { default: store }: { readonly default?: unknown } = yield* Effect.promise(() => import(moduleUrl))
    if (!isStore(store)) return yield* Effect.die(`the default export of ${moduleUrl} is no layer of a RecordStore`)
    return stepping(Context.get(yield* Layer.build(store), RecordStore.RecordStore))
  })
)

const responses = new Map<number, (response: Extract<Order, { readonly _tag: "Response" }>) => void>()

let asked = 0
const ask = (question: Asked) =>
  Effect.callback<Response>((resume) => {
    const id = ++asked
    responses.set(id, ({ body, status }) => {
      responses.delete(id)
      resume(Effect.succeed(new Response(JSON.stringify(body), { status })))
    })
    process.send?.({ _tag: "Ask", id, asked: question } satisfies Report)
  })

let looks = 0
const http = HttpClient.make((request, { pathname, searchParams }) => {
  const { body, headers, method } = request
  const { post_info: post, publish_id: publishId = searchParams.get("publish_id") ?? undefined } =
    body._tag === "Uint8Array" && method === "POST" ? JSON.parse(new TextDecoder().decode(body.body)) : {}
  const [, end, size] = /-(\d+)\/(\d+)$/.exec(headers["content-range"] ?? "") ?? []
  const response = Effect.map(
    ask({
      path: pathname,
      caption: post?.title,
      publishId,
      isLast: end !== undefined && Number(end) + 1 === Number(size)
    }),
    (response) => HttpClientResponse.fromWeb(request, response)
  )
  // The number of status calls depends on the machine. Only the first is a step.
  return pathname.includes("/status/") && looks++ > 0 ? response : between(`${method} ${pathname}`, response)
})

const creator = Post.CreatorId.make("creator")

const services = Layer.unwrap(
  Effect.map(
    DateTime.now,
    (now) =>
      TikTok.layer({ contract: Contract.live, clientKey: "unused", clientSecret: Redacted.make("unused") }).pipe(
        Layer.provide([
          TokenStore.layerMemory([
            new TokenStore.Tokens({
              creator,
              accessToken: Redacted.make("unused"),
              expiresAt: DateTime.add(now, { days: 1 }),
              scopes: []
            })
          ]),
          TokenLock.layerMemory,
          // The checks are not about limits, which would delay so many posts of one creator.
          Layer.succeed(Quota.Quota, {
            take: () => Effect.succeed({ giveBack: Effect.void }),
            usage: () => Effect.succeed([]),
            nextSlot: () => Effect.succeed(Duration.zero),
            pause: () => Effect.void,
            reset: () => Effect.void
          }),
          Layer.provide(
            Checkpoint.layer({
              encryptionKeys: [Redacted.make(new Uint8Array(32).fill(7))],
              lease: Duration.millis(Number(lease))
            }),
            records
          ),
          Layer.succeed(HttpClient.HttpClient, http),
          FileSystem.layerNoop({}),
          Logger.layer([])
        ])
      )
  )
)

const media = Media.bytes(new Uint8Array(2 * smallestChunk))

const endOf = (exit: Exit.Exit<{ readonly _tag: string }, TikTokError>): End => {
  if (Exit.isSuccess(exit)) return { is: "outcome", what: exit.value._tag }
  const error = Cause.squash(exit.cause)
  return error instanceof TikTokError
    ? { is: "failure", what: error.reason._tag, detail: error.message }
    : { is: "defect", what: Cause.pretty(exit.cause) }
}

const publish = ({ key, kind }: Extract<Order, { readonly _tag: "Publish" }>) => {
  const shown = { title: key, privacyLevel: "SELF_ONLY" } as const
  const post = kind === "upload"
    ? Post.video({ media, ...shown })
    : Post.photos({ images: ["https://example.com/a.jpg"], ...shown })
  return Publisher.Publisher.use(({ publish }) =>
    publish(creator, post, {
      key,
      chunkSize: smallestChunk,
      schedule: Schedule.spaced("20 millis"),
      deadline: "20 seconds"
    })
  ).pipe(
    Effect.exit,
    Effect.flatMap((exit) => say({ _tag: "Ended", key, end: endOf(exit) }))
  )
}

await Effect.runPromise(
  Effect.gen(function*() {
    const context = yield* Effect.context<Publisher.Publisher>()
    process.on("message", (order: Order) => {
      switch (order._tag) {
        case "Response":
          return responses.get(order.id)?.(order)
        case "Repeat":
          return void Effect.runFork(Effect.andThen(Effect.all(writes), say({ _tag: "Repeated" })))
        case "Publish":
          steps = looks = 0
          writes = []
          stopAt = order.stopAt
          return void Effect.runForkWith(context)(publish(order))
      }
    })
    // A killed process does not write the compile cache for the next one.
    flushCompileCache()
    yield* say({ _tag: "Ready" })
    return yield* Effect.never
  }).pipe(Effect.provide(services))
)
