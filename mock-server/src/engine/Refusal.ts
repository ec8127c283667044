import * as Data from "effect/Data"
import type { PrivacyLevel } from "./privacyLevels.ts"

/** Every reason for a refusal by the engine, with the details for a hint. */
export type Refusal = Data.TaggedEnum<{
  // apps and access tokens
  UnknownApp: { readonly clientKey: string }
  WrongSecret: { readonly rule: string }
  MissingToken: { readonly header: string }
  UnknownToken: { readonly header: string; readonly rule: string }
  ExpiredToken: { readonly expiredAt: number }
  RevokedToken: { readonly revokedAt: number }
  MissingScope: { readonly anyOf: ReadonlyArray<string>; readonly granted: ReadonlyArray<string> }

  // codes and refresh tokens
  UnknownCode: { readonly rule: string }
  UsedCode: { readonly lifetime: number }
  ExpiredCode: { readonly lifetime: number }
  RedirectMismatch: { readonly rule: string }
  MissingVerifier: { readonly method: string }
  WrongVerifier: { readonly rule: string }
  UnknownAccessToken: { readonly rule: string }
  UnknownRefreshToken: { readonly rule: string }
  RotatedRefreshToken: { readonly rotatedAt: number }
  ExpiredRefreshToken: { readonly expiredAt: number }
  SandboxRefresh: { readonly clientKey: string }

  // posts and limits
  UnauditedApp: { readonly username: string }
  BannedCreator: { readonly username: string }
  PrivacyNotOffered: { readonly level: string | undefined; readonly offered: ReadonlyArray<PrivacyLevel> }
  BrandedPrivate: { readonly level: PrivacyLevel }
  OldApp: { readonly version: string; readonly needed: string }
  UnownedUrl: { readonly url: string; readonly owned: ReadonlyArray<string> }
  TooManyInits: { readonly limit: number; readonly waitMillis: number }
  TooManyPosts: { readonly limit: number; readonly waitMillis: number }
  TooManyDrafts: { readonly limit: number; readonly waitMillis: number | undefined }
  TooManyCreators: { readonly limit: number; readonly waitMillis: number }
  TooManyCalls: { readonly limit: number; readonly waitMillis: number }

  // chunk plans and chunks
  BadVideoSize: { readonly size: number; readonly max: number }
  BadChunkSize: { readonly chunkSize: number; readonly rule: string }
  BadChunkCount: { readonly chunkCount: number; readonly rule: string }
  UnknownUpload: { readonly uploadId: string }
  WrongUploadToken: { readonly isMissing: boolean }
  ExpiredUpload: { readonly expiredAt: number }
  NothingToUpload: { readonly publishId: string }
  WrongTotal: { readonly total: number; readonly size: number }
  ChunkOutOfOrder: { readonly first: number; readonly confirmed: number; readonly size: number }
  ChunkOffPlan: { readonly first: number; readonly last: number; readonly expectedLast: number }
  ChunkLength: { readonly received: number; readonly expected: number }

  // status, cancel and profile calls
  UnknownPost: { readonly rule: string; readonly forgottenAt: number | undefined }
  ForeignPost: { readonly publishId: string }
  NotCancelable: { readonly publishId: string; readonly stage: string }
  SandboxProfile: { readonly clientKey: string }
  FieldOutsideScope: { readonly field: string; readonly scope: string }
}>

/** Constructors of the refusals, and `$match` and `$is` over them. */
export const Refusal = Data.taggedEnum<Refusal>()

/** The refusals with one of these tags. */
export type RefusalOf<Tag extends Refusal["_tag"]> = Extract<Refusal, { readonly _tag: Tag }>
