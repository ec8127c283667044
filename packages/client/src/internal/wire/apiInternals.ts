import type * as Effect from "effect/Effect"
import type * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import type { App } from "../../model/contract.ts"
import type * as Post from "../../Post.ts"
import type { MalformedResponse } from "../../TikTokError.ts"
import * as KnownSecrets from "./knownSecrets.ts"
import * as Redact from "./redact.ts"
import * as UploadHosts from "./uploadHosts.ts"

/**
 * What the services above `TikTokApi` share with it.
 *
 * @internal
 */
export interface ApiInternals {
  /** No error repeats these, even when a server does. */
  readonly secrets: KnownSecrets.KnownSecrets
  /** Refuses an upload URL of an unknown host. The refusal hides the secrets of the creator. */
  readonly checkUploadUrl: (
    uploadUrl: Redacted.Redacted<string>,
    creator?: Post.CreatorId
  ) => Result.Result<void, MalformedResponse>
  /** Runs an effect once fewer than `maxConnections` others use the same name, such as a host. */
  readonly within: (name: string) => <A, E, R>(self: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R>
}

/**
 * Where a `TikTokApi` keeps its internals.
 *
 * @internal
 */
export const key: unique symbol = Symbol.for("effect-tiktok/TikTokApi/internals")

/** @internal */
export const make = (
  secrets: KnownSecrets.KnownSecrets,
  isUploadUrl: UploadHosts.CheckUploadUrl,
  within: ApiInternals["within"]
): ApiInternals => ({
  secrets,
  checkUploadUrl: (uploadUrl, creator) =>
    Result.mapError(isUploadUrl(uploadUrl), (reason) => Redact.malformedResponse(reason, () => secrets.of(creator))),
  within
})

/**
 * The internals of a service. One that a program made itself, such as a mock, allows uploads to TikTok's own hosts and
 * any number of connections.
 *
 * @internal
 */
export const of = (api: { readonly app: App; readonly [key]?: ApiInternals | undefined }): ApiInternals =>
  // `Layer.mock` makes a value for every key that is read, but owns only what it was given.
  (Object.hasOwn(api, key) ? api[key] : undefined) ??
    make(
      KnownSecrets.make(api.app.clientSecret),
      Result.getOrThrow(UploadHosts.make(productionOrigin)),
      () => (self) => self
    )

/** @internal */
export const productionOrigin = "https://open.tiktokapis.com"
