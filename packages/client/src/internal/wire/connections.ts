import * as Effect from "effect/Effect"
import * as Semaphore from "effect/Semaphore"
import * as Deadline from "../common/deadline.ts"

/**
 * Limits how many effects use a resource at once, such as a host. The others wait in order of arrival.
 *
 * @internal
 */
export interface Connections {
  readonly within: (name: string) => <A, E, R>(self: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R>
}

/** @internal */
export const make = (max: number): Connections => {
  const semaphores = new Map<string, Semaphore.Semaphore>()
  return {
    within: (name) => {
      const semaphore = semaphores.get(name) ?? Semaphore.makeUnsafe(max)
      semaphores.set(name, semaphore)
      return (self) =>
        Effect.flatMap(Deadline.Current, (deadline) => {
          if (deadline === undefined) return semaphore.withPermit(self)
          const before = deadline.left()
          return semaphore.withPermit(Effect.suspend(() => {
            deadline.exclude(before - deadline.left())
            return self
          }))
        })
    }
  }
}
