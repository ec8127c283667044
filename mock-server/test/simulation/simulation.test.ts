import { assert, describe, it } from "@effect/vitest"
import { Clock, Effect } from "effect"
import { HttpClientRequest } from "effect/http"
import { type Scene, type ScriptedFault, shrink, simulate, type World } from "tiktok-mock-server/simulation"

/** A process that asks for a status once a minute, ten times, whatever comes of it. */
const asking = (world: World, onResponse: (status: number | string) => void): Scene => {
  let asked = 0
  const { accessToken } = world.mock.control.issueToken({ contract: "live" })
  world.addProcess("asker", ({ http }) =>
    Effect.gen(function*() {
      const request = HttpClientRequest.post("https://open.tiktokapis.com/v2/post/publish/status/fetch/").pipe(
        HttpClientRequest.bearerToken(accessToken),
        HttpClientRequest.bodyText(`{"publish_id":"none"}`, "application/json")
      )
      while (asked < 10) {
        const status = yield* http.execute(request).pipe(
          Effect.map((response) => response.status),
          Effect.timeoutOrElse({ duration: "10 seconds", orElse: () => Effect.succeed("late" as const) }),
          Effect.catchCause(() => Effect.succeed("broken" as const))
        )
        asked++
        onResponse(status)
        world.trace(`asker sees ${status}`)
        yield* Effect.sleep("1 minute")
      }
      return yield* Effect.never
    }))
  return { isDone: () => asked === 10, unfinished: () => `${asked} of 10 were asked` }
}

const ask = async (script: ReadonlyArray<ScriptedFault> | undefined, seed = "one") => {
  const seen: Array<number | string> = []
  const report = await simulate({
    seed,
    script,
    keepsTrace: true,
    scene: (world) => asking(world, (status) => seen.push(status))
  })
  return { ...report, seen }
}

const idle = (program: Effect.Effect<unknown>, isDone: boolean) =>
  simulate({
    seed: "idle",
    script: [],
    scene: (world) => {
      world.addProcess("idle", () => program)
      return {
        isDone: () => isDone && world.clock.currentTimeMillisUnsafe() > startedAt,
        unfinished: () => "the rest"
      }
    }
  })

// Simulated time begins here.
const startedAt = Date.UTC(2026, 0, 5, 8)

describe("a simulation", () => {
  it("has the trace that its seed decides, on any machine", async () => {
    const [one, again, other] = [await ask(undefined), await ask(undefined), await ask(undefined, "two")]
    assert.deepStrictEqual(again.trace, one.trace)
    assert.notStrictEqual(other.hash, one.hash)
    assert.strictEqual(one.hash, "9a251480c63b9847c820ec3a7ad781cf66084ecd3d6df80c7b5d388beadff0be")
  })

  it("replays the faults of a script, and no others", async () => {
    const { script, seen } = await ask([
      { at: "asker post/publish/status/fetch 2", kind: "refused" },
      { at: "asker post/publish/status/fetch 4", kind: "hang" },
      { at: "asker post/publish/status/fetch 5", kind: "status", value: 503 }
    ])
    assert.deepStrictEqual(seen, [400, "broken", 400, "late", 503, 400, 400, 400, 400, 400])
    assert.strictEqual(script.length, 3)
  })

  it("ends a process at once when it crashes, and starts it with nothing in memory", async () => {
    const { seen, trace } = await ask([
      { at: "asker post/publish/status/fetch 3", kind: "crash-after", value: 5_000 }
    ])
    assert.strictEqual(seen.length, 10)
    assert.strictEqual(trace.filter((line) => line.endsWith("asker starts")).length, 2)
  })

  it("gives each process a clock of its own, and moves them together", async () => {
    const times: Array<number> = []
    await simulate({
      seed: "clocks",
      script: [],
      scene: (world) => {
        for (const name of ["one", "other"]) {
          world.addProcess(name, ({ process }) =>
            Effect.gen(function*() {
              const before = yield* Clock.currentTimeMillis
              process.setClock(5_000)
              times.push((yield* Clock.currentTimeMillis) - before)
              yield* Effect.sleep("24 hours")
              times.push((yield* Clock.currentTimeMillis) - before)
              return yield* Effect.never
            }))
        }
        return { isDone: () => times.length === 4 }
      },
      hours: 25
    })
    assert.deepStrictEqual(times, [5_000, 5_000, 86_405_000, 86_405_000])
  })

  it("says what has not ended when time is up, and what a process leaves behind", async () => {
    const forever = Effect.forever(Effect.sleep("1 minute"))
    assert.strictEqual((await idle(forever, false)).violation, "not everything has ended: the rest")
    const left = Effect.andThen(Effect.forkDetach(forever), Effect.never)
    assert.strictEqual((await idle(left, true)).violation, "idle has ended, and 1 timers are left")
    assert.strictEqual((await idle(forever, true)).violation, undefined)
  })
})

describe("a script", () => {
  it("shrinks to the faults that matter", async () => {
    let runs = 0
    const left = await shrink(Array.from({ length: 40 }, (_, index) => index), (items) => {
      runs++
      return Promise.resolve(items.includes(7) && items.includes(31))
    })
    assert.deepStrictEqual(left, [7, 31])
    assert.isBelow(runs, 60)
  })
})
