import type { Scope } from "./App.ts"

/** What differs between two APIs in front of the same engine, as data. */
export interface Dialect {
  /** Name of the API; tokens and posts remember through which one they came. */
  readonly name: string
  /** How the API writes ids; `unique` differs for every id. */
  readonly ids: {
    readonly accessToken: (unique: string) => string
    readonly refreshToken: (unique: string) => string
    readonly publish: (kind: PostKind, unique: string) => string
  }
  /** Initialisations with the same group share a window of a minute. */
  readonly initGroup: (kind: PostKind) => string
  /** Whether an accepted post counts against the creator's day. */
  readonly countsAgainstDay: (kind: PostKind) => boolean
  /** Scopes that allow a call; any one of them is enough. */
  readonly scopes: Readonly<Record<"direct" | "draft" | "status" | "creator", ReadonlyArray<Scope>>>
}

/** What kind of post an initialisation asks for. */
export interface PostKind {
  readonly media: "video" | "photo"
  readonly source: "file" | "url"
  readonly draft: boolean
}
