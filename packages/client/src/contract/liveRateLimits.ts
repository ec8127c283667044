import * as Duration from "effect/Duration"
import type { Contract, LimitedCall } from "../model/contract.ts"
import type { Limit } from "../model/quota.ts"

/** The limits of a call of the live API. @internal */
export const limitsOf: Contract["limits"] = (call, creator, clientKey) =>
  limits[call].map(({ limit, name, refusal, scope, window }) => {
    const key = `${name}:${scope === "app" ? clientKey : creator}`
    return { name, key, limit, window, scope, refusal }
  })

type NamedLimit = Omit<Limit, "key">

const pendingDrafts: NamedLimit = {
  name: "pending drafts",
  limit: 5,
  window: Duration.days(1),
  refusal: "DraftsFull"
}

// It varies, and other apps share it, so only TikTok can count it.
const dailyPosts: NamedLimit = {
  name: "daily posts",
  limit: Infinity,
  window: Duration.days(1),
  refusal: "PostCapReached"
}

// TikTok does not publish the number that an audit grants.
const activeCreators: NamedLimit = {
  name: "active creators",
  limit: Infinity,
  window: Duration.days(1),
  scope: "app",
  refusal: "ActiveUserCapReached"
}

const minutely = (name: string, limit: number): NamedLimit => ({ name, limit, window: Duration.minutes(1) })

// tiktok-live, section 10.3.
const limits: { readonly [Call in LimitedCall]: ReadonlyArray<NamedLimit> } = {
  "video.init": [minutely("video init", 6), dailyPosts, activeCreators],
  "inbox.init": [minutely("inbox init", 6), pendingDrafts],
  "photo.init": [minutely("photo init", 6), dailyPosts, activeCreators],
  "photo.draft": [minutely("photo init", 6), pendingDrafts],
  "creator.info": [minutely("creator info", 20)],
  status: [minutely("status", 30)]
}
