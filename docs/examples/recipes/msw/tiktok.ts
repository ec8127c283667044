import { http } from "msw"
import { createMock } from "tiktok-mock-server"

/** A TikTok in the test process: inspect it, move its clock, add faults. */
export const tiktok = createMock({ lifecycle: { mode: "immediate" } })

/** Handles requests to TikTok's URLs and leaves all others to your other handlers. */
export const tiktokHandlers = ["https://*.tiktokapis.com/*", "https://www.tiktok.com/v2/*"].map((address) =>
  http.all(address, ({ request }) => tiktok.fetch(request))
)
