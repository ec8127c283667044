/** The schema of a snapshot with every row of every table, so that errors in an edited file have a path. */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { containers } from "../../engine/container.ts"
import type { Post } from "../../engine/Post.ts"
import type {
  AccessToken,
  AuthorizationCode,
  Delivery,
  RefreshToken,
  RemovalReason,
  Upload,
  WebhookEvent
} from "../../engine/records.ts"
import { type Snapshot, SNAPSHOT_VERSION } from "../../engine/Snapshot.ts"
import { AppShape, Contract, Count, CreatorShape, Privacy, ScopeName } from "./accounts.ts"
import { ActiveFaultShape } from "./faults.ts"
import { RuleChangesShape, SwitchesShape } from "./ruleChanges.ts"
import { EventName, PostSettingsShape } from "./views.ts"

/** A field that JSON omits when it is undefined. */
const maybe = <S extends Schema.Top>(schema: S) =>
  Schema.UndefinedOr(schema).pipe(Schema.withDecodingDefaultKey(Effect.succeed(undefined)))

const Moment = Schema.Finite

const grant = { appId: Schema.String, openId: Schema.String, scopes: Schema.Array(ScopeName) }

const Code = Schema.Struct({
  ...grant,
  code: Schema.String,
  redirectUri: Schema.String,
  challenge: maybe(Schema.String),
  expiresAt: Moment,
  used: Schema.Boolean,
  reusable: Schema.Boolean
}) satisfies Schema.Codec<AuthorizationCode, unknown>

const Access = Schema.Struct({
  ...grant,
  token: Schema.String,
  contract: Contract,
  expiresAt: Moment,
  revokedAt: Schema.optional(Moment)
}) satisfies Schema.Codec<AccessToken, unknown>

const Refresh = Schema.Struct({
  ...grant,
  token: Schema.String,
  expiresAt: Moment,
  rotatedAt: maybe(Moment),
  revokedAt: Schema.optional(Moment),
  reusable: Schema.Boolean
}) satisfies Schema.Codec<RefreshToken, unknown>

const Outcome = Schema.Union([
  Schema.Struct({ _tag: Schema.Literal("Published"), at: Moment }),
  Schema.Struct({ _tag: Schema.Literal("Failed"), at: Moment, reason: Schema.String })
])

const PostRow = Schema.Struct({
  publishId: Schema.String,
  openId: Schema.String,
  appId: Schema.String,
  contract: Contract,
  kind: Schema.Literals(["video", "photo"]),
  draft: Schema.Boolean,
  caption: Schema.String,
  description: Schema.String,
  privacy: maybe(Privacy),
  settings: Schema.Struct({ ...PostSettingsShape.fields, cover: maybe(Schema.Finite) }),
  urls: Schema.Array(Schema.String),
  uploadId: maybe(Schema.String),
  postId: Schema.String,
  acceptedAt: Moment,
  mediaAt: maybe(Moment),
  defect: maybe(Schema.String),
  problem: Schema.optional(Schema.String),
  facts: Schema.optional(Schema.Struct({
    container: Schema.optional(Schema.Literals(containers.map(({ extension }) => extension))),
    codec: Schema.optional(Schema.String),
    frameRate: Schema.optional(Schema.Finite),
    width: Schema.optional(Schema.Finite),
    height: Schema.optional(Schema.Finite),
    seconds: Schema.optional(Schema.Finite)
  })),
  polls: Count,
  outcome: maybe(Outcome),
  shared: Schema.Array(Schema.Struct({ postId: Schema.String, at: Moment, privacy: Privacy })),
  hidden: Schema.Array(Schema.Struct({ postId: Schema.String, at: Moment })),
  pinned: Schema.Boolean
}) satisfies Schema.Codec<Post, unknown>

const UploadRow = Schema.Struct({
  uploadId: Schema.String,
  token: Schema.String,
  publishId: Schema.String,
  plan: maybe(Schema.Struct({ size: Count, chunkSize: Count, chunkCount: Count })),
  confirmed: Count,
  chunks: Schema.Array(Schema.Struct({ first: Count, last: Count, at: Moment })),
  head: Schema.String,
  sha256: maybe(Schema.String),
  expiresAt: Moment,
  anyOrder: Schema.Boolean
}) satisfies Schema.Codec<Upload, unknown>

const reasons = [
  "unknown",
  "user-disconnected",
  "account-deleted",
  "age-changed",
  "account-banned",
  "developer-revoked"
] as const satisfies ReadonlyArray<RemovalReason>

/** Why an app lost its permission for a creator. */
export const RemovalReasonName = Schema.Literals(reasons)

const event = {
  id: Schema.String,
  event: EventName,
  appId: Schema.String,
  openId: maybe(Schema.String),
  at: Moment,
  content: Schema.Union([
    Schema.Struct({
      _tag: Schema.Literal("Post"),
      publishId: Schema.String,
      draft: Schema.Boolean,
      postId: Schema.optional(Schema.String),
      reason: Schema.optional(Schema.String)
    }),
    Schema.Struct({ _tag: Schema.Literal("Removal"), reason: RemovalReasonName }),
    Schema.Struct({ _tag: Schema.Literal("Raw"), json: Schema.String })
  ])
}

const WebhookEventRow = Schema.Struct(event) satisfies Schema.Codec<WebhookEvent, unknown>

const DeliveryRow = Schema.Struct({
  ...event,
  attempts: Schema.Array(Schema.Struct({
    at: Moment,
    status: maybe(Count),
    error: maybe(Schema.String),
    url: Schema.optional(Schema.String),
    signature: Schema.optional(Schema.String),
    response: Schema.optional(Schema.String)
  })),
  outcome: Schema.Literals(["waiting", "delivered", "dropped"]),
  nextAt: maybe(Moment)
}) satisfies Schema.Codec<Delivery, unknown>

const rows = <S extends Schema.Top>(row: S) => Schema.Array(Schema.Tuple([Schema.String, row]))

export const SnapshotShape = Schema.Struct({
  version: Schema.Literal(SNAPSHOT_VERSION),
  scenario: Schema.String,
  startedAt: Moment,
  clock: Schema.Struct({ offset: Schema.Finite, frozenAt: Schema.NullOr(Moment) }),
  faults: Schema.Array(ActiveFaultShape),
  rules: Schema.optional(
    Schema.Struct({ ...RuleChangesShape.fields, switches: Schema.optional(SwitchesShape) })
  ),
  tables: Schema.Struct({
    apps: rows(AppShape),
    creators: rows(CreatorShape),
    codes: rows(Code),
    accessTokens: rows(Access),
    refreshTokens: rows(Refresh),
    posts: rows(PostRow),
    uploads: rows(UploadRow),
    windows: rows(Schema.Array(Moment)),
    webhookEvents: rows(WebhookEventRow),
    deliveries: rows(DeliveryRow),
    counters: rows(Count)
  })
}).annotate({ identifier: "MockSnapshot" }) satisfies Schema.Codec<Snapshot, unknown>
