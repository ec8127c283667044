/** A publish ends within its deadline plus the limit of one call, wherever it waits. */
import * as NodeServices from "@effect/platform-node/NodeServices"
import { assert, describe, it } from "@effect/vitest"
import { Clock, Effect, Layer, Redacted } from "effect"
import {
  Checkpoint,
  Contract,
  Media,
  Post,
  Publisher,
  Quota,
  TikTok,
  type TikTokError,
  TokenLock,
  TokenStore
} from "effect-tiktok"
import { HttpClient, HttpClientResponse } from "effect/http"
import { join, watchSleeps } from "../support/fixture.ts"
import { smallestChunk, video } from "../support/media.ts"
import { success } from "../support/stubServer.ts"
import { tokensOf } from "../support/tokensOf.ts"

const creator = Post.CreatorId.make("creator")
const uploaded = Post.video({ media: Media.bytes(video(1000)), privacyLevel: "SELF_ONLY" })
const inChunks = Post.video({ media: Media.bytes(video(2 * smallestChunk)), privacyLevel: "SELF_ONLY" })
const served = Post.video({ media: Media.http("https://media.example/a.mp4"), privacyLevel: "SELF_ONLY" })
const pulled = Post.video({ media: Media.url("https://media.example/a.mp4"), privacyLevel: "SELF_ONLY" })
const photos = Post.photos({
  images: ["https://media.example/a.jpg"],
  privacyLevel: "PUBLIC_TO_EVERYONE",
  title: "One"
})

type Call = "token" | "init" | "chunk" | "status" | "list" | "media" | "redirect"

/** How a call ends: with a response, or never. Its number counts from 1 in each run. */
type Scripted = "Hang" | { readonly status: number; readonly retryAfter?: number; readonly seconds?: number }

interface State {
  readonly name: string
  readonly posts: ReadonlyArray<Post.Post>
  readonly response: (call: Call, number: number) => Scripted | undefined
  /** What is in the way before the publish starts. */
  readonly before?:
    | undefined
    | Effect.Effect<unknown, TikTokError.TikTokError, Checkpoint.CheckpointStore | Quota.Quota | TokenLock.TokenLock>
  readonly expired?: boolean | undefined
}

const always = (which: Call, response: Scripted): State["response"] => (call) => call === which ? response : undefined

const limits = Contract.live.limits("video.init", creator, "key")

const states: ReadonlyArray<State> = [
  ...([
    ["never answers", "Hang"],
    ["asks for a wait", { status: 429, retryAfter: 50 }],
    ["always fails", { status: 503 }],
    ["fails slowly", { status: 503, seconds: 25 }]
  ] as const).flatMap(([how, response]): ReadonlyArray<State> => [
    {
      name: `the refresh of a token ${how}`,
      posts: [uploaded, photos],
      response: always("token", response),
      expired: true
    },
    { name: `the init ${how}`, posts: [uploaded, pulled, photos], response: always("init", response) },
    { name: `the first chunk ${how}`, posts: [uploaded], response: always("chunk", response) },
    {
      name: `the last chunk ${how}`,
      posts: [inChunks],
      response: (call, number) => call === "chunk" && number > 1 ? response : undefined
    },
    {
      name: `the last chunk and the status ${how}`,
      posts: [inChunks],
      response: (call, number) => call === "status" || call === "chunk" && number > 1 ? response : undefined
    },
    {
      name: `the status ${how} after a lost response`,
      posts: [uploaded],
      response: (call) => call === "status" ? response : call === "chunk" ? { status: 500 } : undefined
    },
    { name: `the status ${how}`, posts: [uploaded, pulled, photos], response: always("status", response) },
    {
      name: `the list of videos ${how} after a lost init`,
      posts: [photos],
      response: (call) => call === "list" ? response : call === "init" ? { status: 500 } : undefined
    },
    { name: `the server of the media ${how}`, posts: [served], response: always("media", response) }
  ]),
  {
    name: "each redirect of the media takes long",
    posts: [served],
    response: (call) => call === "media" ? { status: 302, seconds: 50 } : undefined
  },
  { name: "the offset of each chunk is refused", posts: [uploaded], response: always("chunk", { status: 416 }) },
  { name: "the post is never finished", posts: [uploaded, pulled, photos], response: () => undefined },
  {
    name: "another publish has the key",
    posts: [uploaded, photos],
    response: () => undefined,
    before: Effect.scoped(Effect.andThen(Checkpoint.CheckpointStore.use(({ claim }) => claim("k")), Effect.never))
  },
  {
    name: "another refresh has the lock",
    posts: [uploaded, photos],
    response: () => undefined,
    before: TokenLock.TokenLock.use(({ withLock }) => withLock(creator)(Effect.never)),
    expired: true
  },
  {
    name: "a limit has no room",
    posts: [uploaded, photos],
    response: () => undefined,
    before: Quota.Quota.use(({ take }) => Effect.forEach([1, 2, 3, 4, 5, 6], () => take(limits)))
  },
  {
    name: "others wait for room",
    posts: [uploaded],
    response: () => undefined,
    before: Quota.Quota.use(({ take }) =>
      Effect.forEach(Array.from({ length: 12 }), () => take(limits), { concurrency: "unbounded" })
    )
  }
]

const callOf = (url: URL, method: string): Call => {
  if (url.hostname === "media.example") return "media"
  if (method === "PUT") return "chunk"
  if (url.pathname.includes("/oauth/")) return "token"
  if (url.pathname.includes("/init/")) return "init"
  return url.pathname.includes("/status/") ? "status" : "list"
}

const bodies: Readonly<Record<Call, string>> = {
  token: JSON.stringify({ access_token: "act.two", refresh_token: "rft.two", expires_in: 86_400, open_id: creator }),
  init: success({ publish_id: "p", upload_url: "https://open-upload.tiktokapis.com/video/?upload_id=1" }),
  chunk: "",
  status: success({ status: "PROCESSING_UPLOAD" }),
  list: success({ videos: [], cursor: 1, has_more: true }),
  media: "x",
  redirect: ""
}

const headersOf = (call: Call, range: string | undefined): Readonly<Record<string, string>> =>
  call === "media"
    ? { "content-range": `${(range ?? "").replace("=", " ")}/1`, "location": "https://media.example/b" }
    : { "content-type": "application/json" }

/** A TikTok in memory, whose calls count anew in each run. */
const makeTikTok = ({ response }: State) => {
  let counts: Partial<Record<Call, number>> = {}
  let confirmedAt = 0
  const client = HttpClient.make((request, url) => {
    const call = callOf(url, request.method)
    const number = (counts[call] ?? 0) + 1
    counts = { ...counts, [call]: number }
    const given = response(call, number)
    if (given === "Hang") return Effect.never
    const { retryAfter, seconds = 0, status } = given ?? { status: call === "media" ? 206 : 200 }
    const headers = {
      ...headersOf(call, request.headers["range"]),
      ...(retryAfter === undefined ? {} : { "retry-after": String(retryAfter) })
    }
    const body = status < 300 ? bodies[call] : ""
    return Effect.delay(
      Effect.map(Clock.currentTimeMillis, (now) => {
        if (call === "chunk" && status < 300) confirmedAt = now
        return HttpClientResponse.fromWeb(request, new Response(body, { status, headers }))
      }),
      seconds * 1000
    )
  })
  return { client, restart: () => void (counts = {}), confirmedAt: () => confirmedAt }
}

const libraryOf = (client: HttpClient.HttpClient, { expired = false }: State) =>
  TikTok.layer({ contract: Contract.live, clientKey: "key", clientSecret: Redacted.make("secret") }).pipe(
    Layer.provideMerge(Layer.mergeAll(
      Checkpoint.layerMemory,
      TokenLock.layerMemory,
      Quota.layerMemory(),
      TokenStore.layerMemory([tokensOf(creator, expired ? { expiresAt: "1970-01-01T00:00:00Z" } : {})])
    )),
    Layer.provide([Layer.succeed(HttpClient.HttpClient, client), NodeServices.layer]),
    Layer.orDie
  )

/** How many seconds an effect takes until it ends in any way, from the last chunk that was confirmed meanwhile. */
const secondsOf = <A, E extends TikTokError.TikTokError, R>(
  effect: Effect.Effect<A, E, R>,
  confirmedAt: () => number
) =>
  Effect.gen(function*() {
    const before = yield* Clock.currentTimeMillis
    yield* Effect.ignore(effect)
    return ((yield* Clock.currentTimeMillis) - Math.max(before, confirmedAt())) / 1000
  })

/** Runs an effect on a clock that jumps to the end of the next sleep. Nothing of it leaves this process. */
const onJumpingClock = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
  Effect.gen(function*() {
    const nextWake = watchSleeps(yield* Clock.Clock)
    return yield* join({ nextWake, inFlight: () => 0 }, yield* Effect.forkChild(effect))
  })

const limitOf = ({ name, posts }: State): number =>
  // A chunk has a minute and a second for 128 KiB, media on a server a minute.
  name.includes("chunk") || name.includes("lost response") ? 60 + 40 : posts.includes(served) ? 60 : 30

describe.each([0, 20, 100])("a publish with a deadline of %d seconds ends in time when", (deadline) => {
  it.effect.each(states.map((state) => [state.name, state] as const))(
    "%s",
    ([, state]) =>
      onJumpingClock(Effect.gen(function*() {
        for (const post of state.posts) {
          const { client, confirmedAt, restart } = makeTikTok(state)
          const options = { key: "k", deadline: `${deadline} seconds`, chunkSize: smallestChunk } as const
          yield* Effect.provide(
            Effect.gen(function*() {
              const { publish, resume } = yield* Publisher.Publisher
              if (state.before !== undefined) yield* Effect.forkChild(state.before)
              // Fractions of a second add up to a little more.
              const latest = deadline + limitOf(state) + 1
              assert.isAtMost(
                yield* secondsOf(publish(creator, post, options), confirmedAt),
                latest,
                `${post._tag} publish`
              )
              restart()
              assert.isAtMost(yield* secondsOf(resume("k", options), confirmedAt), latest, `${post._tag} resume`)
              restart()
              assert.isAtMost(
                yield* secondsOf(publish(creator, post, options), confirmedAt),
                latest,
                `${post._tag} again`
              )
            }),
            libraryOf(client, state)
          )
        }
      }))
  )
})
