import * as Schema from "effect/Schema"
import { documentedLimits } from "../../engine/documentedLimits.ts"
import { FORM } from "../../wire/body.ts"
import { contractRules } from "../../wire/live/contractRules.ts"
import { uploadEndpoint } from "../../wire/live/publish.ts"
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
import { json, postLink, statusLink, uploadLink } from "../parts.ts"
import { badBody, badSource, badToken, hintHeader } from "../problems.ts"
import type { ContractSpec, OperationSpec, ParameterSpec } from "../Spec.ts"
import { chunkParameters, chunkTypes, progressHeader } from "../upload.ts"
import { AppToken, CreatorInfo, Started, StartedPhotos, Status, Tokens, User, Video } from "./data.ts"
import { examples, responseExamples } from "./examples.ts"
import {
  CannotPost,
  emptyEnvelope,
  EmptyObject,
  envelope,
  Int64,
  oauthResponses,
  rawResponse,
  refusals,
  success
} from "./responses.ts"

const chunkLink = uploadLink("Send the chunks in order to the unchanged `upload_url`.")

const cancelLink = postLink("cancelPost", "Cancel the post while its media are pulled.")

const fieldsOf = (schema: { readonly fields: Readonly<Record<string, unknown>> }): ParameterSpec => ({
  name: "fields",
  in: "query",
  required: true,
  description: `Field names, separated by commas, from ${Object.keys(schema.fields).join(", ")}.`,
  schema: Schema.String,
  example: Object.keys(schema.fields).slice(0, 3).join(",")
})

const login: ReadonlyArray<OperationSpec> = [
  ...consentSpecs("Lower-case hex of the verifier's SHA-256, unlike RFC 7636."),
  {
    method: "POST",
    path: "/v2/oauth/token/",
    id: "issueTokens",
    tag: "Login",
    summary: "Get tokens",
    description: "Exchanges a code or a refresh token, or issues a client token.",
    operations: ["token.exchange", "token.refresh", "token.client"],
    body: {
      mediaTypes: [FORM],
      schema: Schema.Union([
        CodeGrantForm.annotate({ identifier: "CodeGrant", title: "A code" }),
        RefreshGrantForm.annotate({ identifier: "RefreshGrant", title: "A refresh token" }),
        ClientGrantForm.annotate({ identifier: "ClientGrant", title: "A client token" })
      ]),
      examples: examples.token
    },
    responses: oauthResponses("The tokens.", [Tokens, AppToken], responseExamples.token)
  },
  {
    method: "POST",
    path: "/v2/oauth/revoke/",
    id: "revokeToken",
    tag: "Login",
    summary: "Revoke the creator's tokens",
    description: "Revokes every token that the app has for the creator.",
    operations: ["token.revoke"],
    body: { mediaTypes: [FORM], schema: RevokeForm.annotate({ identifier: "Revoke" }), examples: examples.revoke },
    responses: oauthResponses("The tokens are revoked.", [EmptyObject], { "Revoked": {} })
  }
]

const creator: ReadonlyArray<OperationSpec> = [
  {
    method: "POST",
    path: "/v2/post/publish/creator_info/query/",
    id: "queryCreatorInfo",
    tag: "Creator",
    summary: "Get the creator's posting options",
    description:
      `Call it before each post. At most ${documentedLimits.creatorCallsPerMinute} calls per minute for one access token.`,
    operations: ["creator.info"],
    scopes: contractRules.scopes.creator,
    responses: {
      ...refusals([...badToken, "TooManyCalls"]),
      200: {
        ...success(
          "The posting options. A creator who cannot post now has this status too, with an error code.",
          Schema.Union([envelope(CreatorInfo), CannotPost(CreatorInfo)]),
          responseExamples.creatorInfo
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
      `Each field requires its scope. At most ${documentedLimits.displayCallsPerMinute} calls per minute for one access token.`,
    operations: ["user.info"],
    scopes: ["user.info.basic", "user.info.profile", "user.info.stats"],
    parameters: [fieldsOf(User)],
    responses: {
      ...refusals([...badToken, "Malformed", "FieldOutsideScope", "SandboxProfile", "TooManyCalls"]),
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
    summary: "Start a video post",
    description:
      `Each call makes a new post: there is no idempotency key. At most ${documentedLimits.initsPerMinute} calls per minute for one access token.`,
    operations: ["video.init"],
    scopes: contractRules.scopes.direct,
    body: json(VideoInitBody.annotate({ identifier: "VideoInit", title: "A direct video post" }), examples.videoInit),
    responses: {
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
        ...success("The post is started.", envelope(Started), responseExamples.started),
        links: { upload: chunkLink, status: statusLink, cancel: cancelLink }
      }
    }
  },
  {
    method: "POST",
    path: "/v2/post/publish/inbox/video/init/",
    id: "initInboxVideo",
    tag: "Posting",
    summary: "Start a video draft",
    description:
      `The creator chooses caption and privacy in TikTok. At most ${documentedLimits.initsPerMinute} calls per minute for one access token.`,
    operations: ["inbox.init"],
    scopes: contractRules.scopes.draft,
    body: json(InboxInitBody.annotate({ identifier: "InboxInit", title: "A draft of a video" }), examples.inboxInit),
    responses: {
      ...refusals([...badBody, ...badToken, ...badSource, "BannedCreator", "TooManyDrafts", "TooManyInits"]),
      200: {
        ...success("The draft is started.", envelope(Started), responseExamples.startedDraft),
        links: { upload: chunkLink, status: statusLink, cancel: cancelLink }
      }
    }
  },
  {
    method: "POST",
    path: "/v2/post/publish/content/init/",
    id: "initPhotos",
    tag: "Posting",
    summary: "Start a photo post or photo draft",
    description:
      `Photos are pulled, not uploaded. At most ${documentedLimits.initsPerMinute} calls per minute for one access token.`,
    operations: ["photo.init"],
    scopes: [...contractRules.scopes.direct, ...contractRules.scopes.draft],
    body: json(PhotoInitBody.annotate({ identifier: "PhotoInit", title: "A photo post" }), examples.photoInit),
    responses: {
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
        ...success("The post is started.", envelope(StartedPhotos), responseExamples.startedPhotos),
        links: { status: statusLink, cancel: cancelLink }
      }
    }
  }
]

/** The description of the `Content-Range` in a response. */
const progressText = "The received bytes. The end is their number or the last byte, by the switch `uploadProgress`."

const afterUpload = {
  links: { status: { operationId: "fetchStatus", description: "Get the status with the `publish_id` of the init." } }
}

const upload: OperationSpec = {
  method: "PUT",
  path: uploadEndpoint.path,
  id: "uploadChunk",
  tag: "Upload",
  summary: "Send a chunk",
  description: "Send chunks in order to the unchanged `upload_url`. The URL has the secret, so there is no token.",
  operations: ["upload"],
  parameters: chunkParameters,
  body: { mediaTypes: chunkTypes },
  responses: {
    200: {
      ...rawResponse(
        "The last chunk is received, with the switch `lastChunkStatus`.",
        progressHeader(progressText)
      ),
      ...afterUpload
    },
    201: { ...rawResponse("The last chunk is received.", progressHeader(progressText)), ...afterUpload },
    206: {
      ...rawResponse("The chunk is received. Send the next one.", progressHeader(progressText)),
      links: { next: { operationId: "uploadChunk", description: "Send the next chunk to the same URL." } }
    },
    400: rawResponse("A header is invalid, or the length of the body differs from its range."),
    403: rawResponse("The `upload_url` has expired. Send a new init."),
    404: rawResponse("The upload does not exist. Send a new init."),
    416: rawResponse("Another chunk is expected. Continue after the bytes in the header.", {
      ...hintHeader,
      ...progressHeader(progressText)
    }),
    "5XX": { description: "A server error, or a fault. Send the same chunk again." }
  }
}

const status: ReadonlyArray<OperationSpec> = [
  {
    method: "POST",
    path: "/v2/post/publish/status/fetch/",
    id: "fetchStatus",
    tag: "Status",
    summary: "Get the status of a post",
    description:
      `A failed post is not an error of this call. At most ${documentedLimits.statusCallsPerMinute} calls per minute for one access token.`,
    operations: ["status"],
    scopes: contractRules.scopes.status,
    body: json(PublishIdBody.annotate({ identifier: "PublishId" }), examples.publishId),
    responses: {
      ...refusals([...badBody, ...badToken, "UnknownPost", "ForeignPost", "TooManyCalls"]),
      200: {
        ...success("The status of the post.", envelope(Status), responseExamples.status),
        links: { again: { operationId: "fetchStatus", description: "Call again until the status is final." } }
      }
    }
  },
  {
    method: "POST",
    path: "/v2/post/publish/cancel/",
    id: "cancelPost",
    tag: "Status",
    summary: "Cancel a post",
    description: "Only while its media are pulled.",
    operations: ["cancel"],
    scopes: contractRules.scopes.status,
    body: json(PublishIdBody.annotate({ identifier: "PublishId" }), examples.publishId),
    responses: {
      ...refusals([...badBody, ...badToken, "UnknownPost", "ForeignPost", "NotCancelable"]),
      200: success("The post is canceled.", emptyEnvelope, responseExamples.canceled)
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
    description: "Newest first, in pages.",
    operations: ["video.list"],
    scopes: ["video.list"],
    parameters: [fieldsOf(Video)],
    body: json(VideoListBody.annotate({ identifier: "VideoList" }), examples.videoList),
    responses: {
      ...refusals([...badBody, ...badToken, "TooManyCalls"]),
      200: success(
        "A page.",
        envelope(Schema.Struct({
          videos: Schema.Array(Video),
          cursor: Int64.annotate({ description: "Cursor of the next page, in epoch milliseconds." }),
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
    summary: "Get public videos by their ids",
    description: "Videos of other creators are omitted.",
    operations: ["video.query"],
    scopes: ["video.list"],
    parameters: [fieldsOf(Video)],
    body: json(VideoQueryBody.annotate({ identifier: "VideoQuery" }), examples.videoQuery),
    responses: {
      ...refusals([...badBody, ...badToken, "TooManyCalls"]),
      200: success("The videos.", envelope(Schema.Struct({ videos: Schema.Array(Video) })))
    }
  }
]

/** The API as TikTok publishes it. */
export const liveSpec: ContractSpec = {
  title: "TikTok Content Posting API, live contract",
  description:
    "The API that TikTok's pages document, as a mock on your machine. Success is `error.code` \"ok\", regardless of the HTTP "
    + "status. A token from a form request belongs to this contract.",
  source: {
    description: "TikTok's own pages, and reports from production for open points",
    url: "https://developers.tiktok.com/doc/content-posting-api-get-started"
  },
  operations: [...login, ...creator, ...posting, upload, ...status, ...videos]
}
