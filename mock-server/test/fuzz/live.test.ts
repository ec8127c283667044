import { describe } from "@effect/vitest"
import { fuzzEndpoints } from "./endpoints.ts"

describe("the mock in live", () => {
  fuzzEndpoints("live")
})
