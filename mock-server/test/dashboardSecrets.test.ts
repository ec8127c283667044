import { assert, describe, it } from "@effect/vitest"
import { createMock, type Mock } from "../src/index.ts"

const origin = "http://127.0.0.1"

const withMock = async (test: (mock: Mock) => Promise<void>) => {
  const mock = createMock()
  await test(mock).finally(() => mock.dispose())
}

/** The latest request as its page shows it, with its secrets. */
const shown = async ({ fetch, journal }: Mock): Promise<string> => {
  const response = await fetch(`${origin}/_mock/ui/requests/${journal.entries().at(-1)?.id}?secrets=1`)
  assert.strictEqual(response.status, 200)
  return (await response.text()).replaceAll("&#39;", "'").replaceAll("&quot;", `"`).replaceAll("&amp;", "&")
}

const form = (body: string) => ({
  method: "POST",
  headers: { "content-type": "application/x-www-form-urlencoded" },
  body
})

describe("secrets of a request", () => {
  it("are of the contract of the request, also when another token is newer", () =>
    withMock(async (mock) => {
      const { accessToken } = mock.control.issueToken({ contract: "live" })
      const other = mock.control.issueToken({ contract: "catalog" }).accessToken
      await mock.fetch(`${origin}/v2/post/publish/creator_info/query/`, {
        method: "POST",
        headers: { authorization: `Bearer ${accessToken}`, "content-type": "application/json" }
      })
      const page = await shown(mock)
      assert.include(page, `Bearer ${accessToken}`)
      assert.notInclude(page, other)
    }))

  it("are not put into a field whose name ends like that of another", () =>
    withMock(async (mock) => {
      const { accessToken } = mock.control.issueToken({ contract: "live" })
      const { body, headers, method } = form("old_token=a&token=b")
      await mock.fetch(`${origin}/v2/video/list/`, {
        method,
        body,
        headers: { ...headers, authorization: `Bearer ${accessToken}` }
      })
      assert.include(await shown(mock), `old_token=***&token=${accessToken}`)
    }))

  it("stay masked for an upload id that is no text", () =>
    withMock(async (mock) => {
      await mock.fetch(`${origin}/video/?upload_id=%E0%A4%A&upload_token=a`, { method: "PUT", body: "a" })
      assert.include(await shown(mock), "upload_id=%E0%A4%A&upload_token=***")
    }))

  it("are sent again, and lead to the new request, not to a later one", () =>
    withMock(async (mock) => {
      const { accessToken } = mock.control.issueToken({ contract: "live" })
      const headers = { authorization: `Bearer ${accessToken}` }
      await mock.fetch(`${origin}/v2/user/info/?fields=open_id`, { headers })
      mock.journal.on((entry) => {
        if (entry.operation === "user.info") void mock.fetch(`${origin}/v2/nothing/`)
      })
      const sent = await mock.fetch(`${origin}/_mock/ui/requests/again`, {
        ...form("id=req_1&back=requests"),
        redirect: "manual"
      })
      const next = new URL(sent.headers.get("location") ?? "", `${origin}/_mock/ui/requests/again`)
      const page = await (await mock.fetch(next)).text()
      const again = mock.journal.find({ operation: "user.info" }).at(-1)
      assert.notStrictEqual(mock.journal.entries().at(-1)?.id, again?.id)
      assert.match(page, new RegExp(`href="[./]*requests/${again?.id}">Open the new request`))
    }))
})
