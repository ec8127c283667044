import { documentedLimits, MINUTE } from "../engine/Rules.ts"
import { catalogExamples } from "./catalogExamples.ts"
import { demoApp, privateCreator, publicCreator, type Scenario } from "./Scenario.ts"

/** The worlds that come with the mock, by name. */
export const scenarios = {
  happy: {
    name: "happy",
    description: "An audited app, a creator with a public account and one with a private account."
  },
  "unaudited-app": {
    name: "unaudited-app",
    description:
      "The app is not audited: direct posts are refused unless account and, in the live contract, post are private.",
    apps: [{ ...demoApp, audited: false }]
  },
  "private-account": {
    name: "private-account",
    description: "The only creator has a private account, so nothing can be posted to everyone.",
    creators: [privateCreator]
  },
  "daily-cap": {
    name: "daily-cap",
    description:
      `Every creator has just made the ${documentedLimits.postsPerDay} posts of the day; the next one is refused for 24 hours.`,
    creators: [publicCreator],
    postsToday: documentedLimits.postsPerDay
  },
  "active-user-cap": {
    name: "active-user-cap",
    description:
      `The app is not audited, and ${documentedLimits.unauditedActiveCreators} other creators have posted through it today: live direct posts are refused for 24 hours.`,
    apps: [{ ...demoApp, audited: false }],
    creators: [privateCreator],
    activeCreatorsToday: documentedLimits.unauditedActiveCreators
  },
  banned: {
    name: "banned",
    description: "The only creator is banned from posting; posts and drafts are refused.",
    creators: [{ ...publicCreator, banned: true }]
  },
  "pending-drafts-full": {
    name: "pending-drafts-full",
    description:
      `Every creator has just got ${documentedLimits.pendingDrafts} drafts; the next one in the live contract is refused for 24 hours.`,
    creators: [publicCreator],
    draftsToday: documentedLimits.pendingDrafts
  },
  "slow-moderation": {
    name: "slow-moderation",
    description: "A post takes 15 minutes after its media have arrived, longer than most clients wait.",
    lifecycle: { mode: "after", millis: 15 * MINUTE }
  },
  "expired-token": {
    name: "expired-token",
    description:
      "An access token that comes from a login is refused as expired although its answer promises a day; a refreshed one works.",
    lifetimes: { firstAccessToken: 0 }
  },
  "catalog-examples": catalogExamples
} as const satisfies Record<string, Scenario>

/** Name of a scenario that comes with the mock. */
export type ScenarioName = keyof typeof scenarios

/** Says whether a word names a scenario that comes with the mock. */
export const isScenarioName = (word: string): word is ScenarioName => Object.hasOwn(scenarios, word)
