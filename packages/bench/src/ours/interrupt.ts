/** Interrupts an upload in the middle, and measures how soon it ends and what it leaves open. */
import { Deferred, Effect, Fiber, ManagedRuntime, Redacted, Stream } from "effect"
import { Media, Uploader } from "effect-tiktok"
import { readdirSync } from "node:fs"
import { report } from "../harness/measured.ts"
import { readTask, type UploadTask } from "../harness/uploadTask.ts"
import { layer } from "./node.ts"

const { chunkSize, file, size, url }: UploadTask = readTask()

/** How many descriptors this process has open. Unknown where the system does not report it in /proc. */
const descriptors = Effect.sync(() => {
  try {
    return readdirSync("/proc/self/fd").length
  } catch {
    return NaN
  }
})

const interrupt = Effect.gen(function*() {
  const uploader = yield* Uploader.Uploader
  const media = Media.file(file)
  const plan = yield* uploader.plan(media, chunkSize)
  const before = yield* descriptors
  const half = yield* Deferred.make<void>()
  const fiber = yield* Effect.forkChild(
    Stream.runForEach(
      uploader.upload({ media, plan, uploadUrl: Redacted.make(url) }),
      (event) => event._tag === "BytesSent" && event.sent > size / 2 ? Deferred.succeed(half, undefined) : Effect.void
    )
  )
  yield* Deferred.await(half)
  const at = performance.now()
  yield* Fiber.interrupt(fiber)
  const ended = performance.now() - at
  yield* Effect.sleep("50 millis")
  // The time of the interruption is in epoch milliseconds, which the receiver can compare.
  return { ended, interruptedAt: performance.timeOrigin + at, descriptors: (yield* descriptors) - before }
})

const runtime = ManagedRuntime.make(layer)
await runtime.context()
// The first upload opens the files that a process opens only once.
await runtime.runPromise(interrupt)
report(await runtime.runPromise(interrupt))
await runtime.dispose()
