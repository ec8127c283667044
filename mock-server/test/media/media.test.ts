import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { execFile } from "node:child_process"
import { existsSync } from "node:fs"
import { readFile, writeFile } from "node:fs/promises"
import { connect as connectTo } from "node:net"
import { dirname, join } from "node:path"
import { promisify } from "node:util"
import type { Upload } from "../../src/engine/records.ts"
import { HEAD_BYTES, makeMediaFiles } from "../../src/media/MediaFiles.ts"
import { readMedia } from "../../src/media/options.ts"
import { inMemory, overSocket, paths, sha256, singleChunk, transports } from "../support.ts"
import { CHUNK, filesIn, keptOf, open, put, temporaryFolder, tenantOf, upload, video } from "./support.ts"

for (const [transport, connect] of transports) {
  describe(`uploaded files ${transport}`, () => {
    it.effect("are not kept by default", () =>
      Effect.gen(function*() {
        const world = yield* connect()
        const { publishId } = yield* upload(world, video(1_000))
        assert.isUndefined(world.mock.control.post(publishId)?.media)
        assert.isDefined(world.mock.control.post(publishId)?.sha256)
      }))

    it.effect("are on the disk byte for byte, from one chunk or from several", () =>
      Effect.gen(function*() {
        const world = yield* connect({ media: { keep: "all" } })
        const small = yield* upload(world, video(300_000))
        const large = yield* open(world, video(2 * CHUNK + 12_345))
        assert.strictEqual(yield* put(world, large, 0, CHUNK - 1), 200)
        assert.deepInclude(world.mock.control.post(large.publishId)?.media, { bytes: CHUNK, isWhole: false })
        yield* put(world, large, CHUNK, large.file.length - 1)
        for (const { file, publishId } of [small, large]) {
          const post = world.mock.control.post(publishId)
          assert.deepInclude(post?.media, { type: "video/mp4", bytes: file.length, isWhole: true })
          const kept = yield* keptOf(world.mock, publishId)
          assert.strictEqual(sha256(kept ?? ""), sha256(file))
          assert.strictEqual(post?.sha256, sha256(file))
        }
      }))

    it.effect("hold no byte of what was refused, sent twice or sent in the wrong order", () =>
      Effect.gen(function*() {
        const world = yield* connect({ media: { keep: "all" } })
        const opened = yield* open(world, video(2 * CHUNK))
        const last = 2 * CHUNK - 1
        assert.strictEqual(yield* put(world, opened, CHUNK, last), 416)
        assert.isAtLeast(yield* put(world, opened, 0, CHUNK - 1, video(CHUNK - 1, 9)), 400)
        assert.strictEqual(yield* put(world, opened, 0, CHUNK - 1), 200)
        assert.strictEqual(yield* put(world, opened, 0, CHUNK - 1, video(CHUNK, 7)), 416)
        yield* put(world, opened, CHUNK, last)
        assert.strictEqual(sha256((yield* keptOf(world.mock, opened.publishId)) ?? ""), sha256(opened.file))
        const folder = dirname(world.mock.control.post(opened.publishId)?.media?.path ?? "")
        assert.isEmpty((yield* filesIn(folder)).filter((name) => name.startsWith(".")))
      }))

    it.effect("hold the bytes of the winner, when the same chunk comes twice at once", () =>
      Effect.gen(function*() {
        const world = yield* connect({ media: { keep: "all" } })
        const opened = yield* open(world, video(1_000_000))
        const last = opened.file.length - 1
        const statuses = yield* Effect.all(
          [3, 5, 8].map((seed) => put(world, opened, 0, last, video(1_000_000, seed))),
          { concurrency: "unbounded" }
        )
        assert.lengthOf(statuses.filter((status) => status < 300), 1)
        const post = world.mock.control.post(opened.publishId)
        assert.isTrue(post?.media?.isWhole)
        assert.strictEqual(sha256((yield* keptOf(world.mock, opened.publishId)) ?? ""), post?.sha256)
      }))

    it.effect("go on after a chunk that broke off, from where the upload goes on", () =>
      Effect.gen(function*() {
        for (const partialChunks of ["dropped", "kept"] as const) {
          const world = yield* connect({ media: { keep: "all" }, switches: { partialChunks } })
          const opened = yield* open(world, video(2 * CHUNK))
          yield* put(world, opened, 0, CHUNK - 1)
          world.mock.faults.add({
            match: { operation: "upload" },
            effect: { kind: "break-body", after: 70_000 },
            times: 1
          })
          yield* Effect.ignore(Effect.tryPromise(() =>
            world.send(opened.url, {
              method: "PUT",
              body: opened.file.slice(CHUNK),
              headers: { "content-type": "video/mp4", "content-range": `bytes ${CHUNK}-${2 * CHUNK - 1}/${2 * CHUNK}` }
            })
          ))
          const reached = world.mock.control.post(opened.publishId)?.bytesReceived ?? 0
          assert.strictEqual(reached, partialChunks === "kept" ? CHUNK + 70_000 : CHUNK)
          yield* put(world, opened, reached, 2 * CHUNK - 1)
          assert.strictEqual(sha256((yield* keptOf(world.mock, opened.publishId)) ?? ""), sha256(opened.file))
        }
      }))

    it.effect("are kept as far as their head, when that is enough", () =>
      Effect.gen(function*() {
        const world = yield* connect({ media: { keep: "head" } })
        const large = yield* open(world, video(2 * CHUNK))
        yield* put(world, large, 0, CHUNK - 1)
        yield* put(world, large, CHUNK, 2 * CHUNK - 1)
        const head = yield* keptOf(world.mock, large.publishId)
        assert.strictEqual(sha256(head ?? ""), sha256(large.file.subarray(0, HEAD_BYTES)))
        assert.isFalse(world.mock.control.post(large.publishId)?.media?.isWhole)
        const small = yield* upload(world, video(1_000))
        assert.isTrue(world.mock.control.post(small.publishId)?.media?.isWhole)
      }))
  })
}

const announced: Upload = {
  uploadId: "1",
  token: "",
  publishId: "1",
  plan: { size: 1, chunkSize: 1, chunkCount: 1 },
  confirmed: 0,
  chunks: [],
  head: "",
  sha256: undefined,
  expiresAt: Infinity,
  anyOrder: false
}

/** A program that uploads to a mock which it then leaves to itself. */
const forgetful = `
import { existsSync } from "node:fs"
import { createMock } from ${JSON.stringify(new URL("../../src/index.ts", import.meta.url))}
const mock = createMock({ media: { keep: "all" } })
const { accessToken } = mock.control.issueToken()
const init = await mock.fetch("https://open.tiktokapis.com${paths.video}", {
  method: "POST",
  headers: { authorization: "Bearer " + accessToken, "content-type": "application/json" },
  body: ${JSON.stringify(JSON.stringify(singleChunk(8)))}
})
const { data } = await init.json()
const headers = { "content-type": "video/mp4", "content-range": "bytes 0-7/8" }
await mock.fetch(data.upload_url, { method: "PUT", headers, body: "0000ftyp" })
const { path } = mock.control.post(data.publish_id).media
console.log(path, existsSync(path))
`

describe("uploaded files", () => {
  it.effect("hold nothing of a chunk whose connection dies", () =>
    Effect.gen(function*() {
      const world = yield* overSocket({ media: { keep: "all" } })
      const opened = yield* open(world, video(1_000_000))
      const url = new URL(opened.url)
      const { promise, resolve } = Promise.withResolvers<void>()
      const socket = connectTo(Number(url.port), url.hostname, () => {
        socket.write(
          `PUT ${url.pathname}${url.search} HTTP/1.1\r\nHost: ${url.host}\r\nContent-Type: video/mp4\r\n`
            + "Content-Length: 1000000\r\nContent-Range: bytes 0-999999/1000000\r\n\r\n"
        )
        socket.write(video(400_000, 4), () => socket.resetAndDestroy())
      })
      socket.on("close", () => resolve())
      yield* Effect.promise(() => promise)
      yield* Effect.promise(() => world.mock.journal.waitFor({ operation: "upload" }, { timeout: 10_000 }))
      assert.isUndefined(world.mock.control.post(opened.publishId)?.media)
      yield* put(world, opened, 0, 999_999)
      assert.strictEqual(sha256((yield* keptOf(world.mock, opened.publishId)) ?? ""), sha256(opened.file))
    }))

  it.effect("call nothing a defect of which not a byte arrives", () =>
    Effect.gen(function*() {
      const defects: Array<unknown> = []
      const world = yield* inMemory({ media: { keep: "all" }, onDefect: (error) => void defects.push(error) })
      const opened = yield* open(world, video(1_000))
      world.mock.faults.add({ match: { operation: "upload" }, effect: { kind: "break-body", after: 0 }, times: 1 })
      yield* Effect.exit(put(world, opened, 0, 999))
      yield* put(world, opened, 0, 999)
      assert.strictEqual(sha256((yield* keptOf(world.mock, opened.publishId)) ?? ""), sha256(opened.file))
      assert.deepStrictEqual(defects, [])
    }))

  it.effect("are named after what is in them, and lead out of no folder", () =>
    Effect.gen(function*() {
      const folder = yield* temporaryFolder
      const world = yield* inMemory({ media: { keep: "all", folder } })
      const mov = video(100)
      mov.set(Buffer.from("ftypqt  "), 4)
      const webm = video(100)
      webm.set(Buffer.from("1a45dfa3", "hex"))
      for (
        const [file, extension, type] of [
          [video(100), "mp4", "video/mp4"],
          [mov, "mov", "video/quicktime"],
          [webm, "webm", "video/webm"],
          [new Uint8Array(100), "bin", "application/octet-stream"]
        ] as const
      ) {
        const { publishId } = yield* upload(world, file)
        const media = world.mock.control.post(publishId)?.media
        assert.strictEqual(media?.type, type)
        assert.match(media?.path ?? "", new RegExp(`^${folder}/\\d+\\.${extension}$`))
      }
      const { file, publishId, url } = yield* open(world, video(50))
      const id = new URL(url).searchParams.get("upload_id") ?? ""
      world.mock.restore(JSON.parse(JSON.stringify(world.mock.snapshot()).replaceAll(id, "../../out")))
      yield* put(world, { publishId, file, url: url.replace(id, "..%2F..%2Fout") }, 0, 49)
      assert.strictEqual(world.mock.control.post(publishId)?.media?.path, join(folder, "______out.mp4"))
    }))

  it.effect("are bounded: the oldest goes first, and one that is larger than everything is not kept", () =>
    Effect.gen(function*() {
      const world = yield* inMemory({ media: { keep: "all", limit: 2_500 } })
      const [first, second] = [yield* upload(world, video(1_000)), yield* upload(world, video(1_000, 1))]
      const path = world.mock.control.post(first.publishId)?.media?.path ?? ""
      assert.isTrue(existsSync(path))
      const third = yield* upload(world, video(1_000, 2))
      const kept = () =>
        [first, second, third].map(({ publishId }) => world.mock.control.post(publishId)?.media !== undefined)
      assert.deepStrictEqual(kept(), [false, true, true])
      const huge = yield* upload(world, video(3_000))
      assert.isUndefined(world.mock.control.post(huge.publishId)?.media)
      assert.deepInclude(world.mock.settings().media, { files: 0, bytes: 0, limit: 2_500 })
      assert.strictEqual((yield* upload(world, video(10))).file.length, 10)
      assert.isFalse(existsSync(path))
    }))

  it.effect("are bounded in their number too, since small ones take no room", () =>
    Effect.gen(function*() {
      const folder = yield* temporaryFolder
      const files = makeMediaFiles({ ...readMedia({ keep: "all", folder }), limit: Infinity }, () => {})
      const media = files.of(undefined)
      for (let index = 0; index <= 1_000; index++) {
        const opened = { ...announced, uploadId: String(index) }
        const chunk = media.open(opened)
        yield* Effect.promise(async () => {
          await chunk?.write(Uint8Array.of(1))
          await chunk?.end({ ...opened, confirmed: 1 })
        })
      }
      assert.deepStrictEqual(files.usage(), { files: 1_000, bytes: 1_000 })
      assert.isUndefined(media.find("0"))
      assert.isDefined(media.find("1"))
      yield* Effect.promise(() => files.close())
      assert.lengthOf(yield* filesIn(folder), 1_000)
    }))

  it.effect("begin nowhere in the middle: what has lost its beginning on the way is not kept", () =>
    Effect.gen(function*() {
      const folder = yield* temporaryFolder
      const files = makeMediaFiles({ ...readMedia({ keep: "all", folder }), limit: Infinity }, () => {})
      const media = files.of(undefined)
      const send = (upload: Upload, meanwhile: () => void) =>
        Effect.promise(async () => {
          const chunk = media.open(upload)
          await chunk?.write(Uint8Array.of(1))
          meanwhile()
          await chunk?.end({ ...upload, confirmed: upload.confirmed + 1 })
        })
      yield* send(announced, () => {})
      assert.strictEqual(media.find("1")?.bytes, 1)
      yield* send({ ...announced, confirmed: 1 }, () => media.retain(() => false))
      assert.isUndefined(media.find("1"))
      assert.isEmpty(yield* filesIn(folder))
      assert.deepStrictEqual(files.usage(), { files: 0, bytes: 0 })
    }))

  it.effect("are bounded for all tenants together, and go with their tenant", () =>
    Effect.gen(function*() {
      const folder = yield* temporaryFolder
      const world = yield* inMemory({ media: { keep: "all", folder, limit: 2_500 } })
      const [one, two] = [tenantOf(world, "one"), tenantOf(world, "two")]
      const first = yield* upload(one, video(1_000))
      const second = yield* upload(two, video(1_000))
      assert.lengthOf(yield* filesIn(folder), 2)
      assert.isTrue((yield* filesIn(folder))[0]?.startsWith("one."))
      yield* upload(two, video(1_000, 1))
      assert.isUndefined(one.mock.control.post(first.publishId)?.media)
      assert.isDefined(two.mock.control.post(second.publishId)?.media)
      one.mock.reset(["posts"])
      assert.isDefined(two.mock.control.post(second.publishId)?.media)
      yield* Effect.promise(() => world.mock.tenants.remove("two"))
      yield* upload(world, video(10))
      assert.lengthOf(yield* filesIn(folder), 1)
    }))

  it.effect("go with a reset of posts and with another scenario, and with nothing else", () =>
    Effect.gen(function*() {
      const folder = yield* temporaryFolder
      const world = yield* inMemory({ media: { keep: "all", folder } })
      const { publishId } = yield* upload(world, video(100))
      world.mock.reset(["clock", "faults", "limits"])
      assert.isDefined(world.mock.control.post(publishId)?.media)
      for (const forget of [() => world.mock.reset(["posts"]), () => world.mock.switchScenario("happy")]) {
        forget()
        const token = world.mock.control.issueToken().accessToken
        const post: typeof world.post = (path, body) => world.post(path, body, { authorization: `Bearer ${token}` })
        // Files change in turn, so that with the next one the last are gone.
        const { file } = yield* upload({ ...world, post }, video(200))
        const names = yield* filesIn(folder)
        assert.lengthOf(names, 1)
        assert.strictEqual(file.length, 200)
      }
    }))

  it.effect("are no part of a snapshot: going back keeps those of its finished uploads alone", () =>
    Effect.gen(function*() {
      const world = yield* inMemory({ media: { keep: "head" } })
      const before = yield* upload(world, video(100))
      const large = yield* open(world, video(2 * CHUNK))
      yield* put(world, large, 0, CHUNK - 1)
      yield* put(world, large, CHUNK, 2 * CHUNK - 1)
      const half = yield* open(world, video(2 * CHUNK))
      yield* put(world, half, 0, CHUNK - 1)
      const snapshot = world.mock.snapshot()
      assert.notInclude(JSON.stringify(snapshot), "tiktok-mock-")
      const after = yield* upload(world, video(100, 1))
      world.mock.restore(snapshot)
      assert.strictEqual(sha256((yield* keptOf(world.mock, before.publishId)) ?? ""), sha256(before.file))
      assert.strictEqual(world.mock.control.post(large.publishId)?.media?.bytes, HEAD_BYTES)
      assert.isUndefined(world.mock.control.post(half.publishId)?.media)
      assert.isUndefined(world.mock.control.post(after.publishId))
      // The same ids are given once more, for another file.
      const again = yield* upload(world, video(100, 2))
      assert.strictEqual(again.publishId, after.publishId)
      assert.strictEqual(sha256((yield* keptOf(world.mock, again.publishId)) ?? ""), sha256(again.file))
      // The rest of a file whose beginning is gone is not kept, and does not fail.
      assert.strictEqual(yield* put(world, half, CHUNK, 2 * CHUNK - 1), 200)
      assert.isUndefined(world.mock.control.post(half.publishId)?.media)
    }))

  it.effect("are gone with the mock, unless they are in a folder of one's own", () =>
    Effect.gen(function*() {
      const folder = yield* temporaryFolder
      for (const [media, remain] of [[{ keep: "all" }, false], [{ keep: "all", folder }, true]] as const) {
        const world = yield* inMemory({ media })
        const kept: Array<string> = []
        for (const owner of [world, tenantOf(world, "one")]) {
          const { publishId } = yield* upload(owner, video(100))
          kept.push(owner.mock.control.post(publishId)?.media?.path ?? "")
        }
        yield* Effect.promise(() => world.mock.dispose())
        // Pending removals finish before another file is written.
        yield* Effect.promise(() => writeFile(join(folder, "later"), new Uint8Array(1_000_000), { flush: true }))
        assert.deepStrictEqual(kept.map(existsSync), [remain, remain])
        if (!remain) assert.isFalse(existsSync(dirname(kept[0] ?? "")))
      }
    }))

  it.effect("of an earlier run stay as they are, when another gives the same ids", () =>
    Effect.gen(function*() {
      const folder = yield* temporaryFolder
      const runs = []
      for (const seed of [1, 2, 3]) {
        const world = yield* inMemory({ media: { keep: "all", folder } })
        const { file, publishId } = yield* upload(world, video(100, seed))
        runs.push({ file, publishId, path: world.mock.control.post(publishId)?.media?.path ?? "" })
        yield* Effect.promise(() => world.mock.dispose())
      }
      assert.strictEqual(new Set(runs.map(({ publishId }) => publishId)).size, 1)
      for (const { file, path } of runs) {
        assert.strictEqual(sha256(yield* Effect.promise(() => readFile(path))), sha256(file))
      }
    }))

  it.effect("are gone with a process that has never disposed of its mock", () =>
    Effect.gen(function*() {
      const { stdout } = yield* Effect.promise(() =>
        promisify(execFile)(process.execPath, ["--input-type=module", "-e", forgetful])
      )
      assert.match(stdout, /^\/.*\.mp4 true\n$/)
      assert.isFalse(existsSync(dirname(stdout.split(" ")[0] ?? "")))
    }))

  it.effect("do not stand in the way of an upload when the disk says no, which is told once", () =>
    Effect.gen(function*() {
      const folder = yield* temporaryFolder
      const file = join(folder, "file")
      yield* Effect.promise(() => writeFile(file, ""))
      // Linux has a folder in which no other can be made.
      for (const unusable of [file, ...existsSync("/proc/self") ? ["/proc/media/files"] : []]) {
        const told: Array<unknown> = []
        const media = { keep: "all", folder: unusable } as const
        const world = yield* inMemory({ media, onDefect: (error) => told.push(error) })
        for (const size of [100, 200]) {
          const { publishId } = yield* upload(world, video(size))
          const post = world.mock.control.post(publishId)
          assert.strictEqual(post?.sha256, sha256(video(size)))
          assert.isUndefined(post?.media)
        }
        assert.lengthOf(told, 1)
        assert.match(String(told[0]), /uploaded files cannot be kept: Error: (ENOTDIR|ENOENT)/)
      }
    }))
})
