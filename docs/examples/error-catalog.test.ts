import { assert, it } from "@effect/vitest"
import { alerts, explain } from "./error-catalog.ts"

it("lists what an operator needs to know", () => {
  const reasons = alerts.map(({ reason }) => reason)
  assert.include(reasons, "AppUnaudited")
  assert.include(reasons, "ActiveUserCapReached")
  assert.notInclude(reasons, "RateLimited")
  assert.notInclude(reasons, "CreatorBanned")
})

it("explains a fail reason, known or not", () => {
  assert.strictEqual(
    explain("file_format_check_failed"),
    "It failed because the file is in no format TikTok takes. Convert the video to MP4 with H.264 and publish again."
  )
  assert.strictEqual(explain("never_heard_of"), "TikTok says never_heard_of.")
})
