import { expect, test } from "@playwright/test"

const mock = process.env["TIKTOK"] ?? "http://127.0.0.1:8787"

// Starts each test with no posts and no faults.
test.beforeEach(async ({ request }) => {
  await request.post(`${mock}/_mock/reset`)
})

test.beforeEach("logs in", async ({ page }) => {
  await page.goto("/")
  await page.getByText("Log in with TikTok").click()
  await page.getByTestId("allow").click()
  await page.getByLabel("Video").setInputFiles({
    name: "clip.mp4",
    mimeType: "video/mp4",
    buffer: Buffer.from("\0\0\0\0ftypisom")
  })
})

test("publishes a video", async ({ page, request }) => {
  await page.getByLabel("Title").fill("Morning walk")
  await page.getByText("Publish", { exact: true }).click()
  await expect(page.getByRole("status")).toHaveText("PUBLISH_COMPLETE")
  const { posts } = await (await request.get(`${mock}/_mock/posts`)).json()
  expect(posts).toMatchObject([{ caption: "Morning walk", privacy: "SELF_ONLY" }])
})

test("shows that TikTok accepts no more posts", async ({ page, request }) => {
  const effect = { kind: "code", code: "spam_risk_too_many_posts" }
  await request.post(`${mock}/_mock/faults`, { data: { match: { operation: "video.init" }, effect } })
  await page.getByText("Publish", { exact: true }).click()
  await expect(page.getByRole("status")).toHaveText("spam_risk_too_many_posts")
})
