import * as Data from "effect/Data"
import type { Refusal } from "../engine/Refusal.ts"

/** Why a request never reaches the engine. */
export type WireProblem = Data.TaggedEnum<{
  NotJson: { readonly detail: string }
  BodyTooLarge: { readonly limit: number }
  UnsupportedGrant: { readonly grantType: string; readonly supported: ReadonlyArray<string> }
  Malformed: { readonly field: string; readonly rule: string }
  BadHeader: { readonly header: string; readonly rule: string }
  UnknownRoute: { readonly path: string; readonly nearest: string }
  WrongMethod: { readonly method: string; readonly allowed: string }
  Defect: { readonly detail: string }
}>

/** Constructors of the wire's own problems. */
export const WireProblem = Data.taggedEnum<WireProblem>()

/** Every reason for an answer that is not a success. */
export type Problem = Refusal | WireProblem
