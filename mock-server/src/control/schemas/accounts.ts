/** Schemas of apps, creators and tokens. Unknown keys are refused. */
import * as Schema from "effect/Schema"
import * as Struct from "effect/Struct"
import { type App, MAX_TARGET_USERS, prefixProblem, scopes } from "../../engine/App.ts"
import { contracts } from "../../engine/ContractRules.ts"
import { type Creator, MAX_USERNAME } from "../../engine/Creator.ts"
import { privacyLevels } from "../../engine/privacyLevels.ts"

/** A time in epoch milliseconds. */
export const Moment = Schema.Finite.annotate({ description: "Epoch milliseconds on the mock's clock" })

/** A number that counts something. */
export const Count = Schema.Int.check(Schema.isGreaterThanOrEqualTo(0))

/** Name of a contract. */
export const Contract = Schema.Literals(contracts)

/** Name of a scope. */
export const ScopeName = Schema.Literals(scopes)

export const Privacy = Schema.Literals(privacyLevels)

const creatorSettings = {
  displayName: Schema.String,
  privateAccount: Schema.Boolean,
  banned: Schema.Boolean,
  atPostCap: Schema.Boolean,
  commentsOff: Schema.Boolean,
  duetsOff: Schema.Boolean,
  stitchesOff: Schema.Boolean,
  maxVideoSeconds: Count,
  appVersion: Schema.String.check(Schema.isPattern(/^\d+(\.\d+)*$/)),
  verified: Schema.Boolean,
  bio: Schema.String,
  bioLink: Schema.String,
  avatarUrl: Schema.String,
  avatarSize: Count,
  followers: Count,
  following: Count,
  videos: Count,
  likes: Count
}

/** Makes every field optional. */
const partial = <Fields extends Schema.Struct.Fields>(fields: Fields) =>
  Schema.Struct(fields).mapFields(Struct.map(Schema.optionalKey))

const Username = Schema.NonEmptyString.check(Schema.isMaxLength(MAX_USERNAME))

/** A creator. */
export const CreatorShape = Schema.Struct({
  openId: Schema.NonEmptyString,
  username: Username,
  ...creatorSettings
}).annotate({ identifier: "MockCreator" }) satisfies Schema.Codec<Creator, unknown>

/** The changes of a creator. */
export const CreatorPatchShape = partial({ username: Username, ...creatorSettings }).annotate({
  identifier: "MockCreatorPatch"
})

/** A creator to add. */
export const NewCreatorShape = Schema.Struct({
  username: Username,
  openId: Schema.optionalKey(Schema.NonEmptyString),
  ...CreatorPatchShape.mapFields(Struct.omit(["username"])).fields
}).annotate({ identifier: "MockNewCreator" })

const TargetUsers = Schema.Array(Schema.NonEmptyString).check(
  Schema.isMaxLength(MAX_TARGET_USERS)
)

const appSettings = {
  clientSecret: Schema.NonEmptyString,
  name: Schema.NonEmptyString,
  audited: Schema.Boolean,
  redirectUris: Schema.Array(Schema.String),
  anyRedirectUri: Schema.Boolean,
  verifiedPrefixes: Schema.Array(
    Schema.String.check(
      Schema.makeFilter((text: string) => prefixProblem(text) === undefined, {
        expected: "a domain, or a prefix like https://example.com/path/ that is no IP address"
      })
    )
  ),
  scopes: Schema.Array(ScopeName),
  activeUserCap: Schema.optional(Count),
  sandbox: Schema.optional(Schema.Boolean),
  targetUsers: Schema.optional(TargetUsers),
  webhookUrl: Schema.optional(Schema.NonEmptyString)
}

/** A registered app. */
export const AppShape = Schema.Struct({
  clientKeys: Schema.TupleWithRest(Schema.Tuple([Schema.NonEmptyString]), [Schema.NonEmptyString]),
  ...appSettings
}).annotate({ identifier: "MockApp" }) satisfies Schema.Codec<App, unknown>

/** The changes of an app. */
export const AppPatchShape = partial({
  ...appSettings,
  activeUserCap: Count,
  sandbox: Schema.Boolean,
  targetUsers: TargetUsers,
  webhookUrl: Schema.NonEmptyString
})
  .annotate({
    identifier: "MockAppPatch"
  })
