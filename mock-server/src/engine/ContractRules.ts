import type { Scope } from "./App.ts"
import type { Limits } from "./documentedLimits.ts"
import type { MediaCheck } from "./mediaChecks.ts"
import type { Operation } from "./operationNames.ts"
import type { PrivacyLevel } from "./privacyLevels.ts"

/** The contracts that the mock implements. The first is the default. */
export const contracts = ["catalog", "live"] as const

/** The name of a contract. */
export type Contract = (typeof contracts)[number]

/** How a contract differs from the other one, as data for the engine. */
export interface ContractRules {
  /** Tokens and posts store the name of the contract that made them. */
  readonly name: Contract
  /** The format of ids. `unique` differs for every id. */
  readonly ids: {
    readonly accessToken: (unique: string) => string
    /** The starts of tokens, by which an unknown token shows its contract. */
    readonly tokenPrefixes: ReadonlyArray<string>
    readonly refreshToken: (unique: string) => string
    readonly uploadToken: (unique: string) => string
    readonly publish: (kind: PostKind, unique: string) => string
  }
  readonly limits: {
    /** Inits of the same group share a one-minute window. */
    readonly initGroup: (kind: PostKind) => string
    /** Whether an accepted post counts against the creator's daily limit. */
    readonly countsAgainstDay: (kind: PostKind) => boolean
    /** Whether pending drafts of a creator, and active creators of an app, are limited. */
    readonly countsAudience: boolean
    /** The limit of each operation other than an init. */
    readonly calls: Readonly<Partial<Record<Operation, keyof Limits>>>
  }
  /** Whether the bytes that do not fill a chunk must be part of the last full chunk, or may also be a chunk. */
  readonly remainder: "merged" | "either"
  /** Privacy levels at which an unaudited app may post to a private account. */
  readonly unauditedLevels: ReadonlyArray<PrivacyLevel>
  /** Whether photo drafts need a recent TikTok app on the creator's phone. */
  readonly checksAppVersion: boolean
  /** Whether private branded content can be refused. */
  readonly checksBranding: boolean
  /** Fail reason for each check of the media. */
  readonly failReasons: Readonly<Record<MediaCheck, string>>
  /** Scopes that allow a call. One of them is enough. */
  readonly scopes: Readonly<Record<"direct" | "draft" | "status" | "creator", ReadonlyArray<Scope>>>
}

export type Contracts = Readonly<Record<Contract, ContractRules>>

/** The kind of post that an init creates. */
export interface PostKind {
  readonly media: "video" | "photo"
  readonly source: "file" | "url"
  readonly draft: boolean
}
