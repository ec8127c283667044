import { assert, describe, it } from "@effect/vitest"
import { bytes, duration, progressLine } from "../src/output/progress.ts"

const MiB = 1024 * 1024

describe("progressLine", () => {
  it("counts confirmed bytes, and shows sent bytes, rate and time left", () => {
    assert.strictEqual(
      progressLine({ start: 0, confirmed: 5 * MiB, sent: 7.5 * MiB, size: 10 * MiB, elapsedMillis: 1500 }, 20),
      "[==========-----     ]  50 %  5.0 MiB of 10.0 MiB  5.0 MiB/s  0:01 left"
    )
  })

  it("leaves out of the rate what an earlier run has sent", () => {
    assert.include(
      progressLine({ start: 5 * MiB, confirmed: 5 * MiB, sent: 7 * MiB, size: 10 * MiB, elapsedMillis: 1000 }),
      "50 %  5.0 MiB of 10.0 MiB  2.0 MiB/s  0:02 left"
    )
  })

  it("has no rate before time has passed", () => {
    assert.include(
      progressLine({ start: 0, confirmed: 0, sent: 0, size: 10, elapsedMillis: 0 }),
      "  0 %  0 B of 10 B  0 B/s  …"
    )
  })

  it("is full at the end", () => {
    assert.match(
      progressLine({ start: 0, confirmed: 10, sent: 10, size: 10, elapsedMillis: 1000 }, 4),
      /^\[====\] 100 %/
    )
  })

  it.each([[0, "0 B"], [1023, "1023 B"], [1024, "1.0 KiB"], [11_611_363, "11.1 MiB"], [5e12, "4656.6 GiB"]])(
    "writes %d bytes as %s",
    (count, text) => assert.strictEqual(bytes(count), text)
  )

  it.each([[0, "0:00"], [0.2, "0:01"], [65, "1:05"], [3600, "60:00"]])(
    "writes %d seconds as %s",
    (seconds, text) => assert.strictEqual(duration(seconds), text)
  )
})
