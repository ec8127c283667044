import { switches as openPoints } from "../../src/coverage/index.ts"
import { type Contract, createMock, type Mock, type Switches } from "../../src/index.ts"
import type { OperationSpec } from "../../src/openapi/Spec.ts"
import { type Random, spoil, spoilText } from "./random.ts"

/** A mock with something in it, so that requests can be right, too. */
export interface Target {
  readonly mock: Mock
  readonly contract: Contract
  readonly tokens: ReadonlyArray<string>
  readonly refreshTokens: ReadonlyArray<string>
  readonly codes: ReadonlyArray<string>
  readonly publishIds: ReadonlyArray<string>
  readonly uploads: ReadonlyArray<URL>
}

/** A request as it will be sent. */
export interface FuzzedRequest {
  readonly method: string
  /** Path and query. */
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | Uint8Array<ArrayBuffer> | undefined
}

const redirectUri = "http://localhost:3000/callback"
const app = { client_key: "mock-client-key", client_secret: "mock-client-secret" }
const ORIGIN = "http://127.0.0.1:8787"

/** Makes a mock under some setting of every switch, with logins, posts and uploads. */
export const makeTarget = async (contract: Contract, random: Random, defects: Array<unknown>): Promise<Target> => {
  const switches = Object.fromEntries(
    Object.entries(openPoints).map((
      [name, { values }]
    ) => [name, random.pick<{ readonly value: unknown }>(values).value])
  ) as Partial<Switches>
  const mock = createMock({
    defaultContract: contract,
    switches,
    seed: String(random.next()),
    clock: { now: () => Date.UTC(2026, 0, 15) },
    limits: random.chance(0.7) ? "off" : "documented",
    lifecycle: {
      ...random.pick([{ mode: "immediate" }, { mode: "after", millis: 3_000 }, { mode: "polls", count: 2 }]),
      pullMillis: 1_000
    },
    scenario: random.pick([
      "happy",
      "happy",
      "unaudited-app",
      "private-account",
      "banned",
      "daily-cap",
      "pending-drafts-full"
    ]),
    onDefect: (error) => defects.push(error)
  })
  const [creator] = mock.control.creators()
  const issued = [{}, {}, { scopes: ["user.info.basic"] as const }, { expiresInSeconds: 0 }, {}].map((options) =>
    mock.control.issueToken({ contract, openId: creator?.openId, ...options })
  )
  const tokens = issued.map(({ accessToken }) => accessToken)
  mock.control.removeAuthorization(creator?.openId ?? "")
  const login = [{}, { scopes: ["user.info.basic"] as const }].map((options) =>
    mock.control.issueToken({ contract, ...options })
  )
  const living = login.map(({ accessToken }) => accessToken)
  const codes = await Promise.all(Array.from({ length: 12 }, async () => {
    const query = new URLSearchParams({
      client_key: app.client_key,
      scope: "user.info.basic,video.publish",
      response_type: "code",
      redirect_uri: redirectUri,
      state: "a",
      // As every setting of `pkce` wants it.
      code_challenge: "13d31e961a1ad8ec2f16b10c4c982e0876a878ad6df144566ee1894acb70f9c3",
      code_challenge_method: "S256"
    })
    const callback = await mock.control.consent(`${ORIGIN}/v2/auth/authorize/?${query.toString()}`)
    return new URL(callback).searchParams.get("code") ?? ""
  }))
  const started = await Promise.all(
    Array.from({ length: 20 }, (_, index) => begin(mock, living[0] ?? "", index % 2 === 0 ? uploaded : pulled))
  )
  return {
    mock,
    contract,
    tokens: [...living, living[0] ?? "", living[0] ?? "", ...tokens.slice(2)],
    refreshTokens: [...login, ...login, ...issued].map(({ refreshToken }) => refreshToken),
    codes,
    publishIds: started.map(({ publish_id }) => publish_id ?? "v_pub_url~v2.1"),
    uploads: started.flatMap(({ upload_url }) => upload_url === undefined ? [] : [new URL(upload_url)])
  }
}

const SIZE = 40

const uploaded = { source: "FILE_UPLOAD", video_size: SIZE, chunk_size: SIZE, total_chunk_count: 1 }
const pulled = { source: "PULL_FROM_URL", video_url: "https://verified-domain.com/a.mp4" }

const begin = async (mock: Mock, token: string, source_info: object): Promise<Started> => {
  const response = await mock.fetch(`${ORIGIN}/v2/post/publish/video/init/`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body: JSON.stringify({
      post_info: { privacy_level: "SELF_ONLY", brand_content_toggle: false, brand_organic_toggle: false },
      source_info
    })
  })
  const decoded: { readonly data?: Started | null } = JSON.parse(await response.text())
  return decoded.data ?? {}
}

interface Started {
  readonly publish_id?: string
  readonly upload_url?: string
}

/** Makes a request to an operation: right in general, and wrong in some place. */
export const fuzz = (random: Random, target: Target, operation: OperationSpec): FuzzedRequest => {
  const { method } = operation
  const url = operation.id === "uploadChunk" ? uploadAddress(random, target, operation) : address(random, operation)
  const path = url.pathname + url.search
  return {
    method,
    path: random.chance(0.08) ? spoilPath(random, path) : path,
    headers: headersOf(random, target, operation),
    body: method === "GET" ? undefined : bodyOf(random, target, operation)
  }
}

const address = (random: Random, { id, parameters = [], path }: OperationSpec): URL => {
  const url = new URL(path, ORIGIN)
  for (const { example, in: place, name } of parameters) {
    if (place !== "query" || random.chance(0.05)) continue
    const right = id === "authorize" || id === "decide" ? authorizeQuery[name] : String(example)
    if (right === undefined && random.chance(0.8)) continue
    url.searchParams.append(name, random.chance(0.15) ? spoilText(random, right ?? "x") : right ?? "x")
  }
  return url
}

const authorizeQuery: Readonly<Record<string, string>> = {
  client_key: app.client_key,
  scope: "user.info.basic,video.publish",
  response_type: "code",
  redirect_uri: redirectUri,
  state: "xyz"
}

const uploadAddress = (random: Random, { uploads }: Target, { path }: OperationSpec): URL => {
  const url = new URL(uploads.length === 0 ? path : random.pick(uploads), ORIGIN)
  url.pathname = path
  if (random.chance(0.1)) url.searchParams.delete(random.pick(["upload_id", "upload_token"]))
  if (random.chance(0.1)) {
    url.searchParams.set(random.pick(["upload_id", "upload_token", "part_number"]), spoilText(random, "1"))
  }
  return url
}

/** Another spelling of a path, or another path. */
const spoilPath = (random: Random, path: string): string => {
  const [name = "", query = ""] = path.split("?")
  const spoiled = random.pick([
    name.slice(0, -1),
    `${name}x`,
    `${name}//`,
    name.replace("/v2", "/v2/.."),
    name.toUpperCase(),
    `${name}%2e%2e%2f`,
    `${name}%zz`,
    `/${name}`,
    `${name};a=b`,
    encodeURI(`${name}é🎬`)
  ])
  return `${spoiled}?${query}`
}

const headersOf = (random: Random, { tokens }: Target, { body, id, scopes }: OperationSpec) => {
  const headers: Record<string, string> = {}
  if (scopes !== undefined) {
    headers["authorization"] = random.chance(0.85)
      ? `Bearer ${random.pick(tokens)}`
      : random.pick(["Bearer", "Bearer x", "Basic x", "", "bearer  a b", `Bearer ${"a".repeat(4_000)}`])
    if (random.chance(0.03)) delete headers["authorization"]
  }
  const [type] = body?.mediaTypes ?? []
  if (type !== undefined) {
    headers["content-type"] = random.chance(0.9)
      ? type
      // Not the other contract's: a token request is answered in the contract of its media type.
      : random.pick(["text/plain", "", ";", "application/xml; charset=x", `${type}; charset=UTF-8`, type.toUpperCase()])
  }
  if (id === "uploadChunk") headers["content-range"] = rangeOf(random)
  if (random.chance(0.05)) headers["origin"] = random.pick(["null", "http://evil.example", "x"])
  if (random.chance(0.02)) headers["content-length"] = random.pick(["0", "-1", "x", "99999999999999999999"])
  return headers
}

const rangeOf = (random: Random): string => {
  if (random.chance(0.5)) return `bytes 0-${SIZE - 1}/${SIZE}`
  const number = () => random.pick([0, 1, SIZE - 1, SIZE, SIZE + 1, -1, 0.5, 2 ** 53, "x", "", "*", "9".repeat(20)])
  return random.chance(0.8)
    ? `bytes ${number()}-${number()}/${number()}`
    : random.pick(["", "bytes", "bytes */40", "items 0-1/2", "bytes 0-39/40, 0-1/2", "bytes=0-39"])
}

const bodyOf = (random: Random, target: Target, operation: OperationSpec): FuzzedRequest["body"] => {
  if (operation.id === "uploadChunk") {
    const size = random.pick([0, 1, SIZE - 1, SIZE, SIZE, SIZE, SIZE + 1, 200_000])
    return new Uint8Array(size)
  }
  if (operation.id === "decide") {
    return new URLSearchParams({
      decision: random.pick(["allow", "deny", ""]),
      open_id: random.pick([target.mock.control.creators()[0]?.openId ?? "", "unknown"]),
      scope: random.pick(["video.publish", "video.list", "x"])
    }).toString()
  }
  const isForm = operation.body?.mediaTypes[0]?.includes("form") === true
  const right = fill(random, target, random.pick(Object.values(operation.body?.examples ?? { none: {} })))
  const value = random.chance(0.7) ? spoil(random, right) : right
  const text = isForm ? toForm(value) : JSON.stringify(value) ?? ""
  return random.chance(0.08) ? spoilText(random, text) : text
}

const toForm = (value: unknown): string =>
  new URLSearchParams(
    Object.entries(Object(value)).map((
      [name, field]
    ): [string, string] => [name, typeof field === "string" ? field : JSON.stringify(field) ?? ""])
  ).toString()

/** An example, with ids and secrets that this mock knows. */
const fill = (random: Random, { codes, publishIds, refreshTokens, tokens }: Target, example: unknown): unknown => {
  const known: Readonly<Record<string, unknown>> = {
    ...app,
    redirect_uri: redirectUri,
    code: random.pick(codes),
    code_verifier: "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk",
    refresh_token: random.pick(refreshTokens),
    token: random.pick(tokens),
    publish_id: random.pick(publishIds)
  }
  const fields: ReadonlyArray<readonly [string, unknown]> = Object.entries(Object(example))
  const filled = fields.map(([name, field]) => [name, known[name] ?? field] as const)
  // The examples leave it out, but every code here was asked for with a challenge.
  const isExchange = fields.some(([name]) => name === "code")
  return Object.fromEntries(isExchange ? [...filled, ["code_verifier", known["code_verifier"]]] : filled)
}
