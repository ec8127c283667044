/** What the processes of a chaos run say to each other. */
import { Redacted } from "effect"
import type { Outcome } from "effect-tiktok"
import type { Place } from "../support/layerRecords.ts"
import type { ContractName } from "../support/world.ts"
import type { PlannedPost } from "./plan.ts"

/** How a key ended. */
export type Result =
  | Exclude<Outcome.Outcome, { readonly _tag: "StillProcessing" }>
  /** The publish failed, and trying again cannot help. */
  | { readonly _tag: "Refused"; readonly reason: string; readonly detail: string }
  /** A limit of the day is used up: the post waits for tomorrow. */
  | { readonly _tag: "Tomorrow"; readonly limit: string }

/** What a process says to the run that started it. */
export type Report =
  | { readonly _tag: "Settled"; readonly key: string; readonly attempts: number; readonly result: Result }
  /** Only a login helps this creator. */
  | { readonly _tag: "LoginNeeded"; readonly creator: string }

/** A post, and the file that its bytes are in. */
export interface Job extends PlannedPost {
  readonly file: string
}

/** What a process is given to do. */
export interface Assignment {
  readonly contract: ContractName
  readonly baseUrl: string
  readonly clientKey: string
  readonly clientSecret: string
  /** What all of them share. */
  readonly place: Place
  /** Of tokens and checkpoints, in hex. */
  readonly encryptionKey: string
  /** How long an attempt at a post may take. */
  readonly patienceSeconds: number
  readonly jobs: ReadonlyArray<Job>
}

/** How tokens and checkpoints are sealed. */
export const sealed = ({ encryptionKey }: Pick<Assignment, "encryptionKey">) => ({
  encryptionKeys: [Redacted.make(new Uint8Array(Buffer.from(encryptionKey, "hex")))] as const
})
