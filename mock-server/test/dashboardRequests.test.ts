import { assert, describe, it } from "@effect/vitest"
import { createMock, type Mock } from "../src/index.ts"
import { T0 } from "./support.ts"

const origin = "http://127.0.0.1"

/** A mock with a few different requests, the first of them a minute old. */
const withRequests = async (test: (mock: Mock) => Promise<void>) => {
  const mock = createMock({ clock: { now: () => T0 } })
  const [mara] = mock.control.creators()
  const { accessToken } = mock.control.issueToken({ contract: "live", openId: mara?.openId })
  const call = (path: string, method: string, headers: Record<string, string> = {}) =>
    mock.fetch(origin + path, { method, headers })
  await call("/v2/user/info/?fields=open_id", "GET", { authorization: `Bearer ${accessToken}` })
  mock.clock.advance(60_001)
  await call("/v2/post/publish/vidio/init/", "POST")
  mock.faults.add({ effect: { kind: "status", status: 503 }, times: 1 })
  await call("/v2/post/publish/video/init/", "POST")
  await test(mock).finally(() => mock.dispose())
}

const page = async (mock: Mock, path: string) => (await mock.fetch(`${origin}/_mock/ui/${path}`)).text()

describe("list of requests", () => {
  it("filters by text, status, method, time, creator and fault, and by all of them together", () =>
    withRequests(async (mock) => {
      const [mara, jonas] = mock.control.creators()
      const ids = async (query: string) =>
        [...(await page(mock, `requests?${query}`)).matchAll(/<li data-key="req_(\d)"/g)].map(([, id]) => id)
      const found = {
        "": ["3", "2", "1"],
        "q=VIDIO": ["2"],
        "q=mara.films": ["1"],
        "q=nearest+documented": ["2"],
        "q=user+nothing": [],
        "status=5": ["3"],
        "status=4": ["2"],
        "method=GET": ["1"],
        "operation=unknown": ["2"],
        [`creator=${mara?.openId}`]: ["1"],
        [`creator=${jonas?.openId}`]: [],
        "fault=fault_1": ["3"],
        "fault=fault_2": [],
        "period=60000": ["3", "2"],
        "period=600000": ["3", "2", "1"],
        "show=refused&method=POST&q=vid": ["3", "2"]
      }
      for (const [query, wanted] of Object.entries(found)) assert.deepStrictEqual(await ids(query), wanted, query)
    }))

  it("exports the chosen requests as JSON and as an HTTP archive", () =>
    withRequests(async (mock) => {
      const { entries } = JSON.parse(await page(mock, "requests.json?method=GET"))
      assert.deepStrictEqual(entries, JSON.parse(JSON.stringify(mock.journal.find({ method: "GET" }))))
      const { log } = JSON.parse(await page(mock, "requests.har?status=4"))
      assert.lengthOf(log.entries, 1)
      const [{ comment, request, response, startedDateTime }] = log.entries
      assert.deepInclude(request, { method: "POST", url: `${origin}/v2/post/publish/vidio/init/` })
      assert.strictEqual(response.status, 404)
      assert.strictEqual(response.content.text, mock.journal.entries()[1]?.response?.body)
      assert.include(comment, "nearest documented path")
      assert.strictEqual(startedDateTime, new Date(T0 + 60_001).toISOString())
      assert.include(await page(mock, "requests?method=GET"), `href="./requests.har?method=GET"`)
    }))

  it("compares two requests: only what differs", () =>
    withRequests(async (mock) => {
      const [, first, second] = mock.journal.entries()
      const shown = await page(mock, `requests/${first?.id}?with=${second?.id}`)
      const names = [...shown.matchAll(/data-key="difference-([^"]+)"/g)].map(([, name]) => name)
      assert.includeMembers(names, ["path", "status", "fault", "hint"])
      assert.notIncludeMembers(names, ["method", "response x-tt-logid"])
      assert.include(await page(mock, `requests/${first?.id}?with=${first?.id}`), "The two are alike.")
    }))

  it("leads from a request to its post, upload and webhooks, and from there to the others", async () => {
    const mock = createMock({
      lifecycle: { mode: "immediate" },
      webhook: { url: "http://localhost:3000/hooks", send: async () => ({ status: 200 }) }
    })
    const { accessToken } = mock.control.issueToken({ contract: "live" })
    const source = { source: "FILE_UPLOAD", video_size: 10, chunk_size: 10, total_chunk_count: 1 }
    await mock.fetch(`${origin}/v2/post/publish/inbox/video/init/`, {
      method: "POST",
      headers: { authorization: `Bearer ${accessToken}`, "content-type": "application/json; charset=UTF-8" },
      body: JSON.stringify({ source_info: source })
    })
    const [upload] = mock.control.uploads()
    const publishId = upload?.publishId ?? ""
    mock.control.failPost(publishId, "internal")
    const [delivery] = await mock.webhooks.deliver()
    const links = {
      post: `../posts/${encodeURIComponent(publishId)}"`,
      upload: `../uploads/${upload?.uploadId}"`,
      webhook: `../webhooks/${encodeURIComponent(delivery?.id ?? "none")}"`
    }
    const leads = async (path: string, to: ReadonlyArray<keyof typeof links>) => {
      const shown = await page(mock, path)
      for (const name of to) assert.include(shown, `href="${links[name]}`, `${path} to ${name}`)
    }
    await leads("requests/req_1", ["post", "upload", "webhook"])
    await leads(links.post.slice(3, -1), ["upload", "webhook"])
    await leads(links.upload.slice(3, -1), ["post"])
    await leads(links.webhook.slice(3, -1), ["post"])
    await mock.dispose()
  })

  it("keeps the other filters in its tabs", () =>
    withRequests(async (mock) => {
      assert.include(await page(mock, "requests?method=POST&page=2"), `href="./requests?method=POST&amp;show=refused"`)
    }))
})
