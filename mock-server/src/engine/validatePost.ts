import * as Result from "effect/Result"
import { lostGrant } from "./access.ts"
import { type App, isAudited, ownsUrl } from "./App.ts"
import { checkPlan } from "./chunkPlan.ts"
import type { ContractRules } from "./ContractRules.ts"
import { type Creator, isAtLeast, privacyOptions } from "./Creator.ts"
import type { Engine } from "./Engine.ts"
import type { AppAndCreator } from "./limits.ts"
import type { PostRequest } from "./Post.ts"
import type { PrivacyLevel } from "./privacyLevels.ts"
import type { AccessToken } from "./records.ts"
import { Refusal, type RefusalOf } from "./Refusal.ts"

/** The app and the creator of a token. */
export const appAndCreatorOf = (
  engine: Engine,
  token: AccessToken
): Result.Result<AppAndCreator, RefusalOf<"UnknownToken">> => {
  const app = engine.state.apps.get(token.appId)
  const creator = engine.state.creators.get(token.openId)
  return app === undefined || creator === undefined
    ? Result.fail(lostGrant())
    : Result.succeed({ app, creator })
}

// The reference requires this version for photo drafts.
const PHOTO_DRAFTS_SINCE = "31.8"

/** Checks app, creator and privacy level of a post. Returns the level. */
export const validateAuthor = (
  engine: Engine,
  contractRules: ContractRules,
  { app, creator }: AppAndCreator,
  { draft, media, privacy, settings }: PostRequest
): Result.Result<
  PrivacyLevel | undefined,
  RefusalOf<"BannedCreator" | "UnauditedApp" | "PrivacyNotOffered" | "BrandedPrivate" | "OldApp">
> => {
  const { appVersion: version, banned, privateAccount, username } = creator
  if (banned) return Result.fail(Refusal.BannedCreator({ username }))
  const offered = offeredLevels(engine, app, creator)
  const level = offered.find((option) => option === privacy)
  if (draft) {
    return media === "photo" && contractRules.checksAppVersion && !isAtLeast(version, PHOTO_DRAFTS_SINCE)
      ? Result.fail(Refusal.OldApp({ version, needed: PHOTO_DRAFTS_SINCE }))
      : Result.succeed(level)
  }
  const isOpen = privateAccount && contractRules.unauditedLevels.some((allowed) => allowed === privacy)
  if (!isAudited(app) && !isOpen) return Result.fail(Refusal.UnauditedApp({ username }))
  if (level === undefined) return Result.fail(Refusal.PrivacyNotOffered({ level: privacy, offered }))
  const refusesBranded = contractRules.checksBranding && engine.rules.switches.brandedPrivate === "refused"
  return refusesBranded && settings.brandedContent && level === "SELF_ONLY"
    ? Result.fail(Refusal.BrandedPrivate({ level }))
    : Result.succeed(level)
}

/** The privacy levels that an app can offer a creator. */
export const offeredLevels = (engine: Engine, app: App, creator: Creator): ReadonlyArray<PrivacyLevel> =>
  isAudited(app) || engine.rules.switches.unauditedPrivacyOptions === "full" ? privacyOptions(creator) : ["SELF_ONLY"]

/** What may be refused of a post by TikTok, although these rules accept it. */
export const riskOf = (
  { rules }: Engine,
  { draft, privacy, settings, source }: PostRequest
): RefusalOf<"BrandedPrivate" | "BadVideoSize" | "BadChunkSize" | "BadChunkCount"> | undefined => {
  // TikTok's guidelines forbid it but document no error code.
  if (!draft && settings.brandedContent && privacy === "SELF_ONLY") return Refusal.BrandedPrivate({ level: privacy })
  if (source._tag === "Urls") return undefined
  const { megabytes } = rules.switches
  const plan = checkPlan(source.plan, { megabytes: megabytes === "either" ? "both" : megabytes, remainder: "merged" })
  return Result.isFailure(plan) ? plan.failure : undefined
}

/** Checks the media of a post: the chunk plan of an upload, or the URLs of a pull. */
export const validateSource = (
  engine: Engine,
  { remainder }: ContractRules,
  app: App,
  { source }: PostRequest
): Result.Result<
  void,
  RefusalOf<"UnownedUrl" | "BadVideoSize" | "BadChunkSize" | "BadChunkCount">
> => {
  if (source._tag === "File") {
    const { megabytes } = engine.rules.switches
    return Result.map(checkPlan(source.plan, { megabytes, remainder }), () => undefined)
  }
  const foreign = source.urls.find((url) => !ownsUrl(app, url))
  return foreign === undefined
    ? Result.succeed(undefined)
    : Result.fail(Refusal.UnownedUrl({ url: foreign.origin + foreign.pathname, owned: app.verifiedPrefixes }))
}
