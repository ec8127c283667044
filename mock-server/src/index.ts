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
} from "./Control.ts"
export type { App, Scope } from "./engine/App.ts"
export type { RemovalReason } from "./engine/authorization.ts"
export type { ByteRange } from "./engine/chunkPlan.ts"
export type { ClockSource, MockClock } from "./engine/Clock.ts"
export type { Creator, PrivacyLevel } from "./engine/Creator.ts"
export type { Attempt } from "./engine/deliveries.ts"
export type { ContractName } from "./engine/Dialect.ts"
export type { ActiveFault, FaultEffect, FaultMatch, FaultRule, Faults, Operation } from "./engine/Faults.ts"
export type { WebhookEvent } from "./engine/happenings.ts"
export type {
  Journal,
  JournalEntry,
  JournalExpectation,
  JournalFields,
  JournalFilter,
  JournalMessage,
  WaitOptions
} from "./engine/Journal.ts"
export type { PostSettings, Stage } from "./engine/Post.ts"
export type { MediaView, PostView } from "./engine/PostView.ts"
export { type ResetPart, resetParts } from "./engine/resetting.ts"
export type { Lifecycle, Lifetimes, Limits, Rules } from "./engine/Rules.ts"
export type { Snapshot } from "./engine/Snapshot.ts"
export type { Switches } from "./engine/Switches.ts"
export type { TokenView } from "./engine/TokenView.ts"
export type { UploadView } from "./engine/UploadView.ts"
export type { MockFetch } from "./fetch.ts"
export type { Listening, ListenOptions } from "./listen.ts"
export type { MediaUsage } from "./media/MediaFiles.ts"
export type { MediaOptions, MediaSettings } from "./media/options.ts"
export { createMock, type Mock, type MockOptions, type MockSettings } from "./Mock.ts"
export type { Reach, ReachOptions } from "./reach.ts"
export type { Scenario } from "./scenarios/Scenario.ts"
export { type ScenarioName, scenarios } from "./scenarios/scenarios.ts"
export type { SeedPost, SeedToken } from "./scenarios/seeds.ts"
export type { Tenant, Tenants } from "./Tenants.ts"
export type { Certificate } from "./tls/certificate.ts"
export type {
  TriggeredEvent,
  WebhookDelivery,
  WebhookOptions,
  Webhooks,
  WebhookSender,
  WebhookSettings
} from "./Webhooks.ts"
export type { CallbackError } from "./wire/consent/authorize.ts"
export type { CorsMode } from "./wire/cors.ts"
export type { MockEnv } from "./wire/Exchange.ts"
