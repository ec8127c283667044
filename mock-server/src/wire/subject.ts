import * as Result from "effect/Result"
import type { Operation } from "../engine/Faults.ts"
import { bearerOf } from "../engine/OAuth.ts"
import type { State } from "../engine/World.ts"
import { readJsonValue } from "./body.ts"
import type { MockContext } from "./Exchange.ts"
import type { Route } from "./routes.ts"
import { uploadQuery } from "./uploadUrl.ts"

/** What a request is about, as far as it can be told before anything is checked. */
export interface Subject {
  readonly operation: Operation
  /** Open id of the creator on whose behalf it comes. */
  readonly creator: string | undefined
  readonly publishId: string | undefined
}

/** Finds out what a request is about; the token endpoint has two operations, told apart by the body. */
export const subjectOf = async (c: MockContext, route: Route, state: State): Promise<Subject> => {
  if (route.operation === "authorize") return { operation: "authorize", creator: undefined, publishId: undefined }
  if (route.operation === "token.exchange") return tokenSubject(await readJsonValue(c), state)
  if (route.operation === "upload") {
    const upload = state.uploads.get(uploadQuery(c).get("upload_id") ?? "")
    const post = state.posts.get(upload?.publishId ?? "")
    return { operation: "upload", creator: post?.openId, publishId: post?.publishId }
  }
  const token = state.accessTokens.get(bearerOf(c.req.header("authorization")) ?? "")
  return { operation: route.operation, creator: token?.openId, publishId: undefined }
}

const tokenSubject = (json: Result.Result<unknown, unknown>, state: State): Subject => {
  const body = new Map<string, unknown>(Object.entries(Result.getOrElse(json, () => ({})) ?? {}))
  const isRefresh = body.get("grant_type") === "refresh_token"
  const grant = isRefresh
    ? state.refreshTokens.get(String(body.get("refresh_token")))
    : state.codes.get(String(body.get("code")))
  return {
    operation: isRefresh ? "token.refresh" : "token.exchange",
    creator: grant?.openId,
    publishId: undefined
  }
}
