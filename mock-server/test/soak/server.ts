/**
 * A mock that listens, in a process of its own. It says where, and for each line that it is sent what it remembers after a
 * forced collection. Run with `--expose-gc`.
 */
import { createInterface } from "node:readline"
import { createMock } from "../../src/index.ts"

const mock = createMock({ limits: "off", lifecycle: { mode: "immediate" } })
// The journal is to be full from the start, so that it cannot be what grows.
while (mock.journal.entries().length < 10_000) {
  for (let count = 0; count < 1_000; count++) await mock.fetch("https://open.tiktokapis.com/v2/user/info/")
}
const { url } = await mock.listen()
const { accessToken } = mock.control.issueToken({ contract: "live" })

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
