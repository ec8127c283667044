import { Effect } from "effect"

/**
 * A handler that is loaded when its command runs, with the platform and the reporter. Most of a start is loading, and
 * `--help` needs none of it.
 */
export const lazily = <Input, E, R>(
  load: () => Promise<(input: Input) => Effect.Effect<void, E, R>>
) =>
(input: Input) =>
  Effect.gen(function*() {
    const [run, { platform }] = yield* Effect.promise(() => Promise.all([load(), import("./platform.ts")]))
    yield* Effect.provide(run(input), platform)
  })
