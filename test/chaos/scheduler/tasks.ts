/** The messages between a chaos run of the scheduler and its runners. */
import type { Job } from "../protocol.ts"

/** What a runner needs to know. */
export interface Setup {
  readonly database: string
  /** The URL of the mock. */
  readonly baseUrl: string
  readonly clientKey: string
  readonly clientSecret: string
  /** The encryption key of tokens and checkpoints, in hex. */
  readonly encryptionKey: string
  readonly port: number
  /** Milliseconds. */
  readonly takeOver: number
}

/** What a web process or a person wants. A task may be given twice. */
export type Task =
  | { readonly _tag: "Schedule"; readonly posts: ReadonlyArray<{ readonly job: Job; readonly at: number }> }
  | { readonly _tag: "Settle"; readonly key: string; readonly as: "Published" | "NotPublished" }
  | { readonly _tag: "Retry"; readonly key: string }
  | { readonly _tag: "Resume"; readonly creator: string }

/** A task for a runner. */
export interface Question {
  readonly id: number
  readonly task: Task
}

/** The first message of a runner, when it is ready, and its answers. */
export type Answer =
  | { readonly _tag: "Ready" }
  | { readonly _tag: "Done"; readonly id: number; readonly failure?: string }
