import { codeOf, dataOf, errorOf, expect, expectShape, objectOf, type WireResponse } from "../Client.ts"
import type { Expected, RefusalReason } from "../ContractAdapter.ts"
import type { ContractName } from "../Options.ts"
import {
  bothContracts,
  type Case,
  catalogOnly,
  expectRefusal,
  fileSource,
  liveOnly,
  paths,
  photoBody,
  pullBody,
  type Run
} from "../Run.ts"

/** A call that needs a token. */
interface Endpoint {
  readonly id: string
  readonly contracts: ReadonlyArray<ContractName>
  readonly ask: (run: Run, token: string | undefined) => Promise<WireResponse>
  /** The scopes that allow the call, each alone. */
  readonly scopes: Readonly<Partial<Record<ContractName, ReadonlyArray<string>>>>
  /** A field in the data of an allowed call, or the refusal of its unknown post. */
  readonly allowed: { readonly field: string } | { readonly refused: RefusalReason }
}

const posts = (path: string, body: (run: Run) => unknown): Endpoint["ask"] => (run, token) =>
  run.client.post(path, body(run), token)

const unknownPost = { publish_id: "v_pub_url~v2.1" }

const endpoints: ReadonlyArray<Endpoint> = [
  {
    id: "video-init",
    contracts: bothContracts,
    ask: posts(paths.video, pullBody),
    scopes: { catalog: ["video.publish"], live: ["video.publish"] },
    allowed: { field: "publish_id" }
  },
  {
    id: "inbox-init",
    contracts: bothContracts,
    ask: posts(paths.inbox, ({ videos }) => ({ source_info: fileSource(videos.small.length) })),
    scopes: { catalog: ["video.upload", "video.publish"], live: ["video.upload"] },
    allowed: { field: "publish_id" }
  },
  {
    id: "photo-init",
    contracts: bothContracts,
    ask: posts(paths.photos, photoBody),
    scopes: { catalog: ["video.publish"], live: ["video.publish"] },
    allowed: { field: "publish_id" }
  },
  {
    id: "photo-draft",
    contracts: bothContracts,
    ask: posts(paths.photos, (run) => photoBody(run, "MEDIA_UPLOAD")),
    scopes: { catalog: ["video.upload", "video.publish"], live: ["video.upload"] },
    allowed: { field: "publish_id" }
  },
  {
    id: "status",
    contracts: bothContracts,
    ask: posts(paths.status, () => unknownPost),
    scopes: { catalog: ["video.upload", "video.publish"], live: ["video.upload", "video.publish"] },
    allowed: { refused: "unknown post" }
  },
  {
    id: "cancel",
    contracts: liveOnly,
    ask: posts(paths.cancel, () => unknownPost),
    scopes: { live: ["video.upload", "video.publish"] },
    allowed: { refused: "unknown post" }
  },
  {
    id: "creator-query",
    contracts: catalogOnly,
    ask: (run, token) => run.client.get(paths.creatorQuery, token),
    scopes: { catalog: ["user.info.basic"] },
    allowed: { field: "user" }
  },
  {
    id: "creator-info",
    contracts: liveOnly,
    ask: posts(paths.creatorInfo, () => ""),
    scopes: { live: ["video.publish"] },
    allowed: { field: "creator_username" }
  },
  {
    id: "user-info",
    contracts: liveOnly,
    ask: (run, token) => run.client.get(`${paths.userInfo}?fields=open_id`, token),
    scopes: { live: ["user.info.basic"] },
    allowed: { field: "user" }
  },
  {
    id: "video-list",
    contracts: liveOnly,
    ask: posts(`${paths.videoList}?fields=id`, () => ({})),
    scopes: { live: ["video.list"] },
    allowed: { field: "videos" }
  },
  {
    id: "video-query",
    contracts: liveOnly,
    ask: posts(`${paths.videoQuery}?fields=id`, () => ({ filters: { video_ids: ["1"] } })),
    scopes: { live: ["video.list"] },
    allowed: { field: "videos" }
  }
]

const allScopes = [
  "user.info.basic",
  "user.info.profile",
  "user.info.stats",
  "video.list",
  "video.upload",
  "video.publish"
]

const badTokens = [
  ["missing", () => undefined],
  ["unknown", (run: Run) => run.contract.unknownToken]
] as const

const tokenRows = endpoints.flatMap(({ ask, contracts, id }): ReadonlyArray<Case> => [
  ...badTokens.map(([what, tokenOf]): Case => ({
    id: `${id}/token/${what}`,
    name: `a call is refused when its token is ${what}`,
    contracts,
    run: async (run) => {
      const response = await ask(run, tokenOf(run))
      // A call without a token does not say its contract.
      if (response.status === 401) {
        expectShape(response, errorOf(response), { code: ["unauthorized", "access_token_invalid"] })
      } else expectRefusal(run, response, "bad token")
    }
  })),
  {
    id: `${id}/token/expired`,
    name: "a call is refused when its token has expired",
    contracts,
    needs: "control",
    run: async (run) => {
      const response = await ask(run, await run.control().token({ expiresInSeconds: 0 }))
      expectRefusal(run, response, "bad token")
    }
  }
])

const scopeRows = endpoints.flatMap(({ allowed, ask, contracts, id, scopes }) =>
  allScopes.map((scope): Case => ({
    id: `${id}/scope/${scope}`,
    name: `a token with ${scope} alone is accepted or refused as documented`,
    contracts,
    needs: "control",
    run: async (run) => {
      const response = await ask(run, await run.control().token({ scopes: [scope] }))
      const isAllowed = scopes[run.contract.name]?.includes(scope) === true
      if (isAllowed && "refused" in allowed) return expectRefusal(run, response, allowed.refused)
      if (isAllowed && "field" in allowed) return expect(allowed.field in dataOf(response), response, allowed.field)
      // A profile field has a scope of its own.
      const isField = id === "user-info" && scope.startsWith("user.info")
      expectRefusal(run, response, isField ? "field outside scope" : "missing scope")
    }
  }))
)

const catalogCodes: ReadonlyArray<Expected> = [
  [400, "invalid_request"],
  [400, "invalid_grant"],
  [400, "invalid_client"],
  [400, "access_denied"],
  [401, "unauthorized"],
  [401, "scope_not_authorized"],
  [403, "forbidden"],
  [429, "too_many_requests"],
  [500, "internal_server_error"],
  [502, "bad_gateway"],
  [503, "service_unavailable"]
]

const liveCodes: ReadonlyArray<Expected> = [
  [401, "access_token_invalid"],
  [401, "scope_not_authorized"],
  [400, "scope_permission_missed"],
  [400, "invalid_params"],
  [400, "invalid_param"],
  [400, "invalid_file_upload"],
  [429, "rate_limit_exceeded"],
  [500, "internal_error"],
  [403, "spam_risk_too_many_posts"],
  [403, "spam_risk_user_banned_from_posting"],
  [403, "reached_active_user_cap"],
  [403, "unaudited_client_can_only_post_to_private_accounts"],
  [403, "url_ownership_unverified"],
  [403, "privacy_level_option_mismatch"],
  [403, "spam_risk_too_many_pending_share"],
  [400, "app_version_check_failed"],
  [400, "invalid_publish_id"],
  [400, "token_not_authorized_for_specified_publish_id"],
  [400, "publish_not_cancellable"]
]

const codeRow = ([status, code = ""]: Expected, contracts: ReadonlyArray<ContractName>): Case => ({
  id: `code/${code}`,
  name: `${code} has the status ${status}, in the whole envelope`,
  contracts,
  needs: "control",
  run: async (run) => {
    await run.control().inject({ kind: "code", code })
    const response = await run.client.post(paths.video, pullBody(run), await run.token())
    expect(response.status === status && codeOf(response) === code, response, `${status} ${code}`)
    expectShape(response, errorOf(response), { message: "text", log_id: "text" })
    expect(run.contract.isErrorData(objectOf(response)["data"]), response, "no data")
    const retryAfter = response.headers.get("retry-after")
    expect(
      retryAfter === (code === "too_many_requests" ? "60" : null),
      response,
      "Retry-After: 60 for too_many_requests"
    )
  }
})

const okCodes = ["spam_risk_too_many_posts", "spam_risk_user_banned_from_posting", "reached_active_user_cap"]

const serverErrors = endpoints.map(({ ask, contracts, id }): Case => ({
  id: `${id}/server-error`,
  name: "a server error has a status of 5xx and no code",
  contracts,
  needs: "control",
  run: async (run) => {
    const token = await run.token()
    await run.control().inject({ kind: "status", status: 503 })
    const response = await ask(run, token)
    expect(response.status === 503 && !response.text.includes("\"code\""), response, "a status 503 without a code")
  }
}))

/** Cases about tokens, scopes and codes of every endpoint. */
export const accessCases: ReadonlyArray<Case> = [
  ...tokenRows,
  ...scopeRows,
  ...catalogCodes.map((expected) => codeRow(expected, catalogOnly)),
  ...liveCodes.map((expected) => codeRow(expected, liveOnly)),
  ...okCodes.map((code): Case => ({
    id: `creator-info/code/${code}`,
    name: `creator info has ${code} with status 200`,
    contracts: liveOnly,
    needs: "control",
    run: async (run) => {
      const token = await run.token()
      await run.control().inject({ kind: "code", code })
      const response = await run.client.post(paths.creatorInfo, "", token)
      expect(response.status === 200 && codeOf(response) === code, response, `200 ${code}`)
    }
  })),
  ...serverErrors,
  ...["{", "[]", "null", "", "a=b&c=d"].map((body, index): Case => ({
    id: `video-init/body/${["broken", "list", "null", "empty", "form"][index] ?? body}`,
    name: `the body ${JSON.stringify(body)} is refused`,
    contracts: bothContracts,
    run: async (run) => expectRefusal(run, await run.client.post(paths.video, body, await run.token()), "bad request")
  })),
  ...["Basic", "none"].map((scheme): Case => ({
    id: `video-init/scheme/${scheme}`,
    name: `a token with the scheme ${scheme} is refused`,
    contracts: bothContracts,
    run: async (run) => {
      const token = await run.token()
      const authorization = scheme === "Basic" ? `Basic ${token}` : token
      const response = await run.client.post(paths.video, pullBody(run), undefined, { authorization })
      expect(response.status === 401, response, "status 401")
      expectShape(response, errorOf(response), { code: ["unauthorized", "access_token_invalid"] })
    }
  })),
  {
    id: "envelope/success",
    name: "a success has error.code ok and a log_id",
    contracts: bothContracts,
    run: async (run) => {
      const response = await run.client.post(paths.video, pullBody(run), await run.token())
      const { publish_id } = dataOf(response)
      const isLive = run.contract.name === "live"
      expectShape(response, { publish_id, ...errorOf(response) }, {
        publish_id: "text",
        code: ["ok"],
        log_id: "text",
        message: isLive ? [""] : "absent"
      })
      expect(
        /^application\/json; ?charset=utf-8$/i.test(response.headers.get("content-type") ?? ""),
        response,
        "JSON in UTF-8"
      )
    }
  },
  {
    id: "envelope/tt-logid",
    name: "the log_id is in the header x-tt-logid too",
    contracts: liveOnly,
    run: async (run) => {
      const response = await run.client.post(paths.video, "{", await run.token())
      expectShape(response, errorOf(response), { log_id: [response.headers.get("x-tt-logid")] })
    }
  },
  {
    id: "envelope/guidelines",
    name: "most refusals with 403 only point to the guidelines",
    contracts: liveOnly,
    run: async (run) => {
      const body = { ...pullBody(run), post_info: { privacy_level: "PRIVATE" } }
      const response = await run.client.post(paths.video, body, await run.token())
      expectShape(response, errorOf(response), { message: /content-sharing-guidelines/ })
    }
  }
]
