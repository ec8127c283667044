/** The messages between a chaos run and its processes. */
import { Redacted } from "effect"
import type { Outcome } from "effect-tiktok"
import type { ContractName } from "../support/fixture.ts"
import type { Place } from "../support/layerRecords.ts"
import type { PlannedPost } from "./plan.ts"

/** How a key ended. */
export type Result =
  | Exclude<Outcome.Outcome, { readonly _tag: "StillProcessing" }>
  /** The publish failed, and another attempt cannot help. */
  | { readonly _tag: "Refused"; readonly reason: string; readonly detail: string }
  /** A limit of the day is used up, so the post waits for tomorrow. */
  | { readonly _tag: "Tomorrow"; readonly limit: string }

/** A message from a process to the run. */
export type Report =
  | { readonly _tag: "Settled"; readonly key: string; readonly attempts: number; readonly result: Result }
  /** This creator must log in again. */
  | { readonly _tag: "LoginNeeded"; readonly creator: string }

/** A post, and the file with its bytes. */
export interface Job extends PlannedPost {
  readonly file: string
}

/** The work of a process. */
export interface Assignment {
  readonly contract: ContractName
  readonly baseUrl: string
  readonly clientKey: string
  readonly clientSecret: string
  /** The store that all processes share. */
  readonly place: Place
  /** The encryption key of tokens and checkpoints, in hex. */
  readonly encryptionKey: string
  /** The time limit of one attempt at a post. */
  readonly timeoutSeconds: number
  readonly jobs: ReadonlyArray<Job>
}

/** How tokens and checkpoints are encrypted. */
export const sealed = ({ encryptionKey }: Pick<Assignment, "encryptionKey">) => ({
  encryptionKeys: [Redacted.make(new Uint8Array(Buffer.from(encryptionKey, "hex")))] as const
})

/** Two processes may report different outcomes of one key: a refused one left it to the other. */
export const better = (one: Result, other: Result | undefined): Result =>
  other !== undefined && certainty.indexOf(other._tag) > certainty.indexOf(one._tag) ? other : one

const certainty: ReadonlyArray<Result["_tag"]> = [
  "Refused",
  "Tomorrow",
  "OutcomeUnknown",
  "Failed",
  "SentToInbox",
  "Published"
]
