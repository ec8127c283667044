import { SANDBOX_KEY } from "../engine/App.ts"
import { documentedLimits } from "../engine/documentedLimits.ts"
import { MINUTE } from "../engine/time.ts"
import { catalogExamples } from "./catalogExamples.ts"
import { demoApp, privateCreator, publicCreator, type Scenario } from "./Scenario.ts"

/** The built-in scenarios, by name. */
export const scenarios = {
  happy: {
    name: "happy",
    description: "An audited app, a creator with a public account and one with a private account."
  },
  "unaudited-app": {
    name: "unaudited-app",
    description:
      "The app is not audited. Direct posts are refused unless the account and, in the live contract, the post are private.",
    apps: [{ ...demoApp, audited: false }]
  },
  "sandbox-app": {
    name: "sandbox-app",
    description:
      `The app is a sandbox. Only @${publicCreator.username} can log in, and direct posts are refused as for an app that is not audited.`,
    apps: [{
      ...demoApp,
      clientKeys: [`${SANDBOX_KEY}-mock-client-key`, ...demoApp.clientKeys],
      audited: false,
      sandbox: true,
      targetUsers: [publicCreator.username]
    }]
  },
  "private-account": {
    name: "private-account",
    description: "The only creator has a private account, so nothing can be posted to everyone.",
    creators: [privateCreator]
  },
  "daily-cap": {
    name: "daily-cap",
    description:
      `Every creator has just made ${documentedLimits.postsPerDay} posts, the daily limit. The next post is refused for 24 hours.`,
    creators: [publicCreator],
    postsToday: documentedLimits.postsPerDay
  },
  "active-user-cap": {
    name: "active-user-cap",
    description:
      `The app is not audited, and ${documentedLimits.unauditedActiveCreators} other creators have posted through it today. Live direct posts are refused for 24 hours.`,
    apps: [{ ...demoApp, audited: false }],
    creators: [privateCreator],
    activeCreatorsToday: documentedLimits.unauditedActiveCreators
  },
  banned: {
    name: "banned",
    description: "The only creator is banned from posting. Posts and drafts are refused.",
    creators: [{ ...publicCreator, banned: true }]
  },
  "pending-drafts-full": {
    name: "pending-drafts-full",
    description:
      `Every creator has just received ${documentedLimits.pendingDrafts} drafts. The next one in the live contract is refused for 24 hours.`,
    creators: [publicCreator],
    draftsToday: documentedLimits.pendingDrafts
  },
  "slow-moderation": {
    name: "slow-moderation",
    description: "A post completes 15 minutes after its media have arrived, later than most clients wait.",
    lifecycle: { mode: "after", millis: 15 * MINUTE }
  },
  "expired-token": {
    name: "expired-token",
    description:
      "An access token from a login is already expired, although its response states a day. A refreshed one works.",
    lifetimes: { firstAccessToken: 0 }
  },
  "catalog-examples": catalogExamples
} as const satisfies Record<string, Scenario>

/** Name of a built-in scenario. */
export type ScenarioName = keyof typeof scenarios

/** Whether a word names a built-in scenario. */
export const isScenarioName = (word: string): word is ScenarioName => Object.hasOwn(scenarios, word)
