import * as Result from "effect/Result"
import { type App, isAudited } from "./App.ts"
import type { ContractRules, PostKind } from "./ContractRules.ts"
import type { Creator } from "./Creator.ts"
import type { Engine } from "./Engine.ts"
import type { Operation } from "./operationNames.ts"
import { stateAt } from "./Post.ts"
import type { AccessToken } from "./records.ts"
import { Refusal, type RefusalOf } from "./Refusal.ts"
import { addTime, countWithin, waitMillisFor, type Window } from "./slidingWindow.ts"
import { DAY, MINUTE } from "./time.ts"

const COUNTED: Result.Result<void> = Result.succeed(undefined)

// Each access to a constructor of `Refusal` makes a new function.
const { TooManyCalls, TooManyCreators, TooManyDrafts, TooManyInits, TooManyPosts } = Refusal

/** The app and the creator of a token. */
export interface AppAndCreator {
  readonly app: App
  readonly creator: Creator
}

/**
 * Counts a post against the limits of its token, creator and app. All limits are checked before the post counts, so a
 * refused post does not count against any of them.
 */
export const countAgainstLimits = (
  engine: Engine,
  contractRules: ContractRules,
  token: AccessToken,
  { app, creator }: AppAndCreator,
  kind: PostKind
): Result.Result<void, RefusalOf<"TooManyInits" | "TooManyPosts" | "TooManyDrafts" | "TooManyCreators">> => {
  const { countsAgainstDay, countsAudience, initGroup } = contractRules.limits
  const minute = {
    key: `init/${initGroup(kind)}/${token.token}`,
    limit: engine.rules.limits.initsPerMinute,
    window: MINUTE
  }
  const isOfDay = countsAgainstDay(kind)
  const isDraft = countsAudience && kind.draft
  const isDirect = countsAudience && !kind.draft
  const inMinute = check(engine, minute, TooManyInits)
  if (Result.isFailure(inMinute)) return inMinute
  const inDay = isOfDay ? checkDay(engine, creator) : COUNTED
  if (Result.isFailure(inDay)) return inDay
  const waiting = isDraft ? checkDrafts(engine, creator) : COUNTED
  if (Result.isFailure(waiting)) return waiting
  const active = isDirect ? checkActiveCreators(engine, app, creator.openId) : COUNTED
  if (Result.isFailure(active)) return active

  count(engine, minute)
  if (isOfDay) count(engine, dayOf(engine, creator.openId))
  if (isDraft) count(engine, draftsOf(engine, creator.openId))
  // The last post decides whether a creator is active.
  if (isDirect) engine.state.windows.set(activeKey(app.clientKeys[0], creator.openId), [engine.clock.now()])
  return COUNTED
}

/** Counts a call other than an init against the limit of its token. */
export const countCall = (
  engine: Engine,
  contractRules: ContractRules,
  token: AccessToken,
  operation: Operation
): Result.Result<void, RefusalOf<"TooManyCalls">> => {
  const name = contractRules.limits.calls[operation]
  if (name === undefined) return Result.succeed(undefined)
  const rule = { key: `call/${operation}/${token.token}`, limit: engine.rules.limits[name], window: MINUTE }
  return Result.map(check(engine, rule, TooManyCalls), () => count(engine, rule))
}

/** Checks whether the creator has posts left today. */
export const checkDay = (engine: Engine, creator: Creator): Result.Result<void, RefusalOf<"TooManyPosts">> => {
  const rule = dayOf(engine, creator.openId)
  return creator.atPostCap
    ? Result.fail(TooManyPosts({ limit: rule.limit, waitMillis: DAY }))
    : check(engine, rule, TooManyPosts)
}

/** Checks whether the creator may post through this app today. */
export const checkActiveCreators = (
  engine: Engine,
  app: App,
  openId: string
): Result.Result<void, RefusalOf<"TooManyCreators">> => {
  const limit = app.activeUserCap ?? (isAudited(app) ? Infinity : engine.rules.limits.unauditedActiveCreators)
  if (limit === Infinity) return Result.succeed(undefined)
  const now = engine.clock.now()
  const appId = app.clientKeys[0]
  const active = [...engine.state.windows].filter(([key, log]) =>
    key.startsWith(activeKey(appId, "")) && countWithin(log, now, DAY) > 0
  )
  if (active.length < limit || active.some(([key]) => key === activeKey(appId, openId))) {
    return Result.succeed(undefined)
  }
  const leaving = Math.min(now, ...active.map(([, log]) => log.at(-1) ?? now))
  return Result.fail(TooManyCreators({ limit, waitMillis: leaving + DAY - now }))
}

/** Key of the window of a creator's posts in 24 hours. */
export const dayKey = (openId: string): string => `day/${openId}`

/** Key of the window of a creator's drafts in 24 hours. */
export const draftsKey = (openId: string): string => `drafts/${openId}`

/** Key of the window with a creator's last post through an app. */
export const activeKey = (appId: string, openId: string): string => `active/${appId}/${openId}`

interface KeyedWindow extends Window {
  readonly key: string
}

const dayOf = (engine: Engine, openId: string): KeyedWindow => ({
  key: dayKey(openId),
  limit: engine.rules.limits.postsPerDay,
  window: DAY
})

const draftsOf = (engine: Engine, openId: string): KeyedWindow => ({
  key: draftsKey(openId),
  limit: engine.rules.limits.pendingDrafts,
  window: DAY
})

const checkDrafts = (engine: Engine, { openId }: Creator): Result.Result<void, RefusalOf<"TooManyDrafts">> => {
  const rule = draftsOf(engine, openId)
  if (rule.limit === Infinity) return Result.succeed(undefined)
  if (engine.rules.switches.pendingDrafts === "per-day") return check(engine, rule, TooManyDrafts)
  const now = engine.clock.now()
  const pending = [...engine.state.posts.values()].filter((post) =>
    post.openId === openId && post.draft && !isFinished(stateAt(post, engine.rules.lifecycle, now).stage)
  )
  return pending.length < rule.limit
    ? Result.succeed(undefined)
    : Result.fail(TooManyDrafts({ limit: rule.limit, waitMillis: undefined }))
}

const isFinished = (stage: string) => stage === "published" || stage === "failed"

const check = <R>(
  { clock, state }: Engine,
  rule: KeyedWindow,
  refuse: (detail: { readonly limit: number; readonly waitMillis: number }) => R
): Result.Result<void, R> => {
  if (rule.limit === Infinity) return COUNTED
  const waitMillis = waitMillisFor(state.windows.get(rule.key) ?? [], clock.now(), rule)
  return waitMillis > 0 ? Result.fail(refuse({ limit: rule.limit, waitMillis })) : COUNTED
}

const count = ({ clock, state }: Engine, { key, limit, window }: KeyedWindow): void => {
  if (limit === Infinity) return
  const log = state.windows.get(key) ?? []
  addTime(log, clock.now(), window)
  state.windows.set(key, log)
}
