import { setupServer } from "msw/node"
import { afterAll, afterEach, beforeAll, expect, test } from "vitest"
import { publish } from "./publish.ts"
import { tiktok, tiktokHandlers } from "./tiktok.ts"

const server = setupServer(...tiktokHandlers)
beforeAll(() => server.listen())
afterEach(() => tiktok.reset())
afterAll(() => server.close())

const video = new Blob(["\0\0\0\0ftypisom"])
const token = () => tiktok.control.issueToken({ contract: "live" }).accessToken

test("publishes a video", async () => {
  expect(await publish(token(), video)).toBe("PUBLISH_COMPLETE")
  expect(tiktok.control.posts()).toMatchObject([{ caption: "Hello from a test" }])
})

test("reports a refusal by TikTok", async () => {
  tiktok.faults.add({ match: { operation: "video.init" }, effect: { kind: "code", code: "rate_limit_exceeded" } })
  await expect(publish(token(), video)).rejects.toThrow("rate_limit_exceeded")
})
