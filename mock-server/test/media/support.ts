import { Effect } from "effect"
import { existsSync } from "node:fs"
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { Mock } from "../../src/index.ts"
import { chunkHeaders, dataOf, mp4, paths, text, type World } from "../support.ts"

/** The smallest chunk of an upload that has several. */
export const CHUNK = 5 * 1024 * 1024

/** An upload that is open, and the file that belongs there. */
export interface Opened {
  readonly publishId: string
  readonly url: string
  readonly file: Uint8Array<ArrayBuffer>
}

/** Announces a file, in chunks of `CHUNK` bytes where it has as many. */
export const open = (world: World, file: Uint8Array<ArrayBuffer>): Effect.Effect<Opened> =>
  Effect.gen(function*() {
    const size = file.length
    const chunkSize = Math.min(CHUNK, size)
    const source = {
      source: "FILE_UPLOAD",
      video_size: size,
      chunk_size: chunkSize,
      total_chunk_count: Math.floor(size / chunkSize)
    }
    const data = dataOf(
      yield* world.post(paths.video, { post_info: { title: "Walk", privacy_level: "SELF_ONLY" }, source_info: source })
    )
    return { publishId: text(data, "publish_id"), url: text(data, "upload_url"), file }
  })

/** Sends the bytes from `first` to `last`; what is sent can be something else than the file. */
export const put = (
  world: World,
  { file, url }: Opened,
  first: number,
  last: number,
  bytes = file.slice(first, last + 1)
) => Effect.map(world.put(url, bytes, chunkHeaders(first, last, file.length)), ({ status }) => status)

/** Uploads a file of one chunk. */
export const upload = (world: World, file: Uint8Array<ArrayBuffer>) =>
  Effect.gen(function*() {
    const opened = yield* open(world, file)
    yield* put(world, opened, 0, file.length - 1)
    return opened
  })

/** The same world as a tenant of its mock. */
export const tenantOf = (world: World, name: string): World => {
  const mock = world.mock.tenant(name)
  const token = mock.control.issueToken().accessToken
  const post: World["post"] = (path, body) =>
    world.post(`/t/${name}${path}`, body, { authorization: `Bearer ${token}` })
  return { ...world, mock, origin: `${world.origin}/t/${name}`, token, post }
}

/** The bytes that are kept of a post; undefined for nothing. */
export const keptOf = (mock: Mock, publishId: string) =>
  Effect.promise(async () => {
    const path = mock.control.post(publishId)?.media?.path
    return path === undefined ? undefined : new Uint8Array(await readFile(path))
  })

/** Names of the files in a folder, which need not exist. */
export const filesIn = (folder: string) =>
  Effect.promise(async () => existsSync(folder) ? (await readdir(folder)).toSorted() : [])

/** A folder of the test's own. */
export const temporaryFolder = Effect.acquireRelease(
  Effect.promise(() => mkdtemp(join(tmpdir(), "media-test-"))),
  (folder) => Effect.promise(() => rm(folder, { recursive: true }))
)

/** Bytes like a video's, of which no two files have the same. */
export const video = (size: number, seed = 0): Uint8Array<ArrayBuffer> => {
  const bytes = mp4(size)
  for (let index = 12; index < size; index += 97) bytes[index] = (index * 31 + seed) % 256
  return bytes
}

/** The URL of the mock's entry point, for a program that imports it. */
const index = new URL("../../src/index.ts", import.meta.url).href

/** The program of a process that uploads files, each by its name, and does something after each. `before` runs first. */
export const uploadProgram = (
  files: Readonly<Record<string, Uint8Array>>,
  { after, before = "" }: { readonly after: string; readonly before?: string }
): string =>
  `${before}
const { createMock } = await import(${JSON.stringify(index)})
const mock = createMock({ limits: "off", lifecycle: { mode: "immediate" } })
const { accessToken } = mock.control.issueToken({ contract: "live" })
for (const [name, base64] of ${
    JSON.stringify(Object.entries(files).map(([name, file]) => [name, Buffer.from(file).toString("base64")]))
  }) {
  const body = Buffer.from(base64, "base64")
  const size = body.length
  const init = await mock.fetch("https://open.tiktokapis.com/v2/post/publish/video/init/", {
    method: "POST",
    headers: { authorization: "Bearer " + accessToken, "content-type": "application/json" },
    body: JSON.stringify({
      post_info: { privacy_level: "SELF_ONLY" },
      source_info: { source: "FILE_UPLOAD", video_size: size, chunk_size: size, total_chunk_count: 1 }
    })
  })
  const { data } = await init.json()
  const headers = { "content-type": "video/mp4", "content-range": "bytes 0-" + (size - 1) + "/" + size }
  await mock.fetch(data.upload_url, { method: "PUT", headers, body })
  ${after}
}
`
