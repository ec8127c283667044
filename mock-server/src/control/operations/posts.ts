import * as Schema from "effect/Schema"
import { containers } from "../../engine/container.ts"
import { existing } from "../../engine/ControlError.ts"
import { whyNothingIsKept } from "../../media/options.ts"
import type { Mock } from "../../Mock.ts"
import { fileOperation, operation } from "../operation.ts"
import { ControlProblem } from "../Problem.ts"
import { Privacy } from "../schemas/accounts.ts"
import { PostShape, StageName, UploadShape } from "../schemas/views.ts"
import { serveFile } from "../serveFile.ts"

export const postOperations = [
  operation({
    method: "GET",
    path: "/_mock/posts",
    summary: "List posts",
    query: Schema.Struct({ creator: Schema.optionalKey(Schema.String), stage: Schema.optionalKey(StageName) }),
    response: Schema.Struct({ posts: Schema.Array(PostShape) }),
    handle: ({ control }, { query }) => ({
      posts: control.posts().filter(({ creator, stage }) =>
        (query.creator ?? creator) === creator && (query.stage ?? stage) === stage
      )
    })
  }),
  operation({
    method: "GET",
    path: "/_mock/posts/{publishId}",
    summary: "Show a post",
    response: PostShape,
    handle: (mock, { params }) => postOf(mock, params.publishId)
  }),
  fileOperation({
    path: "/_mock/posts/{publishId}/media",
    summary: "Download the kept file of a post, or a range of it",
    hasRanges: true,
    fileTypes: [...containers.map(({ type }) => type), "application/octet-stream"],
    handle: (mock, { headers, method, params: { publishId } }) => {
      const { media, sha256 } = postOf(mock, publishId)
      if (media === undefined) {
        const reason = whyNothingIsKept(mock.settings().media)
        throw new ControlProblem(404, `the file of ${publishId} was not kept: ${reason}`)
      }
      return serveFile({ headers, method }, { ...media, sha256: media.isWhole ? sha256 : undefined })
    }
  }),
  operation({
    method: "POST",
    path: "/_mock/posts/{publishId}/complete",
    summary: "Complete a post now; it still fails when its media are invalid",
    response: PostShape,
    handle: (mock, { params: { publishId } }) => {
      mock.control.completePost(publishId)
      return postOf(mock, publishId)
    }
  }),
  operation({
    method: "POST",
    path: "/_mock/posts/{publishId}/fail",
    summary: "Fail a post with a reason",
    body: Schema.Struct({ reason: Schema.NonEmptyString }),
    response: PostShape,
    handle: (mock, { body, params: { publishId } }) => {
      mock.control.failPost(publishId, body.reason)
      return postOf(mock, publishId)
    }
  }),
  operation({
    method: "POST",
    path: "/_mock/posts/{publishId}/publish",
    summary: "Publish a draft from the inbox, as its creator would",
    body: Schema.Struct({ privacy: Schema.optionalKey(Privacy) }),
    response: Schema.Struct({ postId: Schema.String, post: PostShape }),
    handle: (mock, { body, params: { publishId } }) => {
      const postId = mock.control.publishDraft(publishId, body.privacy)
      return { postId, post: postOf(mock, publishId) }
    }
  }),
  operation({
    method: "POST",
    path: "/_mock/posts/{publishId}/hide",
    summary: "Hide a post from the public",
    response: PostShape,
    handle: (mock, { params: { publishId } }) => {
      mock.control.hidePost(publishId)
      return postOf(mock, publishId)
    }
  })
]

export const uploadOperations = [
  operation({
    method: "GET",
    path: "/_mock/uploads",
    summary: "List uploads with their chunks",
    response: Schema.Struct({ uploads: Schema.Array(UploadShape) }),
    handle: ({ control }) => ({ uploads: control.uploads() })
  }),
  operation({
    method: "GET",
    path: "/_mock/uploads/{publishId}",
    summary: "Show the upload of a post",
    response: UploadShape,
    handle: (mock, { params }) => uploadOf(mock, params.publishId)
  }),
  operation({
    method: "POST",
    path: "/_mock/uploads/{publishId}/expire",
    summary: "Let the upload URL of a post expire now",
    response: UploadShape,
    handle: (mock, { params: { publishId } }) => {
      mock.control.expireUpload(publishId)
      return uploadOf(mock, publishId)
    }
  })
]

const postOf = ({ control }: Mock, publishId: string) => existing("post", publishId, control.post(publishId))

const uploadOf = ({ control }: Mock, publishId: string) =>
  existing("upload of", publishId, control.uploads().find((upload) => upload.publishId === publishId))
