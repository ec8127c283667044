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
    description: "The app is not audited: direct posts are refused unless the creator's account is private.",
    apps: [{ ...demoApp, audited: false }]
  },
  "private-account": {
    name: "private-account",
    description: "The only creator has a private account, so nothing can be posted to everyone.",
    creators: [privateCreator]
  },
  "daily-cap": {
    name: "daily-cap",
    description: "Every creator has just posted the 15 videos of the day; the next one is refused for 24 hours.",
    creators: [publicCreator],
    videosToday: documentedLimits.videosPerDay
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
