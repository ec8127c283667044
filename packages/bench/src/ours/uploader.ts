import { Effect, type FileSystem, Layer, ManagedRuntime, Redacted, Stream } from "effect"
import { Contract, Media, TikTokApi, Uploader } from "effect-tiktok"
import type { HttpClient } from "effect/http"
import { measure, report } from "../harness/measured.ts"
import { readTask, type UploadTask } from "../harness/uploadTask.ts"

/** As many uploads of the file at once as there are URLs. */
export interface ManyUploads extends UploadTask {
  readonly urls?: ReadonlyArray<string> | undefined
}

/** Every chunk in pieces, through whatever reads files. */
export const layerStreamed = Layer.succeed(Uploader.Transfer, "Streamed")

/** Every chunk whole. */
export const layerBuffered = Layer.succeed(Uploader.Transfer, "Buffered")

const originsOf = ({ url, urls = [], warmUp }: ManyUploads): ReadonlyArray<string> =>
  [url, ...urls, ...warmUp === undefined ? [] : [warmUp.url]].map((at) => new URL(at).origin)

/** The library's uploader alone, on a given platform and with a given way to hand over files. */
export const layerUploader = <E>(
  platform: Layer.Layer<HttpClient.HttpClient | FileSystem.FileSystem, E>,
  transfer: Layer.Layer<never>
) =>
  Uploader.layer.pipe(
    Layer.provide(TikTokApi.layer({
      contract: Contract.live,
      clientKey: "key",
      clientSecret: Redacted.make("secret"),
      uploadHosts: originsOf(readTask())
    })),
    Layer.provide(platform),
    Layer.provideMerge(transfer)
  )

/** Uploads a file, looking at every event as a progress bar does. Gives the bytes that were confirmed. */
export const upload = Effect.fn("upload")(function*({ chunkSize, file, url }: UploadTask) {
  const uploader = yield* Uploader.Uploader
  const media = Media.file(file)
  const plan = yield* uploader.plan(media, chunkSize)
  let confirmed = 0
  yield* Stream.runForEach(
    uploader.upload({ media, plan, uploadUrl: Redacted.make(url) }),
    (event) =>
      Effect.sync(() => {
        if (event._tag === "BytesConfirmed") confirmed = event.confirmed
      })
  )
  return confirmed
})

/** Does what the bench has asked of this process, and reports it. Services are made before: peers import before, too. */
export const measureUpload = async <E>(layer: Layer.Layer<Uploader.Uploader, E>): Promise<void> => {
  const task: ManyUploads = readTask()
  const uploads = (task.urls ?? [task.url]).map((url) => upload({ ...task, url }))
  const runtime = ManagedRuntime.make(layer)
  await runtime.context()
  if (task.warmUp !== undefined) await runtime.runPromise(upload({ ...task, ...task.warmUp }))
  report(await measure(() => runtime.runPromise(Effect.all(uploads, { concurrency: "unbounded", discard: true }))))
  await runtime.dispose()
}
