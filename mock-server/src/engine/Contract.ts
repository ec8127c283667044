import type { Scope } from "./App.ts"
import type { PrivacyLevel } from "./Creator.ts"
import type { Operation } from "./operations.ts"
import type { Limits } from "./Rules.ts"

/** The APIs in front of the engine; the first is the default. */
export const contracts = ["catalog", "live"] as const

/** One API in front of the engine. */
export type Contract = (typeof contracts)[number]

/** What differs between two APIs in front of the same engine, as data. */
export interface ContractRules {
  /** Name of the API; tokens and posts remember through which one they came. */
  readonly name: Contract
  /** How the API writes ids; `unique` differs for every id. */
  readonly ids: {
    readonly accessToken: (unique: string) => string
    readonly refreshToken: (unique: string) => string
    readonly uploadToken: (unique: string) => string
    readonly publish: (kind: PostKind, unique: string) => string
  }
  readonly limits: {
    /** Initializations with the same group share a window of a minute. */
    readonly initGroup: (kind: PostKind) => string
    /** Whether an accepted post counts against the creator's day. */
    readonly countsAgainstDay: (kind: PostKind) => boolean
    /** Whether drafts that wait for the creator, and creators who post through one app, are limited. */
    readonly countsAudience: boolean
    /** Which limit a call that is no initialization has, if any. */
    readonly calls: Readonly<Partial<Record<Operation, keyof Limits>>>
  }
  /** Where the bytes that do not fill a chunk go: into the last chunk, or wherever the client likes. */
  readonly remainder: "merged" | "either"
  /** Levels at which an app that is not audited may post to a private account. */
  readonly unauditedLevels: ReadonlyArray<PrivacyLevel>
  /** Whether drafts of photos need a recent TikTok app on the creator's phone. */
  readonly checksAppVersion: boolean
  /** Whether branded content that only its creator sees may be refused. */
  readonly checksBranding: boolean
  /** Why a post fails whose file is no video. */
  readonly unreadableVideo: string
  /** Scopes that allow a call; any one of them is enough. */
  readonly scopes: Readonly<Record<"direct" | "draft" | "status" | "creator", ReadonlyArray<Scope>>>
}

/** The APIs' contracts by name. */
export type Contracts = Readonly<Record<Contract, ContractRules>>

/** What kind of post an initialization asks for. */
export interface PostKind {
  readonly media: "video" | "photo"
  readonly source: "file" | "url"
  readonly draft: boolean
}
