import type { State } from "../engine/Engine.ts"
import type { Operation } from "../engine/operations.ts"
import { readFields } from "./body.ts"
import type { MockContext } from "./RequestContext.ts"

/** What a request is about, as far as it can be told before anything is checked. */
export interface Subject {
  readonly operation: Operation
  /** Open id of the creator on whose behalf it comes. */
  readonly creator: string | undefined
  readonly publishId: string | undefined
}

/** Finds out what a request is about; the token endpoint has several operations, told apart by the body. */
export const subjectOf = (c: MockContext, operation: Operation, state: State): Subject => {
  if (operation === "authorize") return { operation, creator: undefined, publishId: undefined }
  if (operation === "token.exchange") return tokenSubject(readFields(c), state)
  if (operation === "token.revoke") {
    const token = state.accessTokens.get(textOf(readFields(c).get("token")))
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
    ? state.refreshTokens.get(textOf(body.get("refresh_token")))
    : state.codes.get(textOf(body.get("code")))
  return { operation: isRefresh ? "token.refresh" : "token.exchange", creator: grant?.openId, publishId: undefined }
}

/** A text, and nothing for anything else: `String` of an object that came in a request may throw. */
const textOf = (value: unknown): string => typeof value === "string" ? value : ""
