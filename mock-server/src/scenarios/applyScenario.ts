import type { Engine, State } from "../engine/Engine.ts"
import { activeKey, dayKey, draftsKey } from "../engine/limits.ts"
import { demoApp, privateCreator, publicCreator, type Scenario } from "./Scenario.ts"
import { seedPost, seedToken } from "./seeds.ts"

/** Options that override a scenario. */
export interface ScenarioOverrides {
  /** Whether the apps are audited; by the scenario by default. */
  readonly audited?: boolean | undefined
}

/** Fills an empty state from a scenario. */
export const applyScenario = (
  state: State,
  engine: Engine,
  scenario: Scenario,
  { audited }: ScenarioOverrides
): void => {
  const { clock } = engine
  const times = (count = 0) => Array.from({ length: count }, () => clock.now())
  for (const app of scenario.apps ?? [demoApp]) {
    state.apps.set(app.clientKeys[0], { ...app, audited: audited ?? app.audited })
    for (const [index, time] of times(scenario.activeCreatorsToday).entries()) {
      state.windows.set(activeKey(app.clientKeys[0], `other-creator-${index + 1}`), [time])
    }
  }
  for (const creator of scenario.creators ?? [publicCreator, privateCreator]) {
    state.creators.set(creator.openId, creator)
    state.windows.set(dayKey(creator.openId), times(scenario.postsToday))
    state.windows.set(draftsKey(creator.openId), times(scenario.draftsToday))
  }
  for (const code of scenario.codes ?? []) state.codes.set(code.code, code)
  for (const token of scenario.accessTokens ?? []) state.accessTokens.set(token.token, token)
  for (const token of scenario.refreshTokens ?? []) state.refreshTokens.set(token.token, token)
  for (const post of scenario.posts ?? []) state.posts.set(post.publishId, post)
  for (const upload of scenario.uploads ?? []) state.uploads.set(upload.uploadId, upload)
  for (const login of scenario.logins ?? []) seedToken(state, engine, login)
  for (const [index, post] of (scenario.history ?? []).entries()) seedPost(state, engine, post, index)
}
