import {
  chunkHeaders,
  expect,
  expectShape,
  type Fields,
  type HeaderFields,
  textOf,
  type WireResponse
} from "../Client.ts"
import {
  bothContracts,
  type Case,
  catalogOnly,
  CHUNK,
  chunksOf,
  fileSource,
  follow,
  liveOnly,
  paths,
  pullBody,
  type Run,
  smallRange,
  start,
  startSmall,
  statusOf,
  upload,
  uploadBody
} from "../Run.ts"

/** A chunk with one wrong header. Each is refused with 400. */
const wrongHeaders: ReadonlyArray<readonly [id: string, what: string, headers: (total: number) => HeaderFields]> = [
  ["type-json", "the type application/json", () => ({ "content-type": "application/json" })],
  ["type-missing", "an unknown type", () => ({ "content-type": "application/octet-stream" })],
  ["range-missing", "an empty Content-Range", () => ({ "content-range": "" })],
  [
    "range-without-unit",
    "a Content-Range without its unit",
    (total) => ({ "content-range": `0-${total - 1}/${total}` })
  ],
  ["range-reversed", "a range whose last byte comes first", (total) => ({ "content-range": `bytes 5-4/${total}` })],
  ["range-behind", "a range behind the end", (total) => ({ "content-range": `bytes 0-${total}/${total}` })],
  ["range-short", "a range that is not the chunk", (total) => ({ "content-range": `bytes 0-${total - 2}/${total}` })],
  ["total-wrong", "another total", (total) => ({ "content-range": `bytes 0-${total - 1}/${total + 1}` })]
]

const headerRows = wrongHeaders.map(([id, what, headers]): Case => ({
  id: `upload/headers/${id}`,
  name: `a chunk with ${what} is refused with 400`,
  contracts: bothContracts,
  run: async (run) => {
    const { url } = await startSmall(run, await run.token())
    const { small } = run.videos
    const response = await run.client.put(url, small, chunkHeaders(smallRange(run), headers(small.length)))
    expect(response.status === 400, response, "status 400")
  }
}))

const typeRows = ["video/mp4", "video/quicktime", "video/webm"].map((type): Case => ({
  id: `upload/types/${type.split("/")[1] ?? type}`,
  name: `a chunk of the type ${type} is accepted without an access token`,
  contracts: bothContracts,
  run: async (run) => {
    const { url } = await startSmall(run, await run.token())
    const response = await run.client.put(
      url,
      run.videos.small,
      chunkHeaders(smallRange(run), { "content-type": type })
    )
    expect(run.contract.chunkStatuses.last.includes(response.status), response, "an accepted chunk")
    expect(response.text === "", response, "no body")
  }
}))

const lengths = [["empty", 0], ["short", -1], ["long", 1]] as const

const lengthRows = lengths.map(([id, difference]): Case => ({
  id: `upload/length/${id}`,
  name: `a chunk whose body is ${id} is refused with 400, and can be sent again`,
  contracts: bothContracts,
  run: async (run) => {
    const token = await run.token()
    const { small } = run.videos
    const started = await startSmall(run, token)
    const bytes = new Uint8Array(difference === 0 ? 0 : small.length + difference)
    const response = await run.client.put(started.url, bytes, chunkHeaders(smallRange(run)))
    expect(response.status === 400, response, "status 400")
    await upload(run, started, small)
    await follow(run, started.publishId, token, ["published"])
  }
}))

/** Changes of an upload URL that make it unknown. */
const unknownUrls: ReadonlyArray<readonly [id: string, what: string, change: (url: URL) => void]> = [
  ["id", "an unknown upload_id", (url) => url.searchParams.set("upload_id", "0")],
  ["token", "another upload_token", (url) => url.searchParams.set("upload_token", "0")]
]

const unknownRows = unknownUrls.map(([id, what, change]): Case => ({
  id: `upload/unknown/${id}`,
  name: `a chunk with ${what} is refused with 404`,
  contracts: bothContracts,
  run: async (run) => {
    const { url } = await startSmall(run, await run.token())
    const changed = new URL(url)
    change(changed)
    const response = await run.client.put(changed.href, run.videos.small, chunkHeaders(smallRange(run)))
    expect(response.status === 404, response, "status 404")
  }
}))

/** Starts the upload of the large video. */
const startLarge = async (run: Run, token: string) => {
  const { large } = run.videos
  const started = await start(run, paths.video, uploadBody(run, large.length, CHUNK), token)
  const uploadUrl = textOf(started.response, started.data, "upload_url")
  const put = (index: number) => {
    const range = chunksOf(large.length, CHUNK)[index]
    if (range === undefined) throw new RangeError("videos.large: must have more than one chunk")
    const bytes = large.slice(range.first, range.last + 1)
    return run.client.put(run.contract.chunkUrl(uploadUrl, index + 1), bytes, chunkHeaders(range))
  }
  return { ...started, put, total: large.length, token }
}

/** The progress that a `Content-Range` may report for a number of received bytes. */
const expectProgress = (response: WireResponse, bytes: number, total: number) => {
  const ends = bytes === 0
    ? [`bytes 0-0/${total}`, `bytes */${total}`]
    : [bytes, bytes - 1].map((end) => `bytes 0-${end}/${total}`)
  expect(ends.includes(response.headers.get("content-range") ?? ""), response, `the Content-Range ${ends.join(" or ")}`)
}

const expectBytes = async (run: Run, publishId: string, token: string, bytes: number) => {
  const { response, data } = await statusOf(run, publishId, token)
  expectShape(response, data, { uploaded_bytes: [bytes] })
}

const faultRow = (id: string, name: string, effect: Fields, status: number, taken: number): Case => ({
  id: `upload/server-error/${id}`,
  name,
  contracts: liveOnly,
  needs: "control",
  run: async (run) => {
    const token = await run.token()
    const started = await startSmall(run, token)
    await run.control().inject(effect, { operation: "upload", first: 1 })
    const response = await run.client.put(started.url, run.videos.small, chunkHeaders(smallRange(run)))
    expect(response.status === status, response, `status ${status}`)
    expect(response.text === "" || status !== 500, response, "no body")
    await expectBytes(run, started.publishId, token, taken)
    await upload(run, started, run.videos.small)
  }
})

/** Cases about chunks. */
export const uploadCases: ReadonlyArray<Case> = [
  ...headerRows,
  ...typeRows,
  ...lengthRows,
  ...unknownRows,
  faultRow(
    "500",
    "a chunk is not taken by a status 500, and can be sent again",
    { kind: "code", code: "internal_error" },
    500,
    0
  ),
  faultRow(
    "502",
    "a chunk is not taken by a status 502, and can be sent again",
    { kind: "status", status: 502 },
    502,
    0
  ),
  {
    id: "upload/progress",
    name: "each accepted chunk has its status and a Content-Range with the received bytes",
    contracts: bothContracts,
    run: async (run) => {
      const { put, total } = await startLarge(run, await run.token())
      const first = await put(0)
      expect(run.contract.chunkStatuses.more.includes(first.status), first, "the status of a chunk before the last")
      expectProgress(first, CHUNK, total)
      const last = await put(1)
      expect(run.contract.chunkStatuses.last.includes(last.status), last, "the status of the last chunk")
      expectProgress(last, total, total)
    }
  },
  {
    id: "upload/uploaded-bytes",
    name: "the status counts the uploaded bytes, and equals the file's size at the end",
    contracts: liveOnly,
    run: async (run) => {
      const token = await run.token()
      const { publishId, put, total } = await startLarge(run, token)
      for (const [index, bytes] of [0, CHUNK].entries()) {
        await expectBytes(run, publishId, token, bytes)
        await put(index)
      }
      await expectBytes(run, publishId, token, total)
    }
  },
  {
    id: "upload/out-of-order",
    name: "a chunk out of order is refused with 416 and the progress, and the upload continues",
    contracts: bothContracts,
    run: async (run) => {
      const token = await run.token()
      const started = await startLarge(run, token)
      const early = await started.put(1)
      expect(early.status === 416, early, "status 416")
      expectProgress(early, 0, started.total)
      await upload(run, started, run.videos.large, CHUNK)
      await follow(run, started.publishId, token, ["published"])
    }
  },
  {
    id: "upload/twice",
    name: "a chunk that was accepted is refused with 416 when it is sent again",
    contracts: bothContracts,
    run: async (run) => {
      const { put, total } = await startLarge(run, await run.token())
      await put(0)
      const again = await put(0)
      expect(again.status === 416, again, "status 416")
      expectProgress(again, CHUNK, total)
    }
  },
  {
    id: "upload/parallel",
    name: "of two equal chunks at the same time one is accepted",
    contracts: bothContracts,
    run: async (run) => {
      const { put } = await startLarge(run, await run.token())
      const [one, other] = await Promise.all([put(0), put(0)])
      const accepted = [one, other].filter(({ status }) => run.contract.chunkStatuses.more.includes(status))
      expect(accepted.length === 1, one, "one accepted chunk of two")
    }
  },
  {
    id: "upload/expired",
    name: "a chunk of an expired upload is refused with 403",
    contracts: bothContracts,
    needs: "control",
    run: async (run) => {
      const { publishId, url } = await startSmall(run, await run.token())
      await run.control().expireUpload(publishId)
      const response = await run.client.put(url, run.videos.small, chunkHeaders(smallRange(run)))
      expect(response.status === 403, response, "status 403")
    }
  },
  {
    id: "upload/an-hour",
    name: "an upload URL is good for one hour",
    contracts: bothContracts,
    needs: "control",
    run: async (run) => {
      const { put } = await startLarge(run, await run.token())
      await run.control().advance(3_600_000 - 1)
      const first = await put(0)
      expect(run.contract.chunkStatuses.more.includes(first.status), first, "an accepted chunk")
      await run.control().advance(1)
      const late = await put(1)
      expect(late.status === 403, late, "status 403")
    }
  },
  {
    id: "upload/after-pull",
    name: "the upload_url of a pulled video takes no chunk",
    contracts: catalogOnly,
    run: async (run) => {
      const { response, data } = await start(run, paths.video, pullBody(run), await run.token())
      const refused = await run.client.put(
        textOf(response, data, "upload_url"),
        run.videos.small,
        chunkHeaders(smallRange(run))
      )
      expect(refused.status === 400, refused, "status 400")
    }
  },
  ...["?part_number=1", "&part_number=1", "&part_number=7", ""].map((suffix, index): Case => ({
    id: `upload/part-number/${["second-question-mark", "first", "wrong", "none"][index] ?? suffix}`,
    name: `a chunk whose URL ends in "${suffix}" is accepted`,
    contracts: catalogOnly,
    run: async (run) => {
      const { response, data } = await start(
        run,
        paths.video,
        uploadBody(run, run.videos.small.length),
        await run.token()
      )
      const url = textOf(response, data, "upload_url") + suffix
      const taken = await run.client.put(url, run.videos.small, chunkHeaders(smallRange(run)))
      expect(taken.status === 200, taken, "status 200")
    }
  })),
  {
    id: "upload/short-last-chunk",
    name: "the remainder can be a short last chunk",
    contracts: catalogOnly,
    run: async (run) => {
      const token = await run.token()
      const { large } = run.videos
      const chunks = [0, CHUNK, 2 * CHUNK].map((first, index) => ({
        first,
        last: index === 2 ? large.length - 1 : first + CHUNK - 1,
        total: large.length
      }))
      const body = {
        ...uploadBody(run, large.length, CHUNK),
        source_info: fileSource(large.length, CHUNK, chunks.length)
      }
      const started = await start(run, paths.video, body, token)
      for (const range of chunks) {
        const url = textOf(started.response, started.data, "upload_url")
        const taken = await run.client.put(url, large.slice(range.first, range.last + 1), chunkHeaders(range))
        expect(taken.status === 200, taken, "status 200")
      }
      await follow(run, started.publishId, token, ["published"])
    }
  },
  {
    id: "upload/not-a-video",
    name: "a post whose file is not a video fails",
    contracts: bothContracts,
    run: async (run) => {
      const token = await run.token()
      const size = run.videos.small.length
      const started = await start(run, paths.video, uploadBody(run, size), token)
      await upload(run, started, new Uint8Array(size))
      const { response, data } = await follow(run, started.publishId, token, ["failed"])
      const { name } = run.contract
      expectShape(response, data, {
        fail_reason: [name === "live" ? "file_format_check_failed" : "Unsupported video codec"]
      })
    }
  }
]
