import { assert, describe, it } from "@effect/vitest"
import { vi } from "vitest"
import { createMock, type Mock, type MockOptions } from "../src/index.ts"

const origin = "http://127.0.0.1"

const withMock = async (test: (mock: Mock) => Promise<void>, options: MockOptions = {}) => {
  const mock = createMock(options)
  await test(mock).finally(() => mock.dispose())
}

const page = async (mock: Mock, path: string) => (await mock.fetch(`${origin}/_mock/ui/${path}`)).text()

describe("lists of the dashboard", () => {
  it("counts on the overview what the filters show, also a request without a response", () =>
    withMock(async (mock) => {
      mock.faults.add({ effect: { kind: "reset" }, times: 1 })
      await mock.fetch(`${origin}/v2/user/info/`).catch(() => {})
      await mock.fetch(`${origin}/v2/user/info/`)
      assert.deepStrictEqual(mock.journal.entries().map(({ status }) => status), [0, 401])
      const listed = await page(mock, "requests?show=refused")
      assert.lengthOf(listed.match(/data-testid="request"/g) ?? [], 2)
      assert.include(await page(mock, ""), "2 refused or failed")
    }))

  it("shows a frame of a kept video in its lists, an icon of another, and the bytes that are arriving", () =>
    withMock(async (mock) => {
      const { accessToken } = mock.control.issueToken({ contract: "live" })
      const init = async () => {
        const response = await mock.fetch(`${origin}/v2/post/publish/inbox/video/init/`, {
          method: "POST",
          headers: { authorization: `Bearer ${accessToken}`, "content-type": "application/json; charset=UTF-8" },
          body: JSON.stringify({
            source_info: { source: "FILE_UPLOAD", video_size: 2_000, chunk_size: 2_000, total_chunk_count: 1 }
          })
        })
        return JSON.parse(await response.text()).data
      }
      const put = (url: string, body: NonNullable<RequestInit["body"]>) =>
        mock.fetch(url, {
          method: "PUT",
          headers: {
            "content-type": "video/mp4",
            "content-range": "bytes 0-1999/2000",
            "content-length": "2000"
          },
          body,
          duplex: "half"
        })
      const kept = await init()
      const file = new Uint8Array(2_000)
      file.set([0, 0, 0, 24, 0x66, 0x74, 0x79, 0x70, 0x69, 0x73, 0x6f, 0x6d])
      assert.strictEqual((await put(kept.upload_url, file)).status, 201)
      const open = await init()
      const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>()
      const writer = writable.getWriter()
      const sent = put(open.upload_url, readable)
      await writer.write(file.subarray(0, 500))
      await vi.waitFor(() => assert.strictEqual(mock.control.uploads()[1]?.arriving, 500))
      for (const path of ["posts", "uploads"]) {
        const list = await page(mock, path)
        const rows = [...list.matchAll(/<li data-key.*?<\/li>/gs)].map(([row]) => row)
        assert.lengthOf(rows, 2)
        assert.match(rows[1] ?? "", /<video [^>]*src="[./]*posts\/[^"]+\/media#t=0\.1"/, path)
        assert.notInclude(rows[0], "<video", path)
        assert.include(rows[0], "500 B of 2.00 kB", path)
      }
      await writer.write(file.subarray(500))
      await writer.close()
      assert.strictEqual((await sent).status, 201)
    }, { media: { keep: "all" } }))
})
