import { http } from "msw"
import { createMock } from "tiktok-mock-server"

/** A TikTok within the test process: look into it, move its clock, break it. */
export const tiktok = createMock({ lifecycle: { mode: "immediate" } })

/** Answers what is asked of TikTok's own addresses, and leaves everything else to your other handlers. */
export const tiktokHandlers = ["https://*.tiktokapis.com/*", "https://www.tiktok.com/v2/*"].map((address) =>
  http.all(address, ({ request }) => tiktok.fetch(request))
)
