import * as Data from "effect/Data"
import type { Refusal } from "../engine/Refusal.ts"

/** A problem with a request before it reaches the engine. */
export type WireProblem = Data.TaggedEnum<{
  NotJson: { readonly detail: string }
  BodyTooLarge: { readonly limit: number }
  UnsupportedGrant: { readonly grantType: string; readonly supported: ReadonlyArray<string> }
  Malformed: { readonly field: string; readonly rule: string }
  BadHeader: { readonly header: string; readonly rule: string }
  UnknownRoute: { readonly path: string; readonly nearest: string; readonly isGone: boolean }
  WrongMethod: { readonly method: string; readonly allowed: string }
  Defect: { readonly detail: string }
}>

/** Constructors of the wire problems. */
export const WireProblem = Data.taggedEnum<WireProblem>()

/** Every reason for an error response. */
export type Problem = Refusal | WireProblem
