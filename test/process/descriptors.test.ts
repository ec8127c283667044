import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { execFile } from "node:child_process"
import { writeFileSync } from "node:fs"
import { promisify } from "node:util"
import { acceptingServer } from "../support/acceptingServer.ts"
import { childEnvironment } from "../support/childEnvironment.ts"
import { programFile } from "../support/programs.ts"
import { folder } from "../support/servers.ts"

const worker = programFile("manyPublishesWorker")

const run = (descriptors: number, environment: Readonly<Record<string, string>>) =>
  Effect.promise(async () => {
    const { stdout } = await promisify(execFile)(
      "sh",
      ["-c", `ulimit -n ${descriptors} && exec "$0" "$1"`, process.execPath, worker],
      { env: { ...childEnvironment, ...environment } }
    )
    return JSON.parse(stdout)
  })

describe("a process with 1,024 descriptors", () => {
  it.live.each(
    [["2000", "own"], ["1200", "undici"], ["1200", "node"], ["1200", "fetch"]] as const
  )(
    "publishes %s videos at once through %s",
    ([count, client]) =>
      Effect.gen(function*() {
        const server = yield* acceptingServer
        const file = `${yield* folder}/video.mp4`
        writeFileSync(file, new Uint8Array(1000))
        const outcomes = yield* run(1024, { SERVER: server.url, CLIENT: client, COUNT: count, FILE: file })
        assert.deepStrictEqual(outcomes, { Published: Number(count) })
        assert.strictEqual(server.inits(), Number(count))
        assert.isAtMost(server.most(), 300)
      }),
    120_000
  )
})

describe("a process without a free descriptor", () => {
  it.live.each(["own", "undici", "node", "fetch"])(
    "reports that nothing was sent through %s, and its keys are free",
    (client) =>
      Effect.gen(function*() {
        const server = yield* acceptingServer
        const { afterwards, without } = yield* run(100, {
          SERVER: server.url,
          CLIENT: client,
          COUNT: "2",
          EXHAUST: "yes"
        })
        assert.deepStrictEqual(Object.values(without), [2])
        assert.match(Object.keys(without)[0] ?? "", /^NotSent: /)
        assert.deepStrictEqual(afterwards, { Published: 2 })
        assert.strictEqual(server.inits(), 2)
      }),
    60_000
  )
})
