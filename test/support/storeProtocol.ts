/** The messages between a test and a process that publishes over a store, one line of JSON each. */
import type { Outcome, TikTokError } from "effect-tiktok"
import type { ContractName } from "./fixture.ts"
import type { Place } from "./layerRecords.ts"

/** The kinds of post: the library sends the bytes, or TikTok pulls them. */
export type PostKind = "upload" | "pull"

/** The configuration of a process. */
export interface Setup {
  readonly place: Place
  readonly baseUrl: string
  readonly contract: ContractName
  readonly creator: string
  readonly accessToken: string
  /** The file of an `upload`. */
  readonly file: string
  /** The lease of a claim, in milliseconds. */
  readonly lease: number
}

/** A post to publish. Its caption is its key. */
export interface Order {
  readonly key: string
  readonly kind: PostKind
  /** The step before which the process pauses. The first is 1. */
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
  /** A defect. */
  | { readonly _tag: "Defect"; readonly message: string }

/** A message of a process. */
export type Line =
  | { readonly _tag: "Ready" }
  /** It pauses now. */
  | { readonly _tag: "Stopping"; readonly step: string }
  /** `steps` is their number. */
  | { readonly _tag: "Ended"; readonly key: string; readonly end: End; readonly steps: number }
