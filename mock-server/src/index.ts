/**
 * A stateful TikTok Content Posting API that runs on your own machine: in memory through `createMock().fetch`, or over
 * HTTP through `createMock().listen()`.
 */
export type {
  AppPatch,
  ConsentOptions,
  Control,
  IssuedToken,
  NewCreator,
  RemovalOptions,
  TokenOptions
} from "./control/Control.ts"
export { createMock } from "./createMock.ts"
export type { App, Scope } from "./engine/App.ts"
export type { ByteRange } from "./engine/chunkPlan.ts"
export type { ClockSource, MockClock } from "./engine/Clock.ts"
export type { Contract } from "./engine/ContractRules.ts"
export type { Creator } from "./engine/Creator.ts"
export type { Limits } from "./engine/documentedLimits.ts"
export type { ActiveFault, FaultEffect, FaultMatch, FaultRule, Faults } from "./engine/Faults.ts"
export type { Journal, JournalExpectation, WaitOptions } from "./engine/Journal.ts"
export type { JournalEntry, JournalFields, JournalFilter, JournalMessage } from "./engine/JournalEntry.ts"
export type { Operation } from "./engine/operationNames.ts"
export type { PostSettings, Stage } from "./engine/Post.ts"
export type { MediaView, PostView } from "./engine/PostView.ts"
export type { PrivacyLevel } from "./engine/privacyLevels.ts"
export type { Attempt, RemovalReason, WebhookEventName } from "./engine/records.ts"
export { type ResetPart, resetParts } from "./engine/reset.ts"
export type { Lifecycle, Lifetimes, RuleChanges, Rules } from "./engine/Rules.ts"
export type { Snapshot } from "./engine/Snapshot.ts"
export type { Switches } from "./engine/Switches.ts"
export type { TokenView } from "./engine/TokenView.ts"
export type { UploadView } from "./engine/UploadView.ts"
export type { MediaUsage } from "./media/MediaFiles.ts"
export type { MediaOptions, MediaSettings } from "./media/options.ts"
export type { PullFetch, PullOptions } from "./media/pull.ts"
export type { Mock, MockOptions, MockSettings, Tenant, Tenants } from "./Mock.ts"
export type { Scenario } from "./scenarios/Scenario.ts"
export { type ScenarioName, scenarios } from "./scenarios/scenarios.ts"
export type { SeedPost, SeedToken } from "./scenarios/seeds.ts"
export type { Certificate } from "./server/certificate.ts"
export type { MockFetch } from "./server/fetch.ts"
export type { Listening, ListenOptions } from "./server/listen.ts"
export type { CallbackError } from "./wire/consent/authorize.ts"
export type { MockEnv } from "./wire/RequestContext.ts"
export type { ServerAddress, ServerAddressOptions } from "./wire/ServerAddress.ts"
export type { CorsMode } from "./wire/ServerAddress.ts"
export type {
  TriggeredEvent,
  WebhookChanges,
  WebhookDelivery,
  WebhookOptions,
  Webhooks,
  WebhookSender,
  WebhookSettings
} from "./wire/Webhooks.ts"
