/**
 * A mock that listens, in a process of its own. It says where, and for each line that it is sent what it remembers after a
 * forced collection. Run with `--expose-gc`.
 */
import { createInterface } from "node:readline"
import { createMock } from "../../src/index.ts"
import { twenty } from "./requests.ts"

const mock = createMock({ limits: "off", lifecycle: { mode: "immediate" } })
const { accessToken } = mock.control.issueToken({ contract: "live" })

// The journal is to be full of the same requests from the start, so that it cannot be what grows.
while (mock.journal.entries().length < 10_000) await twenty(mock.fetch, "https://open.tiktokapis.com", accessToken)

const { url } = await mock.listen()

const say = (what: object) => process.stdout.write(`${JSON.stringify(what)}\n`)

const collect = async () => {
  // What was freed in one round may free more in the next.
  for (let round = 0; round < 5; round++) {
    globalThis.gc?.()
    await new Promise((resolve) => setImmediate(resolve))
  }
}

const report = async () => {
  await collect()
  const { arrayBuffers, external, heapUsed } = process.memoryUsage()
  say({ heapUsed, buffers: arrayBuffers + external, journal: mock.journal.entries().length })
}

createInterface({ input: process.stdin }).on("line", () => void report()).on("close", () => void mock.dispose())

say({ url, accessToken })
