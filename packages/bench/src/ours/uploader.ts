import { Effect, type FileSystem, Layer, ManagedRuntime, Redacted, Stream } from "effect"
import { Contract, Media, TikTokApi, Uploader } from "effect-tiktok"
import type { HttpClient } from "effect/http"
import { measure, report } from "../harness/measured.ts"
import { readTask, type UploadTask } from "../harness/uploadTask.ts"

/** Uploads the file under several URLs at once. */
export interface ManyUploads extends UploadTask {
  readonly urls?: ReadonlyArray<string> | undefined
}

/** Every chunk in pieces, through the platform's file reader. */
export const layerStreamed = Layer.succeed(Uploader.Transfer, "Streamed")

const originsOf = ({ url, urls = [], warmUp }: ManyUploads): ReadonlyArray<string> =>
  [url, ...urls, ...warmUp === undefined ? [] : [warmUp.url]].map((at) => new URL(at).origin)

/** The library's uploader alone, with a platform and a way to read files. */
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

/** Uploads a file and reads every event, as a progress bar does. Returns the confirmed bytes. */
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

/** Runs the task of this process, and reports it. The services are built first, as peers import first. */
export const measureUpload = async <E>(layer: Layer.Layer<Uploader.Uploader, E>): Promise<void> => {
  const task: ManyUploads = readTask()
  const uploads = (task.urls ?? [task.url]).map((url) => upload({ ...task, url }))
  const runtime = ManagedRuntime.make(layer)
  await runtime.context()
  if (task.warmUp !== undefined) await runtime.runPromise(upload({ ...task, ...task.warmUp }))
  report(await measure(() => runtime.runPromise(Effect.all(uploads, { concurrency: "unbounded", discard: true }))))
  await runtime.dispose()
}
