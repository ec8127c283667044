/** The mock with limits that count each request and are never reached. The command has no option for it. */
import { createMock } from "tiktok-mock-server"

const limits = { initsPerMinute: 1e9, postsPerDay: 1e9, unauditedActiveCreators: 1e9 }
const { url } = await createMock({ limits, lifecycle: { mode: "manual" }, consent: "auto" }).listen()
console.log(`ready at ${url}`)
