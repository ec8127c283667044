import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as References from "effect/References"
import * as Tracer from "effect/Tracer"

/**
 * `Effect.withSpan` without a stack trace, for frequent calls. A fiber reads a dozen
 * services again when one changes, so the span and its frame are provided together.
 *
 * @internal
 */
export const withSpan = (name: string) => <A, E, R>(self: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
  Effect.useSpan(name, (span) =>
    Effect.updateContext(self, (context: Context.Context<R>) => {
      const parent = Context.get(context, References.CurrentStackFrame)
      const framed = Context.add(context, References.CurrentStackFrame, { name, stack: noStack, parent })
      return Context.add(framed, Tracer.ParentSpan, span)
    }))

const noStack = () => undefined
