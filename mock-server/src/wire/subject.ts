import type { State } from "../engine/Engine.ts"
import type { Operation } from "../engine/operationNames.ts"
import { readFields } from "./body.ts"
import type { MockContext } from "./RequestContext.ts"

/** The subject of a request, as far as it is known before any check. */
export interface Subject {
  readonly operation: Operation
  /** Open id of the creator. */
  readonly creator: string | undefined
  readonly publishId: string | undefined
}

/** Finds the subject of a request. The body decides the operation at the token endpoint. */
export const subjectOf = (c: MockContext, operation: Operation, state: State): Subject => {
  if (operation === "authorize") return { operation, creator: undefined, publishId: undefined }
  if (operation === "token.exchange") return tokenSubject(readFields(c), state)
  if (operation === "token.revoke") {
    const token = state.accessTokens.get(stringOf(readFields(c).get("token")))
    return { operation, creator: token?.openId, publishId: undefined }
  }
  if (operation === "upload") {
    const { uploadPost: post } = c.get("context")
    return { operation, creator: post?.openId, publishId: post?.publishId }
  }
  const token = state.accessTokens.get(c.get("context").bearer ?? "")
  return { operation, creator: token?.openId, publishId: undefined }
}

const tokenSubject = (body: ReadonlyMap<string, unknown>, state: State): Subject => {
  const grantType = body.get("grant_type")
  if (grantType === "client_credentials") return { operation: "token.client", creator: undefined, publishId: undefined }
  const isRefresh = grantType === "refresh_token"
  const grant = isRefresh
    ? state.refreshTokens.get(stringOf(body.get("refresh_token")))
    : state.codes.get(stringOf(body.get("code")))
  return { operation: isRefresh ? "token.refresh" : "token.exchange", creator: grant?.openId, publishId: undefined }
}

/** A string, or an empty one for another type. `String` can throw for an object. */
const stringOf = (value: unknown): string => typeof value === "string" ? value : ""
