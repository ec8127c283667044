import * as Schema from "effect/Schema"
import { documentedLimits } from "../../engine/Rules.ts"
import { FORM, JSON_TYPE } from "../../wire/body.ts"
import { uploadEndpoint } from "../../wire/live/publish.ts"
import { contractRules } from "../../wire/live/rules.ts"
import {
  ClientGrantForm,
  CodeGrantForm,
  InboxInitBody,
  PhotoInitBody,
  PublishIdBody,
  RefreshGrantForm,
  RevokeForm,
  VideoInitBody,
  VideoListBody,
  VideoQueryBody
} from "../../wire/live/schemas.ts"
import { consentSpecs } from "../consent.ts"
import { badBody, badSource, badToken, hintHeader } from "../problems.ts"
import type { ContractSpec, LinkSpec, OperationSpec, ParameterSpec } from "../Spec.ts"
import { chunkParameters, chunkTypes, progressHeader } from "../upload.ts"
import {
  CannotPost,
  emptyEnvelope,
  EmptyObject,
  envelope,
  Int64,
  oauthAnswers,
  rawAnswer,
  refusals,
  success
} from "./answers.ts"
import { AppToken, CreatorInfo, Started, StartedPhotos, Status, Tokens, User, Video } from "./data.ts"
import { answerExamples, examples } from "./examples.ts"

const json = (schema: Schema.Constraint, samples?: Readonly<Record<string, unknown>>, required = true) => ({
  mediaTypes: [JSON_TYPE],
  schema,
  required,
  examples: samples
})

const uploadLink: LinkSpec = {
  operationId: "uploadChunk",
  description: "Send the chunks, one after the other, to the `upload_url` as it is.",
  url: "$response.body#/data/upload_url"
}

const statusLink: LinkSpec = {
  operationId: "fetchStatus",
  description: "Ask how far the post has come.",
  requestBody: { publish_id: "{$response.body#/data/publish_id}" }
}

const cancelLink: LinkSpec = {
  operationId: "cancelPost",
  description: "Give the post up while its media are being pulled.",
  requestBody: { publish_id: "{$response.body#/data/publish_id}" }
}

const fieldsOf = (schema: { readonly fields: Readonly<Record<string, unknown>> }): ParameterSpec => ({
  name: "fields",
  in: "query",
  required: true,
  description: `Which fields, separated by commas, of ${Object.keys(schema.fields).join(", ")}.`,
  schema: Schema.String,
  example: Object.keys(schema.fields).slice(0, 3).join(",")
})

const login: ReadonlyArray<OperationSpec> = [
  ...consentSpecs("Lower-case hex of the verifier's SHA-256: TikTok's own way, not that of RFC 7636."),
  {
    method: "POST",
    path: "/v2/oauth/token/",
    id: "issueTokens",
    tag: "Login",
    summary: "Get tokens",
    description: "For a code, for a refresh token, or for the app itself.",
    operations: ["token.exchange", "token.refresh", "token.client"],
    body: {
      mediaTypes: [FORM],
      schema: Schema.Union([
        CodeGrantForm.annotate({ identifier: "CodeGrant", title: "A code" }),
        RefreshGrantForm.annotate({ identifier: "RefreshGrant", title: "A refresh token" }),
        ClientGrantForm.annotate({ identifier: "ClientGrant", title: "The app itself" })
      ]),
      examples: examples.token
    },
    answers: oauthAnswers("The tokens.", [Tokens, AppToken], answerExamples.token)
  },
  {
    method: "POST",
    path: "/v2/oauth/revoke/",
    id: "revokeToken",
    tag: "Login",
    summary: "Give the creator's permission back",
    description: "Ends every token that the app has for the creator.",
    operations: ["token.revoke"],
    body: { mediaTypes: [FORM], schema: RevokeForm.annotate({ identifier: "Revoke" }), examples: examples.revoke },
    answers: oauthAnswers("Nothing: it is done.", [EmptyObject], { "It is done": {} })
  }
]

const creator: ReadonlyArray<OperationSpec> = [
  {
    method: "POST",
    path: "/v2/post/publish/creator_info/query/",
    id: "queryCreatorInfo",
    tag: "Creator",
    summary: "Ask what the creator may post now",
    description:
      `Asked afresh before each post. At most ${documentedLimits.creatorCallsPerMinute} calls a minute for one access token.`,
    operations: ["creator.info"],
    scopes: contractRules.scopes.creator,
    answers: {
      ...refusals([...badToken, "TooManyCalls"]),
      200: {
        ...success(
          "What the creator may post. Or, on purpose with status 200, that nothing can be posted: look at the code.",
          Schema.Union([envelope(CreatorInfo), CannotPost(CreatorInfo)]),
          answerExamples.creatorInfo
        )
      }
    }
  },
  {
    method: "GET",
    path: "/v2/user/info/",
    id: "queryUser",
    tag: "Creator",
    summary: "Read the creator's profile",
    description:
      `Each field needs its scope. At most ${documentedLimits.displayCallsPerMinute} calls a minute for one access token.`,
    operations: ["user.info"],
    scopes: ["user.info.basic", "user.info.profile", "user.info.stats"],
    parameters: [fieldsOf(User)],
    answers: {
      ...refusals([...badToken, "Malformed", "FieldOutsideScope", "TooManyCalls"]),
      200: success("The profile.", envelope(Schema.Struct({ user: User })))
    }
  }
]

const posting: ReadonlyArray<OperationSpec> = [
  {
    method: "POST",
    path: "/v2/post/publish/video/init/",
    id: "initVideo",
    tag: "Posting",
    summary: "Begin a video post",
    description:
      `Two of these are two posts: there is no key against repetition. At most ${documentedLimits.initsPerMinute} a minute for one access token.`,
    operations: ["video.init"],
    scopes: contractRules.scopes.direct,
    body: json(VideoInitBody.annotate({ identifier: "VideoInit", title: "A direct video post" }), examples.videoInit),
    answers: {
      ...refusals([
        ...badBody,
        ...badToken,
        ...badSource,
        "BannedCreator",
        "UnauditedApp",
        "PrivacyNotOffered",
        "BrandedPrivate",
        "TooManyPosts",
        "TooManyCreators",
        "TooManyInits"
      ]),
      200: {
        ...success("The post has begun.", envelope(Started), answerExamples.started),
        links: { upload: uploadLink, status: statusLink, cancel: cancelLink }
      }
    }
  },
  {
    method: "POST",
    path: "/v2/post/publish/inbox/video/init/",
    id: "initInboxVideo",
    tag: "Posting",
    summary: "Begin a draft of a video",
    description:
      `Caption and privacy are chosen by the creator in TikTok. At most ${documentedLimits.initsPerMinute} a minute for one access token.`,
    operations: ["inbox.init"],
    scopes: contractRules.scopes.draft,
    body: json(InboxInitBody.annotate({ identifier: "InboxInit", title: "A draft of a video" }), examples.inboxInit),
    answers: {
      ...refusals([...badBody, ...badToken, ...badSource, "BannedCreator", "TooManyDrafts", "TooManyInits"]),
      200: {
        ...success("The draft has begun.", envelope(Started), answerExamples.startedDraft),
        links: { upload: uploadLink, status: statusLink, cancel: cancelLink }
      }
    }
  },
  {
    method: "POST",
    path: "/v2/post/publish/content/init/",
    id: "initPhotos",
    tag: "Posting",
    summary: "Begin a photo post, or a draft of one",
    description:
      `Photos are pulled, never uploaded. At most ${documentedLimits.initsPerMinute} a minute for one access token.`,
    operations: ["photo.init"],
    scopes: [...contractRules.scopes.direct, ...contractRules.scopes.draft],
    body: json(PhotoInitBody.annotate({ identifier: "PhotoInit", title: "A photo post" }), examples.photoInit),
    answers: {
      ...refusals([
        ...badBody,
        ...badToken,
        "UnownedUrl",
        "BannedCreator",
        "UnauditedApp",
        "PrivacyNotOffered",
        "BrandedPrivate",
        "OldApp",
        "TooManyPosts",
        "TooManyDrafts",
        "TooManyCreators",
        "TooManyInits"
      ]),
      200: {
        ...success("The post has begun.", envelope(StartedPhotos), answerExamples.startedPhotos),
        links: { status: statusLink, cancel: cancelLink }
      }
    }
  }
]

/** The number in the header of a chunk. */
const progressText = "What has come: a count of bytes, or the last byte; a switch of the mock."

const afterUpload = {
  links: { status: { operationId: "fetchStatus", description: "Ask, with the `publish_id` of the init." } }
}

const upload: OperationSpec = {
  method: "PUT",
  path: uploadEndpoint.path,
  id: "uploadChunk",
  tag: "Upload",
  summary: "Send a chunk",
  description:
    "Strictly one after the other, to the `upload_url` as it is. The secret is in the address: no token here.",
  operations: ["upload"],
  parameters: chunkParameters,
  body: { mediaTypes: chunkTypes },
  answers: {
    200: {
      ...rawAnswer(
        "The last chunk has come: reported instead of 201, a switch of the mock.",
        progressHeader(progressText)
      ),
      ...afterUpload
    },
    201: { ...rawAnswer("The last chunk has come.", progressHeader(progressText)), ...afterUpload },
    206: {
      ...rawAnswer("The chunk has come; the next one, please.", progressHeader(progressText)),
      links: { next: { operationId: "uploadChunk", description: "Send the next chunk to the same address." } }
    },
    400: rawAnswer("A header is wrong, or the length of the body is not that of its range."),
    403: rawAnswer("The `upload_url` has expired: initialize again."),
    404: rawAnswer("There is no such upload: initialize again."),
    416: rawAnswer("Another chunk was expected: go on where the header says.", {
      ...hintHeader,
      ...progressHeader(progressText)
    }),
    "5XX": { description: "TikTok is broken, or a fault says so: send the same chunk again." }
  }
}

const status: ReadonlyArray<OperationSpec> = [
  {
    method: "POST",
    path: "/v2/post/publish/status/fetch/",
    id: "fetchStatus",
    tag: "Status",
    summary: "Ask how far a post has come",
    description:
      `A post that failed is no error of this call. At most ${documentedLimits.statusCallsPerMinute} calls a minute for one access token.`,
    operations: ["status"],
    scopes: contractRules.scopes.status,
    body: json(PublishIdBody.annotate({ identifier: "PublishId" }), examples.publishId),
    answers: {
      ...refusals([...badBody, ...badToken, "UnknownPost", "ForeignPost", "TooManyCalls"]),
      200: {
        ...success("Where the post stands.", envelope(Status), answerExamples.status),
        links: { again: { operationId: "fetchStatus", description: "Ask again, until it is over." } }
      }
    }
  },
  {
    method: "POST",
    path: "/v2/post/publish/cancel/",
    id: "cancelPost",
    tag: "Status",
    summary: "Give a post up",
    description: "Only while its media are being pulled.",
    operations: ["cancel"],
    scopes: contractRules.scopes.status,
    body: json(PublishIdBody.annotate({ identifier: "PublishId" }), examples.publishId),
    answers: {
      ...refusals([...badBody, ...badToken, "UnknownPost", "ForeignPost", "NotCancelable"]),
      200: success("The post has ended.", emptyEnvelope, answerExamples.canceled)
    }
  }
]

const videos: ReadonlyArray<OperationSpec> = [
  {
    method: "POST",
    path: "/v2/video/list/",
    id: "listVideos",
    tag: "Videos",
    summary: "List the creator's public videos",
    description: "Newest first, a page at a time.",
    operations: ["video.list"],
    scopes: ["video.list"],
    parameters: [fieldsOf(Video)],
    body: json(VideoListBody.annotate({ identifier: "VideoList" }), examples.videoList),
    answers: {
      ...refusals([...badBody, ...badToken, "TooManyCalls"]),
      200: success(
        "A page.",
        envelope(Schema.Struct({
          videos: Schema.Array(Video),
          cursor: Int64.annotate({ description: "Milliseconds; of the next page." }),
          has_more: Schema.Boolean
        }))
      )
    }
  },
  {
    method: "POST",
    path: "/v2/video/query/",
    id: "queryVideos",
    tag: "Videos",
    summary: "Look public videos up by their ids",
    description: "What is not the creator's is left out.",
    operations: ["video.query"],
    scopes: ["video.list"],
    parameters: [fieldsOf(Video)],
    body: json(VideoQueryBody.annotate({ identifier: "VideoQuery" }), examples.videoQuery),
    answers: {
      ...refusals([...badBody, ...badToken, "TooManyCalls"]),
      200: success("The videos.", envelope(Schema.Struct({ videos: Schema.Array(Video) })))
    }
  }
]

/** The API as TikTok publishes it. */
export const liveSpec: ContractSpec = {
  title: "TikTok Content Posting API, as published",
  description:
    "What TikTok's pages document, in front of a mock on your machine. Success is `error.code` \"ok\", regardless of the HTTP "
    + "status. A token that was asked for with a form speaks this contract.",
  source: {
    description: "TikTok's own pages, and reports where they are silent",
    url: "https://developers.tiktok.com/doc/content-posting-api-get-started"
  },
  operations: [...login, ...creator, ...posting, upload, ...status, ...videos]
}
