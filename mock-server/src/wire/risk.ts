import * as Result from "effect/Result"
import type { Backend } from "./Backend.ts"
import { hintOf } from "./hint.ts"
import type { Problem } from "./Problem.ts"
import type { MockContext } from "./RequestContext.ts"

/** Accepts a request that works here and may fail at TikTok, with a note. Under the switch `strict` it is refused. */
export const takeRisk = <P extends Problem>(
  c: MockContext,
  { engine }: Pick<Backend, "engine">,
  problem: P | undefined
): Result.Result<void, P> => {
  if (problem === undefined) return ACCEPTED
  if (engine.rules.switches.strict) return Result.fail(problem)
  noteRisk(c, hintOf(problem))
  return ACCEPTED
}

const ACCEPTED: Result.Result<void> = Result.succeed(undefined)

/** Adds a note about what may fail at TikTok. It is also in the header `x-mock-hint` of a response that is no refusal. */
export const noteRisk = (c: MockContext, text: string): void => {
  const context = c.get("context")
  context.notes.push(text)
  context.risk = context.risk === undefined ? text : `${context.risk}; ${text}`
}
