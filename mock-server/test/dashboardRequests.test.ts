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
      assert.include(response.content.text, "Unsupported path")
      assert.include(comment, "nearest documented path")
      assert.strictEqual(startedDateTime, new Date(T0 + 60_001).toISOString())
      assert.include(await page(mock, "requests?method=GET"), `href="./requests.har?method=GET"`)
    }))

  it("keeps the other filters in its tabs", () =>
    withRequests(async (mock) => {
      assert.include(await page(mock, "requests?method=POST&page=2"), `href="./requests?method=POST&amp;show=refused"`)
    }))
})
