import { assert, it } from "@effect/vitest"
import { Cause, Effect, Exit, Option } from "effect"
import { withSpan } from "../src/internal/common/span.ts"

it.effect("withSpan adds a child span to an effect, and names it in a failure", () =>
  Effect.gen(function*() {
    const span = yield* withSpan("inner")(Effect.currentSpan).pipe(Effect.withSpan("outer"))
    assert.strictEqual(span.name, "inner")
    assert.strictEqual(span.status._tag, "Ended")
    const parent = Option.getOrThrow(span.parent)
    assert.strictEqual(parent._tag === "Span" ? parent.name : undefined, "outer")

    const failed = yield* withSpan("inner")(Effect.die(new Error("broken"))).pipe(
      Effect.withSpan("outer", undefined, { captureStackTrace: false }),
      Effect.exit
    )
    assert.match(Exit.isFailure(failed) ? Cause.pretty(failed.cause) : "", /at inner\n\s+at outer$/)
  }))
