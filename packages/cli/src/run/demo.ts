import { Effect, FileSystem, Option, Path, Redacted, Schedule } from "effect"
import { Auth, Contract, Creator, Media, Post, TikTok } from "effect-tiktok"
import type { Command } from "effect/cli"
import { createMock } from "tiktok-mock-server"
import type { demoFlags } from "../commands/files.ts"
import { sampleVideo } from "../internal/sampleVideo.ts"
import { present } from "../output/present.ts"
import { Reporter } from "../output/Reporter.ts"
import { publishAndReport } from "./publishAndReport.ts"

/** `tiktok demo`: publishes a video to the embedded mock. */
export const demo = ({ file, keepOpen }: Command.Command.Config.Infer<typeof demoFlags>) =>
  Effect.gen(function*() {
    const reporter = yield* Reporter
    const mock = yield* Effect.acquireRelease(
      // With `--keep-open` the user can watch the video in the mock's dashboard.
      Effect.sync(() =>
        createMock({
          lifecycle: { mode: "after", millis: 1500 },
          // The bundle of this command lacks what the checks need.
          media: { keep: keepOpen ? "all" : "none", checks: false }
        })
      ),
      (mock) => Effect.promise(() => mock.dispose())
    )
    const server = yield* Effect.promise(() => mock.listen())
    const started = { _tag: "MockStarted", url: server.url, contract: Contract.catalog.name } as const
    yield* reporter.report(started)

    const [app] = mock.control.apps()
    const services = TikTok.layerMemory({
      contract: Contract.catalog,
      baseUrl: server.url,
      clientKey: app?.clientKeys[0] ?? "",
      clientSecret: Redacted.make(app?.clientSecret ?? "")
    })
    yield* Effect.gen(function*() {
      const auth = yield* Auth.Auth
      const authorization = yield* auth.authorize({
        redirectUri: "http://127.0.0.1:3000/callback",
        scopes: ["user.info.basic", "video.publish"]
      })
      // The mock plays the browser: it opens the consent page, ticks every scope and follows the redirect.
      const callback = yield* Effect.promise(() => mock.control.consent(authorization.url))
      const { creator, granted } = yield* auth.complete(authorization, callback)
      const { displayName } = yield* Creator.Creator.use(({ profile }) => profile(creator, ["displayName"]))
      yield* reporter.report({ _tag: "LoggedIn", creator, ...present({ displayName }), scopes: granted })

      const video = Option.isSome(file) ? { path: file.value, chunkSize: undefined } : yield* writeSample
      yield* reporter.report({ _tag: "Started", file: video.path, resumable: false })
      yield* publishAndReport(
        creator,
        Post.video({
          media: Media.file(video.path),
          privacyLevel: "PUBLIC_TO_EVERYONE",
          title: "Published with effect-tiktok"
        }),
        { chunkSize: video.chunkSize, schedule: Schedule.spaced("500 millis") }
      )
    }).pipe(Effect.provide(services))

    if (keepOpen) {
      yield* reporter.report(started)
      return yield* Effect.never
    }
  }).pipe(Effect.scoped)

/** Writes the sample to a file. The smallest legal chunk size gives two chunks to watch. */
const writeSample = Effect.gen(function*() {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const file = path.join(yield* fs.makeTempDirectoryScoped({ prefix: "effect-tiktok-" }), "sample.mp4")
  yield* fs.writeFile(file, sampleVideo())
  return { path: file, chunkSize: 5_242_880 }
}).pipe(Effect.orDie)
