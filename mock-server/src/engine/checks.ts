import * as Result from "effect/Result"
import { type App, ownsUrl } from "./App.ts"
import { checkPlan } from "./chunkPlan.ts"
import { type Creator, isAtLeast, type PrivacyLevel, privacyOptions } from "./Creator.ts"
import type { Dialect } from "./Dialect.ts"
import type { Parties } from "./limits.ts"
import type { PostRequest } from "./Post.ts"
import type { AccessToken } from "./records.ts"
import { Refusal, type RefusalOf } from "./Refusal.ts"
import type { World } from "./World.ts"

/** The app and the creator behind a token. */
export const partiesOf = (world: World, token: AccessToken): Result.Result<Parties, RefusalOf<"UnknownToken">> => {
  const app = world.state.apps.get(token.appId)
  const creator = world.state.creators.get(token.openId)
  return app === undefined || creator === undefined
    ? Result.fail(Refusal.UnknownToken({ header: "Authorization" }))
    : Result.succeed({ app, creator })
}

// The reference names the version for drafts of photos.
const PHOTO_DRAFTS_SINCE = "31.8"

/** Checks who posts, and gives the privacy level if it is one. */
export const checkParties = (
  world: World,
  dialect: Dialect,
  { app, creator }: Parties,
  { draft, media, privacy, settings }: PostRequest
): Result.Result<
  PrivacyLevel | undefined,
  RefusalOf<"BannedCreator" | "UnauditedApp" | "PrivacyNotOffered" | "BrandedPrivate" | "OldApp">
> => {
  const { appVersion: version, banned, privateAccount, username } = creator
  if (banned) return Result.fail(Refusal.BannedCreator({ username }))
  const offered = offeredLevels(world, app, creator)
  const level = offered.find((option) => option === privacy)
  if (draft) {
    return media === "photo" && dialect.checksAppVersion && !isAtLeast(version, PHOTO_DRAFTS_SINCE)
      ? Result.fail(Refusal.OldApp({ version, needed: PHOTO_DRAFTS_SINCE }))
      : Result.succeed(level)
  }
  const isOpen = privateAccount && dialect.unauditedLevels.some((allowed) => allowed === privacy)
  if (!app.audited && !isOpen) return Result.fail(Refusal.UnauditedApp({ username }))
  if (level === undefined) return Result.fail(Refusal.PrivacyNotOffered({ level: privacy, offered }))
  const refusesBranded = dialect.checksBranding && world.rules.switches.brandedPrivate === "refused"
  return refusesBranded && settings.brandedContent && level === "SELF_ONLY"
    ? Result.fail(Refusal.BrandedPrivate({ level }))
    : Result.succeed(level)
}

/** The levels a creator can choose from in an app. */
export const offeredLevels = (world: World, app: App, creator: Creator): ReadonlyArray<PrivacyLevel> =>
  app.audited || world.rules.switches.unauditedPrivacyOptions === "full" ? privacyOptions(creator) : ["SELF_ONLY"]

/** Checks what is posted: the plan of an upload, or the addresses of a pull. */
export const checkSource = (world: World, { remainder }: Dialect, app: App, { source }: PostRequest): Result.Result<
  void,
  RefusalOf<"UnownedUrl" | "BadVideoSize" | "BadChunkSize" | "BadChunkCount">
> => {
  if (source._tag === "File") {
    const { megabytes } = world.rules.switches
    return Result.map(checkPlan(source.plan, { megabytes, remainder }), () => undefined)
  }
  const foreign = source.urls.find((url) => !ownsUrl(app, url))
  return foreign === undefined
    ? Result.succeed(undefined)
    : Result.fail(Refusal.UnownedUrl({ url: foreign.origin + foreign.pathname, owned: app.verifiedPrefixes }))
}
