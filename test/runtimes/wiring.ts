/** The line of wiring that programs of Effect have, and what the library says of wrong lines. */
import { Cause, Context, Effect, Exit, FileSystem, Layer, Redacted } from "effect"
import { Auth, Contract, Media, Post, Publisher, TikTok, TikTokError, Uploader } from "effect-tiktok"
import * as Platform from "effect-tiktok/Platform"
import { FetchHttpClient } from "effect/http"
import type { Has, Wiring, World } from "./world.ts"

const servicesOf = ({ mock }: World, wiring: Wiring) =>
  Layer.provide(
    TikTok.layerMemory({
      contract: Contract.live,
      clientKey: "mock-client-key",
      clientSecret: Redacted.make("mock-client-secret"),
      baseUrl: mock
    }),
    wiring
  )

/** Publishes with the one line for every runtime. */
export const publish = (
  world: World,
  { files }: Has,
  visit: (url: string) => Promise<string>,
  clip: Blob
): Promise<string> =>
  Effect.gen(function*() {
    const context = yield* Layer.build(servicesOf(world, Platform.layer))
    const auth = Context.get(context, Auth.Auth)
    const login = yield* auth.authorize({
      redirectUri: `${world.stage}/callback`,
      scopes: ["user.info.basic", "video.publish"]
    })
    const callback = yield* Effect.promise(() => visit(login.url))
    const { creator } = yield* auth.complete(login, callback)
    const media = files ? Media.file(world.clip.file) : Media.blob(clip)
    const post = Post.video({ media, privacyLevel: "SELF_ONLY" })
    const outcome = yield* Context.get(context, Publisher.Publisher).publish(creator, post, { chunkSize: 5_242_880 })
    return outcome._tag
  }).pipe(Effect.scoped, Effect.runPromise)

/** A client that cannot send what it is asked to. */
export const fetchWithStreams: Wiring = Layer.mergeAll(
  FetchHttpClient.layer,
  FileSystem.layerNoop({}),
  Layer.succeed(Uploader.Transfer, "Streamed")
)

/** What the library says of a line of wiring, before anything is sent. */
export const complaint = (world: World, wiring: Wiring): Promise<string> =>
  Layer.build(servicesOf(world, wiring)).pipe(
    Effect.scoped,
    Effect.runPromiseExit
  ).then((exit) => {
    const error = Exit.isFailure(exit) ? Cause.squash(exit.cause) : undefined
    return TikTokError.isTikTokError(error) && error.reason._tag === "InvalidInput"
      ? `${error.reason._tag} ${error.reason.field}`
      : String(error)
  })
