/** Schemas of the responses of the control API. */
import * as Schema from "effect/Schema"
import { containers } from "../../engine/container.ts"
import { webhookEventNames } from "../../engine/records.ts"
import { resetParts } from "../../engine/reset.ts"
import { mediaKept } from "../../media/options.ts"
import { corsModes } from "../../wire/ServerAddress.ts"
import { Contract, Count, Moment, Privacy, ScopeName } from "./accounts.ts"
import { LifecycleShape } from "./ruleChanges.ts"

const Range = Schema.Struct({ first: Count, last: Count })

const ReceivedChunk = Schema.Struct({ first: Count, last: Count, at: Moment })

const mediaTypes = containers.map(({ type }) => type)

const Plan = Schema.Struct({ size: Count, chunkSize: Count, chunkCount: Count })

/** The stage of a post. */
export const StageName = Schema.Literals([
  "awaiting-upload",
  "fetching",
  "processing",
  "posting",
  "published",
  "in-inbox",
  "failed"
])

export const PostSettingsShape = Schema.Struct({
  comments: Schema.Boolean,
  duets: Schema.Boolean,
  stitches: Schema.Boolean,
  aigc: Schema.Boolean,
  brandedContent: Schema.Boolean,
  ownBrand: Schema.Boolean,
  autoMusic: Schema.Boolean,
  cover: Schema.optional(Schema.Finite)
})

export const PostShape = Schema.Struct({
  publishId: Schema.String,
  stage: StageName,
  kind: Schema.Literals(["video", "photo"]),
  draft: Schema.Boolean,
  creator: Schema.String,
  caption: Schema.String,
  description: Schema.String,
  privacy: Schema.optional(Privacy),
  settings: PostSettingsShape,
  urls: Schema.Array(Schema.String),
  createdAt: Moment,
  settledAt: Schema.optional(Moment),
  bytesReceived: Count,
  size: Schema.optional(Count),
  chunks: Schema.Array(ReceivedChunk),
  sha256: Schema.optional(Schema.String),
  media: Schema.optional(Schema.Struct({
    path: Schema.String,
    type: Schema.Literals([...mediaTypes, "application/octet-stream"]),
    bytes: Count,
    isWhole: Schema.Boolean
  })),
  postId: Schema.optional(Schema.String),
  url: Schema.optional(Schema.String),
  publicPostIds: Schema.Array(Schema.String),
  failReason: Schema.optional(Schema.String),
  problem: Schema.optional(Schema.String)
}).annotate({ identifier: "MockPost" })

export const UploadShape = Schema.Struct({
  uploadId: Schema.String,
  publishId: Schema.String,
  creator: Schema.String,
  state: Schema.Literals(["waiting", "receiving", "complete", "expired"]),
  plan: Plan,
  planned: Schema.Array(Range),
  chunks: Schema.Array(ReceivedChunk),
  confirmed: Count,
  arriving: Count,
  expiresAt: Moment,
  sha256: Schema.optional(Schema.String)
}).annotate({ identifier: "MockUpload" })

/** A token without the secret. */
export const TokenShape = Schema.Struct({
  id: Schema.String,
  kind: Schema.Literals(["access", "refresh"]),
  masked: Schema.String,
  creator: Schema.String,
  clientKey: Schema.String,
  scopes: Schema.Array(ScopeName),
  contract: Schema.optional(Contract),
  state: Schema.Literals(["valid", "expired", "revoked", "replaced"]),
  expiresAt: Moment,
  revokedAt: Schema.optional(Moment),
  replacedAt: Schema.optional(Moment)
}).annotate({ identifier: "MockToken" })

/** An issued pair of tokens. */
export const IssuedTokenShape = Schema.Struct({
  accessToken: Schema.String,
  refreshToken: Schema.String,
  openId: Schema.String,
  expiresAt: Moment
}).annotate({ identifier: "MockIssuedToken" })

/** The mock's time. */
export const ClockShape = Schema.Struct({
  now: Moment,
  iso: Schema.String.annotate({ description: "The same time in ISO 8601" }),
  isFrozen: Schema.Boolean
}).annotate({ identifier: "MockClock" })

const Message = Schema.Struct({
  headers: Schema.Record(Schema.String, Schema.String),
  body: Schema.optional(Schema.String),
  bytes: Count,
  isCut: Schema.Boolean
})

export const JournalEntryShape = Schema.Struct({
  id: Schema.String,
  at: Moment,
  method: Schema.String,
  path: Schema.String,
  operation: Schema.String,
  status: Count,
  logId: Schema.String,
  creator: Schema.optional(Schema.String),
  publishId: Schema.optional(Schema.String),
  code: Schema.optional(Schema.String),
  fault: Schema.optional(Schema.String),
  hint: Schema.optional(Schema.String),
  notes: Schema.Array(Schema.String),
  duration: Count,
  contentType: Schema.optional(Schema.String),
  userAgent: Schema.optional(Schema.String),
  request: Message,
  response: Schema.optional(Message)
}).annotate({ identifier: "MockJournalEntry" })

export const EventName = Schema.Literals(webhookEventNames)

/** A webhook delivery. */
export const DeliveryShape = Schema.Struct({
  id: Schema.String,
  event: EventName,
  appId: Schema.String,
  openId: Schema.optional(Schema.String),
  at: Moment,
  attempts: Schema.Array(Schema.Struct({
    at: Moment,
    status: Schema.optional(Count),
    error: Schema.optional(Schema.String),
    url: Schema.optional(Schema.String),
    signature: Schema.optional(Schema.String),
    response: Schema.optional(Schema.String)
  })),
  outcome: Schema.Literals(["waiting", "delivered", "dropped"]),
  nextAt: Schema.optional(Moment),
  body: Schema.String
}).annotate({ identifier: "MockDelivery" })

export const WebhookSettingsShape = Schema.Struct({
  url: Schema.optional(Schema.String),
  events: Schema.Array(EventName),
  headers: Schema.Record(Schema.String, Schema.String),
  duplicates: Count,
  isReordered: Schema.Boolean,
  isHeld: Schema.Boolean
}).annotate({ identifier: "MockWebhookSettings" })

export const ScenarioShape = Schema.Struct({ name: Schema.String, description: Schema.String }).annotate({
  identifier: "MockScenario"
})

/** A part that can be reset on its own. */
export const ResetPartName = Schema.Literals(resetParts)

/** The settings of a mock. */
export const InfoShape = Schema.Struct({
  version: Schema.String,
  scenario: Schema.String,
  seed: Schema.String,
  defaultContract: Contract,
  consent: Schema.Literals(["auto", "page"]),
  tenant: Schema.optional(Schema.String),
  clock: ClockShape,
  lifecycle: LifecycleShape,
  limits: Schema.Record(Schema.String, Schema.NullOr(Count)).annotate({ description: "null means no limit" }),
  lifetimes: Schema.Record(Schema.String, Schema.Finite).annotate({ description: "Milliseconds" }),
  switches: Schema.Record(Schema.String, Schema.Json),
  publicUrl: Schema.optional(Schema.String),
  trustProxy: Schema.Boolean,
  allowHosts: Schema.Array(Schema.String),
  cors: Schema.Literals(corsModes),
  media: Schema.Struct({
    keep: Schema.Literals(mediaKept),
    folder: Schema.optional(Schema.String),
    limit: Count.annotate({ description: "Bytes" }),
    checks: Schema.Boolean,
    files: Count,
    bytes: Count
  })
}).annotate({ identifier: "MockInfo" })

/** A tenant of a server. */
export const TenantShape = Schema.Struct({
  name: Schema.String,
  createdAt: Schema.Finite.annotate({ description: "Epoch milliseconds of real time" }),
  usedAt: Schema.Finite.annotate({ description: "Epoch milliseconds of real time" }),
  scenario: Schema.String,
  posts: Count
}).annotate({ identifier: "MockTenant" })
