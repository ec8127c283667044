import * as Result from "effect/Result"
import type { JSX } from "hono/jsx/jsx-runtime"
import { admits, isScope, SANDBOX_KEY, type Scope } from "../../engine/App.ts"
import type { Engine } from "../../engine/Engine.ts"
import { issueCode } from "../../engine/OAuth.ts"
import { htmlOf } from "../../html/htmlOf.ts"
import { textOf } from "../body.ts"
import type { Handler } from "../ContractApi.ts"
import type { MockContext } from "../RequestContext.ts"
import { noteRisk } from "../risk.ts"
import type { WireResponse } from "../WireResponse.ts"
import type * as Pages from "./page.tsx"
import { type AuthorizeRequest, type BadParameter, readAuthorizeRequest } from "./request.ts"

/** Shows the consent page, reads the creator's decision, and redirects the creator to the app. */
export const authorize: Handler = (c, { settings, engine }) => {
  const checked = readAuthorizeRequest(engine, new URL(c.req.url).searchParams)
  if (Result.isFailure(checked)) return refusePage(c, checked.failure)
  const request = checked.success
  const [risk] = request.risks
  if (risk !== undefined && engine.rules.switches.strict) return refusePage(c, risk)
  for (const { parameter, rule } of request.risks) noteRisk(c, `${parameter}: ${rule}`)
  const clientKey = new URL(c.req.url).searchParams.get("client_key")
  if (request.app.sandbox === true && clientKey?.startsWith(SANDBOX_KEY) !== true) {
    c.get("context").notes.push(`the client key of a sandbox starts with ${SANDBOX_KEY} at TikTok`)
  }
  const creators = [...engine.state.creators.values()]

  if (c.req.method === "POST") {
    const decision = readDecision(engine, request, new URLSearchParams(Result.getOrElse(textOf(c), () => "")))
    return Result.isFailure(decision) ? refusePage(c, decision.failure) : redirect(c, engine, request, decision.success)
  }
  const [first] = creators
  if (settings.consent === "auto" && first !== undefined) {
    const { openId } = creators.find((creator) => admits(request.app, creator)) ?? first
    const decision = admit(engine, request, { _tag: "Allowed", openId, scopes: request.scopes })
    return Result.isFailure(decision) ? refusePage(c, decision.failure) : redirect(c, engine, request, decision.success)
  }
  return show(200, ({ consentPage }) => consentPage(request, creators))
}

const callbackErrors = [
  "access_denied",
  "invalid_request",
  "invalid_scope",
  "unauthorized_client",
  "unsupported_response_type",
  "server_error",
  "temporarily_unavailable"
] as const

/** An error of a callback. */
export type CallbackError = (typeof callbackErrors)[number]

/** The creator's decision. */
type Decision =
  | { readonly _tag: "Allowed"; readonly openId: string; readonly scopes: ReadonlyArray<Scope> }
  | { readonly _tag: "Refused"; readonly error: CallbackError }

const readDecision = (
  engine: Engine,
  request: AuthorizeRequest,
  form: URLSearchParams
): Result.Result<Decision, BadParameter> => {
  if (form.get("decision") !== "allow") {
    // The page has no such field. The control API sends it to test other errors.
    const error = callbackErrors.find((known) => known === form.get("error")) ?? "access_denied"
    return Result.succeed({ _tag: "Refused", error })
  }
  const openId = form.get("open_id") ?? ""
  if (!engine.state.creators.has(openId)) {
    return Result.fail({ parameter: "open_id", rule: "is not the open id of a creator" })
  }
  const scopes = form.getAll("scope").filter(isScope).filter((scope) => request.scopes.includes(scope))
  return scopes.length > 0
    ? admit(engine, request, { _tag: "Allowed", openId, scopes })
    : Result.fail({ parameter: "scope", rule: "must have at least one value" })
}

/** Refuses a creator who is not a target user of a sandbox. TikTok's page shows this name of the error. */
const admit = (
  { state }: Engine,
  { app }: AuthorizeRequest,
  decision: Extract<Decision, { readonly _tag: "Allowed" }>
): Result.Result<Decision, BadParameter> => {
  const creator = state.creators.get(decision.openId)
  return creator === undefined || admits(app, creator)
    ? Result.succeed(decision)
    : Result.fail({
      parameter: "non_sandbox_target",
      rule: `@${creator.username} is not a target user of this sandbox`
    })
}

const redirect = (c: MockContext, engine: Engine, request: AuthorizeRequest, decision: Decision): WireResponse => {
  const { challenge, redirectUri, state } = request
  const callback = new URL(redirectUri)
  if (decision._tag === "Refused") {
    const { error } = decision
    callback.searchParams.set("error", error)
    callback.searchParams.set(
      "error_description",
      error === "access_denied" ? "The user denied authorization" : "The user could not be logged in"
    )
    c.get("context").code = error
  } else {
    const { openId, scopes } = decision
    const appId = request.app.clientKeys[0]
    callback.searchParams.set("code", issueCode(engine, { appId, openId, scopes, redirectUri, challenge }))
    callback.searchParams.set("scopes", scopes.join(","))
    c.get("context").creator = openId
  }
  if (state !== undefined) callback.searchParams.set("state", state)
  return {
    status: 302,
    headers: { Location: callback.href, "Content-Length": "0", "Cache-Control": "no-store" },
    body: null
  }
}

const refusePage = (c: MockContext, problem: BadParameter): Promise<WireResponse> => {
  c.get("context").code = "invalid_request"
  c.get("context").hint = `${problem.parameter}: ${problem.rule}`
  return show(400, ({ errorPage }) => errorPage(problem))
}

// Many programs never show a page, so the pages are loaded on first use.
const show = async (status: number, page: (pages: typeof Pages) => JSX.Element): Promise<WireResponse> => {
  await import("#jsx")
  return {
    status,
    headers: { "Content-Type": "text/html; charset=UTF-8", "Cache-Control": "no-store" },
    body: htmlOf(page(await import("./page.tsx"))),
    isPage: true
  }
}
