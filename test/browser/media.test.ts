import { assert, describe, it } from "@effect/vitest"
import type { Browser } from "playwright-core"
import { afterAll, beforeAll } from "vitest"
import { hasBrowser, launch, screenshot } from "../support/browser.ts"
import { start } from "../support/command.ts"
import { watch } from "../support/dashboard.ts"

/** Waits for the first frame, seeks to the last second, and returns the player's state. Fails with the player's error. */
const seek = `(async () => {
  const video = document.querySelector("video")
  const when = (event) => new Promise((resolve, reject) => {
    video.addEventListener(event, resolve, { once: true })
    video.addEventListener("error", () => reject(new Error(video.error.message)), { once: true })
  })
  if (video.error) throw new Error(video.error.message)
  if (video.readyState < 2) await when("loadeddata")
  const sought = when("seeked")
  video.currentTime = 4
  await sought
  const { currentTime, duration, videoHeight: height, videoWidth: width } = video
  return { duration, width, height, currentTime }
})()`

/** Waits for the frame of the first thumbnail. */
const firstFrame = `(async () => {
  const video = document.querySelector(".thumb video")
  while (video.readyState < 2) await new Promise((resolve) => requestAnimationFrame(resolve))
})()`

describe.skipIf(!hasBrowser)("an uploaded video, in a browser", () => {
  let browser: Browser

  beforeAll(async () => {
    browser = await launch()
  })
  afterAll(() => browser.close())

  it("has a frame in the lists, plays in the phone of its post, and can seek", async () => {
    const command = start(["demo", "--keep-open"])
    try {
      const url = await command.line(/(http:\S+)\n[^]*Published: /)
      const context = await browser.newContext()
      const { complaints } = watch(context)
      const page = await context.newPage()
      for (const list of ["uploads", "posts"]) {
        await page.goto(`${url}/_mock/ui/${list}`)
        await page.evaluate(firstFrame)
      }
      await page.getByRole("main").getByRole("link", { name: "Published with effect-tiktok" }).click()
      const video = page.getByTestId("video")
      await video.waitFor()
      const seen = await page.evaluate(seek)
      await screenshot(page, "post-video")
      assert.deepStrictEqual(seen, { duration: 5, width: 640, height: 360, currentTime: 4 })
      assert.deepStrictEqual(complaints, [])
    } finally {
      command.stop()
      await command.finished
    }
  })
})
