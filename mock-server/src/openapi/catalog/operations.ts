import * as Schema from "effect/Schema"
import { JSON_TYPE } from "../../wire/body.ts"
import { uploadEndpoint } from "../../wire/catalog/publish.ts"
import { contractRules } from "../../wire/catalog/rules.ts"
import {
  InboxInitBody,
  PhotoInitBody,
  StatusRequestBody,
  TokenRequestBody,
  VideoInitBody
} from "../../wire/catalog/schemas.ts"
import { consentSpecs } from "../consent.ts"
import { badBody, badChunk, badGrant, badSource, badToken } from "../problems.ts"
import type { ContractSpec, LinkSpec, OperationSpec } from "../Spec.ts"
import { chunkParameters, chunkTypes, progressHeader } from "../upload.ts"
import { refusals, success } from "./answers.ts"
import { Started, StartedDraft, StartedPhotos, Status, Tokens, User } from "./data.ts"
import { answerExamples, examples } from "./examples.ts"

const json = (schema: Schema.Constraint, samples: Readonly<Record<string, unknown>>) => ({
  mediaTypes: [JSON_TYPE],
  schema,
  examples: samples
})

const uploadLink: LinkSpec = {
  operationId: "uploadChunk",
  description: "Send the chunks, one after the other, to the `upload_url`; set its `part_number`, counted from 1.",
  url: "$response.body#/data/upload_url"
}

const statusLink: LinkSpec = {
  operationId: "fetchStatus",
  description: "Ask how far the post has come.",
  requestBody: { publish_id: "{$response.body#/data/publish_id}" }
}

const login: ReadonlyArray<OperationSpec> = [
  ...consentSpecs("Lower-case hex of the verifier's SHA-256. The reference knows none; the mock takes one."),
  {
    method: "POST",
    path: "/v2/oauth/token/",
    id: "issueTokens",
    tag: "Login",
    summary: "Get tokens",
    description: "For a code, or for a refresh token.",
    operations: ["token.exchange", "token.refresh"],
    body: json(TokenRequestBody.annotate({ identifier: "TokenRequest" }), examples.token),
    answers: { ...refusals([...badBody, ...badGrant]), 200: success("The tokens.", Tokens, answerExamples.token) }
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
      "At most 6 initializations of all kinds a minute for one access token, and 15 videos a day for one account.",
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
        "TooManyPosts",
        "TooManyInits"
      ]),
      200: {
        ...success("The post has begun.", Started, answerExamples.started),
        links: { upload: uploadLink, status: statusLink }
      }
    }
  },
  {
    method: "POST",
    path: "/v2/post/publish/content/init/",
    id: "initPhotos",
    tag: "Posting",
    summary: "Begin a photo post, or a draft of one",
    description: "Photos are pulled, never uploaded. They count against the minute, not against the day.",
    operations: ["photo.init"],
    scopes: [
      ...contractRules.scopes.direct,
      ...contractRules.scopes.draft.filter((scope) => !contractRules.scopes.direct.includes(scope))
    ],
    body: json(PhotoInitBody.annotate({ identifier: "PhotoInit", title: "A photo post" }), examples.photoInit),
    answers: {
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
        ...success("The post has begun.", StartedPhotos, answerExamples.startedPhotos),
        links: { status: statusLink }
      }
    }
  },
  {
    method: "POST",
    path: "/v2/post/publish/inbox/video/init/",
    id: "initInboxVideo",
    tag: "Posting",
    summary: "Begin a draft of a video",
    description: "The creator finishes it in TikTok. Counts as an initialization and as a video.",
    operations: ["inbox.init"],
    scopes: contractRules.scopes.draft,
    body: json(InboxInitBody.annotate({ identifier: "InboxInit", title: "A draft of a video" }), examples.inboxInit),
    answers: {
      ...refusals([...badBody, ...badToken, ...badSource, "BannedCreator", "TooManyPosts", "TooManyInits"]),
      200: {
        ...success("The draft has begun.", StartedDraft, answerExamples.startedDraft),
        links: { upload: uploadLink, status: statusLink }
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
  description: "To the `upload_url` with its `part_number`, one after the other. What decides is the `Content-Range`.",
  operations: ["upload"],
  parameters: [
    ...chunkParameters,
    {
      name: "part_number",
      in: "query",
      required: false,
      description: "Which chunk, counted from 1.",
      schema: Schema.String,
      example: "1"
    }
  ],
  body: { mediaTypes: chunkTypes },
  answers: {
    ...refusals([...badChunk, "Malformed"], {
      416: progressHeader("What has come, as a range; an asterisk where there is nothing.")
    }),
    200: {
      description: "The chunk has come.",
      headers: progressHeader("What has come, as a range."),
      links: {
        next: { operationId: "uploadChunk", description: "Send the next chunk to the same address." },
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
  summary: "Ask how far a post has come",
  description: "Every 5 seconds, until it is POSTED or FAILED. A post that failed is no error of this call.",
  operations: ["status"],
  scopes: contractRules.scopes.status,
  body: json(StatusRequestBody.annotate({ identifier: "StatusRequest" }), examples.status),
  answers: {
    ...refusals([...badBody, ...badToken, "UnknownPost", "ForeignPost"]),
    200: {
      ...success("Where the post stands.", Status, answerExamples.status),
      links: { again: { operationId: "fetchStatus", description: "Ask again, until it is over." } }
    }
  }
}

const creator: OperationSpec = {
  method: "GET",
  path: "/v2/creator_info/query/",
  id: "queryCreator",
  tag: "Creator",
  summary: "Read the creator's profile",
  description: "All fields, or those that are asked for.",
  operations: ["creator.info"],
  scopes: contractRules.scopes.creator,
  parameters: [{
    name: "fields",
    in: "query",
    required: false,
    description: `Which fields, separated by commas, of ${Object.keys(User.fields).join(", ")}.`,
    schema: Schema.String,
    example: "open_id,display_name,follower_count"
  }],
  answers: {
    ...refusals([...badToken, "Malformed"]),
    200: success("The profile.", Schema.Struct({ user: User }), answerExamples.user)
  }
}

/** The API as the endpoint reference specifies it. */
export const catalogSpec: ContractSpec = {
  title: "TikTok API, as the endpoint reference has it",
  description:
    "What the endpoint reference of December 2025 specifies, in front of a mock on your machine. A token that was asked "
    + "for with JSON speaks this contract.",
  source: { description: "TikTok API Endpoints Reference, complete endpoint catalog, December 15, 2025" },
  operations: [...login, creator, ...posting, upload, status]
}
