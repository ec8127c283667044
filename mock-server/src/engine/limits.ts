import * as Result from "effect/Result"
import type { App } from "./App.ts"
import type { Creator } from "./Creator.ts"
import type { Dialect, LimitedCall, PostKind } from "./Dialect.ts"
import { standingAt } from "./Post.ts"
import type { AccessToken } from "./records.ts"
import { Refusal, type RefusalOf } from "./Refusal.ts"
import { DAY, MINUTE } from "./Rules.ts"
import { addMoment, countSeen, waitFor, type Window } from "./slidingWindow.ts"
import type { World } from "./World.ts"

const COUNTED: Result.Result<void> = Result.succeed(undefined)

// `Refusal` makes a function each time that it is asked for one.
const { TooManyCalls, TooManyCreators, TooManyDrafts, TooManyInits, TooManyPosts } = Refusal

/** The app and the creator on whose behalf a request comes. */
export interface Parties {
  readonly app: App
  readonly creator: Creator
}

/**
 * Counts a post against the minute of its token, the day of its creator and the creators of its app. All are asked before
 * any counts, so that a refusal by one leaves no trace in the others.
 */
export const countAgainstLimits = (
  world: World,
  dialect: Dialect,
  token: AccessToken,
  { app, creator }: Parties,
  kind: PostKind
): Result.Result<void, RefusalOf<"TooManyInits" | "TooManyPosts" | "TooManyDrafts" | "TooManyCreators">> => {
  const { countsAgainstDay, countsAudience, initGroup } = dialect.limits
  const minute = {
    key: `init/${initGroup(kind)}/${token.token}`,
    limit: world.rules.limits.initsPerMinute,
    window: MINUTE
  }
  const isOfDay = countsAgainstDay(kind)
  const isDraft = countsAudience && kind.draft
  const isDirect = countsAudience && !kind.draft
  const inMinute = check(world, minute, TooManyInits)
  if (Result.isFailure(inMinute)) return inMinute
  const inDay = isOfDay ? checkDay(world, creator) : COUNTED
  if (Result.isFailure(inDay)) return inDay
  const waiting = isDraft ? checkDrafts(world, creator) : COUNTED
  if (Result.isFailure(waiting)) return waiting
  const active = isDirect ? checkActiveCreators(world, app, creator.openId) : COUNTED
  if (Result.isFailure(active)) return active

  count(world, minute)
  if (isOfDay) count(world, dayOf(world, creator.openId))
  if (isDraft) count(world, draftsOf(world, creator.openId))
  // Only the last post tells whether a creator is active.
  if (isDirect) world.state.windows.set(activeKey(app.clientKeys[0], creator.openId), [world.clock.now()])
  return COUNTED
}

/** Counts a call that is no initialisation against the minute of its token. */
export const countCall = (
  world: World,
  dialect: Dialect,
  token: AccessToken,
  call: LimitedCall
): Result.Result<void, RefusalOf<"TooManyCalls">> => {
  const name = dialect.limits.calls[call]
  if (name === undefined) return Result.succeed(undefined)
  const rule = { key: `call/${call}/${token.token}`, limit: world.rules.limits[name], window: MINUTE }
  return Result.map(check(world, rule, TooManyCalls), () => count(world, rule))
}

/** Says whether the creator has posts left today. */
export const checkDay = (world: World, creator: Creator): Result.Result<void, RefusalOf<"TooManyPosts">> => {
  const rule = dayOf(world, creator.openId)
  return creator.atPostCap
    ? Result.fail(TooManyPosts({ limit: rule.limit, waitMillis: DAY }))
    : check(world, rule, TooManyPosts)
}

/** Says whether the creator may be one of those who post through this app today. */
export const checkActiveCreators = (
  world: World,
  app: App,
  openId: string
): Result.Result<void, RefusalOf<"TooManyCreators">> => {
  const limit = app.activeUserCap ?? (app.audited ? Infinity : world.rules.limits.unauditedActiveCreators)
  if (limit === Infinity) return Result.succeed(undefined)
  const now = world.clock.now()
  const appId = app.clientKeys[0]
  const active = [...world.state.windows].filter(([key, log]) =>
    key.startsWith(activeKey(appId, "")) && countSeen(log, now, DAY) > 0
  )
  if (active.length < limit || active.some(([key]) => key === activeKey(appId, openId))) {
    return Result.succeed(undefined)
  }
  const leaving = Math.min(now, ...active.map(([, log]) => log.at(-1) ?? now))
  return Result.fail(TooManyCreators({ limit, waitMillis: leaving + DAY - now }))
}

/** Key of the window that holds a creator's posts of the day. */
export const dayKey = (openId: string): string => `day/${openId}`

/** Key of the window that holds a creator's drafts of the day. */
export const draftsKey = (openId: string): string => `drafts/${openId}`

/** Key of the window that tells when a creator has last posted through an app. */
export const activeKey = (appId: string, openId: string): string => `active/${appId}/${openId}`

interface KeyedWindow extends Window {
  readonly key: string
}

const dayOf = (world: World, openId: string): KeyedWindow => ({
  key: dayKey(openId),
  limit: world.rules.limits.postsPerDay,
  window: DAY
})

const draftsOf = (world: World, openId: string): KeyedWindow => ({
  key: draftsKey(openId),
  limit: world.rules.limits.pendingDrafts,
  window: DAY
})

const checkDrafts = (world: World, { openId }: Creator): Result.Result<void, RefusalOf<"TooManyDrafts">> => {
  const rule = draftsOf(world, openId)
  if (rule.limit === Infinity) return Result.succeed(undefined)
  if (world.rules.switches.pendingDrafts === "per-day") return check(world, rule, TooManyDrafts)
  const now = world.clock.now()
  const pending = [...world.state.posts.values()].filter((post) =>
    post.openId === openId && post.draft && !isOver(standingAt(post, world.rules.lifecycle, now).stage)
  )
  return pending.length < rule.limit
    ? Result.succeed(undefined)
    : Result.fail(TooManyDrafts({ limit: rule.limit, waitMillis: undefined }))
}

const isOver = (stage: string) => stage === "published" || stage === "failed"

const check = <R>(
  { clock, state }: World,
  rule: KeyedWindow,
  refuse: (detail: { readonly limit: number; readonly waitMillis: number }) => R
): Result.Result<void, R> => {
  if (rule.limit === Infinity) return COUNTED
  const waitMillis = waitFor(state.windows.get(rule.key) ?? [], clock.now(), rule)
  return waitMillis > 0 ? Result.fail(refuse({ limit: rule.limit, waitMillis })) : COUNTED
}

const count = ({ clock, state }: World, { key, limit, window }: KeyedWindow): void => {
  if (limit === Infinity) return
  const log = state.windows.get(key) ?? []
  addMoment(log, clock.now(), window)
  state.windows.set(key, log)
}
