import { formatScript, shrink } from "tiktok-mock-server/simulation"
import { assert, it } from "vitest"
import { simulateOrders } from "./simulation.ts"

it("posts every order once, in the worlds of 30 seeds", async () => {
  for (let seed = 1; seed <= 30; seed++) {
    const { script, violation } = await simulateOrders(String(seed))
    if (violation === undefined) continue
    const shortest = await shrink(
      script,
      async (faults) => (await simulateOrders(String(seed), faults)).violation !== undefined
    )
    assert.fail(`seed ${seed}: ${violation}\n${formatScript(shortest)}`)
  }
}, 120_000)

it("posts once when the worker crashes after TikTok has accepted the post", async () => {
  const { violation } = await simulateOrders("1", [
    { at: "worker post/publish/video/init 1", kind: "crash-after", value: 60_000 }
  ])
  assert.isUndefined(violation)
}, 120_000)
