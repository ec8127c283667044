import * as Schema from "effect/Schema"
import { documentedLimits } from "../../engine/documentedLimits.ts"
import { contractRules } from "../../wire/catalog/contractRules.ts"
import { uploadEndpoint } from "../../wire/catalog/publish.ts"
import {
  InboxInitBody,
  PhotoInitBody,
  StatusRequestBody,
  TokenRequestBody,
  VideoInitBody
} from "../../wire/catalog/schemas.ts"
import { consentSpecs } from "../consent.ts"
import { json, statusLink, uploadLink } from "../parts.ts"
import { badBody, badChunk, badGrant, badSource, badToken } from "../problems.ts"
import type { ContractSpec, OperationSpec } from "../Spec.ts"
import { chunkParameters, chunkTypes, progressHeader } from "../upload.ts"
import { Started, StartedDraft, StartedPhotos, Status, Tokens, User } from "./data.ts"
import { examples, responseExamples } from "./examples.ts"
import { refusals, success } from "./responses.ts"

const chunkLink = uploadLink("Send the chunks in order to the `upload_url`, with its `part_number`, counted from 1.")

const login: ReadonlyArray<OperationSpec> = [
  ...consentSpecs(
    "Lower-case hex of the verifier's SHA-256. The reference does not mention it, but the mock accepts it."
  ),
  {
    method: "POST",
    path: "/v2/oauth/token/",
    id: "issueTokens",
    tag: "Login",
    summary: "Get tokens",
    description: "Exchanges a code or a refresh token.",
    operations: ["token.exchange", "token.refresh"],
    body: json(TokenRequestBody.annotate({ identifier: "TokenRequest" }), examples.token),
    responses: { ...refusals([...badBody, ...badGrant]), 200: success("The tokens.", Tokens, responseExamples.token) }
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
      `At most ${documentedLimits.initsPerMinute} inits of all kinds per minute for one access token, and ${documentedLimits.postsPerDay} videos per day for one account.`,
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
        "TooManyPosts",
        "TooManyInits"
      ]),
      200: {
        ...success("The post is started.", Started, responseExamples.started),
        links: { upload: chunkLink, status: statusLink }
      }
    }
  },
  {
    method: "POST",
    path: "/v2/post/publish/content/init/",
    id: "initPhotos",
    tag: "Posting",
    summary: "Start a photo post or photo draft",
    description: "Photos are pulled, not uploaded. They count against the limit per minute, but not per day.",
    operations: ["photo.init"],
    scopes: [
      ...contractRules.scopes.direct,
      ...contractRules.scopes.draft.filter((scope) => !contractRules.scopes.direct.includes(scope))
    ],
    body: json(PhotoInitBody.annotate({ identifier: "PhotoInit", title: "A photo post" }), examples.photoInit),
    responses: {
      ...refusals([
        ...badBody,
        ...badToken,
        "UnownedUrl",
        "BannedCreator",
        "UnauditedApp",
        "PrivacyNotOffered",
        "TooManyInits"
      ]),
      200: {
        ...success("The post is started.", StartedPhotos, responseExamples.startedPhotos),
        links: { status: statusLink }
      }
    }
  },
  {
    method: "POST",
    path: "/v2/post/publish/inbox/video/init/",
    id: "initInboxVideo",
    tag: "Posting",
    summary: "Start a video draft",
    description: "The creator completes it in TikTok. It counts as an init and as a video.",
    operations: ["inbox.init"],
    scopes: contractRules.scopes.draft,
    body: json(InboxInitBody.annotate({ identifier: "InboxInit", title: "A draft of a video" }), examples.inboxInit),
    responses: {
      ...refusals([...badBody, ...badToken, ...badSource, "BannedCreator", "TooManyPosts", "TooManyInits"]),
      200: {
        ...success("The draft is started.", StartedDraft, responseExamples.startedDraft),
        links: { upload: chunkLink, status: statusLink }
      }
    }
  }
]

const upload: OperationSpec = {
  method: "PUT",
  path: uploadEndpoint.path,
  id: "uploadChunk",
  tag: "Upload",
  summary: "Send a chunk",
  description:
    "Send chunks in order to the `upload_url` with its `part_number`. The `Content-Range` decides the position.",
  operations: ["upload"],
  parameters: [
    ...chunkParameters,
    {
      name: "part_number",
      in: "query",
      required: false,
      description: "Number of the chunk, counted from 1.",
      schema: Schema.String,
      example: "1"
    }
  ],
  body: { mediaTypes: chunkTypes },
  responses: {
    ...refusals([...badChunk, "Malformed"], {
      416: progressHeader("The received bytes as a range; an asterisk for none.")
    }),
    200: {
      description: "The chunk is received.",
      headers: progressHeader("The received bytes as a range."),
      links: {
        next: { operationId: "uploadChunk", description: "Send the next chunk to the same URL." },
        status: { operationId: "fetchStatus", description: "After the last chunk, with the `publish_id` of the init." }
      }
    }
  }
}

const status: OperationSpec = {
  method: "POST",
  path: "/v2/post/publish/status/fetch/",
  id: "fetchStatus",
  tag: "Status",
  summary: "Get the status of a post",
  description:
    "Call it every 5 seconds until the post is POSTED or FAILED. A failed post is not an error of this call.",
  operations: ["status"],
  scopes: contractRules.scopes.status,
  body: json(StatusRequestBody.annotate({ identifier: "StatusRequest" }), examples.status),
  responses: {
    ...refusals([...badBody, ...badToken, "UnknownPost", "ForeignPost"]),
    200: {
      ...success("The status of the post.", Status, responseExamples.status),
      links: { again: { operationId: "fetchStatus", description: "Call again until the status is final." } }
    }
  }
}

const creator: OperationSpec = {
  method: "GET",
  path: "/v2/creator_info/query/",
  id: "queryCreator",
  tag: "Creator",
  summary: "Read the creator's profile",
  description: "Returns all fields, or the requested ones.",
  operations: ["creator.info"],
  scopes: contractRules.scopes.creator,
  parameters: [{
    name: "fields",
    in: "query",
    required: false,
    description: `Field names, separated by commas, from ${Object.keys(User.fields).join(", ")}.`,
    schema: Schema.String,
    example: "open_id,display_name,follower_count"
  }],
  responses: {
    ...refusals([...badToken, "Malformed"]),
    200: success("The profile.", Schema.Struct({ user: User }), responseExamples.user)
  }
}

/** The API as the endpoint reference specifies it. */
export const catalogSpec: ContractSpec = {
  title: "TikTok API, catalog contract",
  description:
    "The API that the endpoint reference of December 2025 specifies, as a mock on your machine. A token from a JSON "
    + "token request belongs to this contract.",
  source: { description: "TikTok API Endpoints Reference, complete endpoint catalog, December 15, 2025" },
  operations: [...login, creator, ...posting, upload, status]
}
