import type { ConformanceOptions } from "../../src/conformance/index.ts"
import { type Contract, createMock, type MockOptions } from "../../src/index.ts"

export const names: ReadonlyArray<Contract> = ["catalog", "live"]

/** Where a mock in memory is called. */
export const ORIGIN = "http://127.0.0.1:8787"

const T0 = Date.UTC(2026, 0, 15, 12)

/** Makes a mock whose time stands still. */
export const makeMock = (contract: Contract, options: MockOptions = {}) =>
  createMock({ clock: { now: () => T0 }, defaultContract: contract, ...options })

/** Options with the control API. */
export const controlled = (
  { fetch }: Pick<ConformanceOptions, "fetch">,
  contract: Contract,
  baseUrl = ORIGIN
): ConformanceOptions => ({
  fetch,
  baseUrl,
  contract,
  control: true
})
