/** What a test says to a process that publishes over a store, and what it hears: a line of JSON each. */
import type { Outcome, TikTokError } from "effect-tiktok"
import type { Place } from "./layerRecords.ts"
import type { ContractName } from "./world.ts"

/** The ways of a post: we send it, or TikTok fetches it. */
export type PostKind = "upload" | "pull"

/** What a process is started with. */
export interface Setup {
  readonly place: Place
  readonly baseUrl: string
  readonly contract: ContractName
  readonly creator: string
  readonly accessToken: string
  /** What `upload` sends. */
  readonly file: string
  /** Of a claim, in milliseconds. */
  readonly lease: number
}

/** A post to publish; what it says is its key. */
export interface Order {
  readonly key: string
  readonly kind: PostKind
  /** The step before which the process stands still until it is woken; the first is 1. */
  readonly stopAt?: number | undefined
}

/** How a publish ended. */
export type End =
  | { readonly _tag: "Outcome"; readonly outcome: Outcome.Outcome }
  | {
    readonly _tag: "Failure"
    readonly reason: TikTokError.Reason["_tag"]
    readonly message: string
    readonly publishId: string | undefined
    readonly record: string | undefined
  }
  /** What must not be. */
  | { readonly _tag: "Defect"; readonly message: string }

/** What a process says. */
export type Line =
  | { readonly _tag: "Ready" }
  /** It stands still from now on. */
  | { readonly _tag: "Stopping"; readonly step: string }
  /** `steps` tells how many there were. */
  | { readonly _tag: "Ended"; readonly key: string; readonly end: End; readonly steps: number }
