/** Only the planned bytes are published: a file that changes, or is no longer a file, is not published. */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { Media, Post, Publisher, Uploader } from "effect-tiktok"
import * as NodeFileReader from "effect-tiktok/NodeFileReader"
import { execFileSync } from "node:child_process"
import {
  appendFileSync,
  closeSync,
  openSync,
  renameSync,
  rmSync,
  truncateSync,
  utimesSync,
  writeFileSync,
  writeSync
} from "node:fs"
import type { Operation } from "tiktok-mock-server"
import { makeFixture, run } from "../support/fixture.ts"
import { sha256, smallestChunk, video, videoFile } from "../support/media.ts"

const content = video(2 * smallestChunk + 1000)
const longAgo = new Date("2026-01-01T00:00:00.123Z")

const overwrite = (path: string) => {
  const file = openSync(path, "r+")
  writeSync(file, video(1000).fill(9), 0, 1000, 0)
  closeSync(file)
}

const changes = [
  ["grows", (path: string) => appendFileSync(path, video(1000))],
  ["shrinks", (path: string) => truncateSync(path, smallestChunk + 10)],
  ["is written over", overwrite],
  ["is replaced", (path: string) => {
    writeFileSync(`${path}.new`, video(content.length))
    renameSync(`${path}.new`, path)
  }]
] as const

const readers = [
  ["whole", Effect.provideService(Uploader.Transfer, "Buffered")],
  ["in pieces", Effect.provideService(Uploader.Transfer, "Streamed")],
  [
    "by Node",
    <A, E, R>(effect: Effect.Effect<A, E, R>) =>
      Effect.flatMap(NodeFileReader.make, (reader) =>
        effect.pipe(
          Effect.provideService(Uploader.Transfer, "Streamed"),
          Effect.provideService(Uploader.FileReader, reader)
        ))
  ]
] as const

/** Publishes a file that changes while the mock answers a request. */
const publishChanging = Effect.fnUntraced(function*(
  { chunkSize, key, when }: {
    readonly chunkSize?: number
    readonly key?: string
    readonly when: Operation
  },
  change: (path: string) => void,
  reader: (typeof readers)[number][1]
) {
  const fixture = yield* makeFixture({ contract: "live", transport: "socket" })
  let isChanged = false
  const publish = Effect.scoped(Effect.gen(function*() {
    const path = yield* videoFile(content)
    // Later writes get another modification time.
    utimesSync(path, longAgo, longAgo)
    const publisher = yield* Publisher.Publisher
    const post = Post.video({ media: Media.file(path), privacyLevel: "SELF_ONLY" })
    fixture.mock.journal.on(({ operation }) => {
      if (isChanged || operation !== when) return
      isChanged = true
      change(path)
    })
    yield* publisher.publish(fixture.creator, post, { chunkSize, key })
  }))
  const result = yield* Effect.result(run(fixture, reader(publish)))
  return { result, fixture }
})

const assertRefused = ({ result, fixture }: Effect.Success<ReturnType<typeof publishChanging>>) => {
  assert(result._tag === "Failure", "it was published")
  const { reason } = result.failure
  assert(reason._tag === "MediaUnreadable", reason._tag)
  const [post] = fixture.mock.control.posts()
  assert.isBelow(post?.bytesReceived ?? 0, content.length)
  assert.notStrictEqual(post?.stage, "published")
}

describe.each(readers)("a file read %s", (_, reader) => {
  describe.each(changes)("that %s", (_, change) => {
    it.effect("after its first chunk is not published", () =>
      Effect.map(publishChanging({ chunkSize: smallestChunk, when: "upload" }, change, reader), assertRefused))

    it.effect("after it was planned is not published, as a single chunk or under a key either", () =>
      Effect.map(publishChanging({ key: "key", when: "video.init" }, change, reader), assertRefused))
  })

  it.effect("that is removed after its first chunk is published as it was", () =>
    Effect.gen(function*() {
      const { result, fixture } = yield* publishChanging(
        { chunkSize: smallestChunk, when: "upload" },
        rmSync,
        reader
      )
      assert.strictEqual(result._tag, "Success")
      assert.strictEqual(fixture.mock.control.posts()[0]?.sha256, sha256(content))
    }))

  it.effect.each<readonly [string, (path: string) => void]>([
    ["a pipe", (path: string) => execFileSync("mkfifo", [path])],
    ["a directory", (path: string) => execFileSync("mkdir", [path])]
  ])("that has become %s when it is to be sent is not published, and holds nothing up", ([, make]) =>
    Effect.map(
      publishChanging({ when: "video.init" }, (path) => {
        rmSync(path)
        make(path)
      }, reader),
      assertRefused
    ))
})

it.effect("a file from a page is not published after it has changed", () =>
  Effect.gen(function*() {
    const fixture = yield* makeFixture({ contract: "live", transport: "socket" })
    let modifiedAt = 1
    const given = new File([content], "clip.mp4")
    Object.defineProperty(given, "lastModified", { get: () => modifiedAt })
    const media = Media.blob(given)
    fixture.mock.journal.on(({ operation }) => void (operation === "video.init" && modifiedAt++))
    const publish = Publisher.Publisher.use((publisher) =>
      publisher.publish(fixture.creator, Post.video({ media, privacyLevel: "SELF_ONLY" }))
    )
    assertRefused({ result: yield* Effect.result(Effect.asVoid(run(fixture, publish))), fixture })
  }))

describe("a file read by Node", () => {
  it.effect("that is overwritten and gets its old time back is not published", () =>
    Effect.map(
      publishChanging({ chunkSize: smallestChunk, when: "upload" }, (path) => {
        overwrite(path)
        utimesSync(path, longAgo, longAgo)
      }, readers[2][1]),
      assertRefused
    ))
})
