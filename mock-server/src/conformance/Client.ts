import { ConformanceError, type ConformanceOptions } from "./Options.ts"

/** A response with its whole body. */
export interface WireResponse {
  /** Method, path and status for messages, without secrets. */
  readonly label: string
  readonly status: number
  readonly headers: Headers
  readonly text: string
}

/** Header fields by name. */
export type HeaderFields = Readonly<Record<string, string>>

/** Sends the requests of the suite. */
export interface Client {
  /** Base URL of the API, without a slash at its end. */
  readonly baseUrl: string
  /** Posts JSON, or a string as it is, with a token if it is given. */
  readonly post: (
    path: string,
    body: unknown,
    token: string | undefined,
    headers?: HeaderFields
  ) => Promise<WireResponse>
  readonly get: (path: string, token: string | undefined) => Promise<WireResponse>
  readonly form: (path: string, fields: Readonly<Record<string, string>>) => Promise<WireResponse>
  readonly put: (url: string, bytes: Uint8Array<ArrayBuffer>, headers: HeaderFields) => Promise<WireResponse>
  /** Sends any other request to a path. */
  readonly send: (path: string, init: RequestInit) => Promise<WireResponse>
  /** Sends any request to a URL. */
  readonly open: (url: string, init?: RequestInit) => Promise<WireResponse>
}

/** The range of a chunk: first and last byte, and the size of the video. */
export interface Range {
  readonly first: number
  readonly last: number
  readonly total: number
}

/** Makes the client of a run. */
export const makeClient = ({ baseUrl, fetch }: Pick<ConformanceOptions, "baseUrl" | "fetch">): Client => {
  const origin = baseUrl.replace(/\/$/, "")
  const open = async (url: string, init: RequestInit = {}): Promise<WireResponse> => {
    const response = await fetch(url, { redirect: "manual", ...init })
    const text = await response.text()
    const label = `${init.method ?? "GET"} ${new URL(url).pathname} -> ${response.status}`
    return { label, status: response.status, headers: response.headers, text }
  }
  return {
    baseUrl: origin,
    post: (path, body, token, headers = {}) =>
      open(origin + path, {
        method: "POST",
        headers: { "content-type": "application/json; charset=UTF-8", ...bearer(token), ...headers },
        body: typeof body === "string" ? body : JSON.stringify(body)
      }),
    get: (path, token) => open(origin + path, { headers: bearer(token) }),
    form: (path, fields) => open(origin + path, { method: "POST", body: new URLSearchParams(fields) }),
    put: (url, bytes, headers) => open(url, { method: "PUT", headers, body: bytes }),
    send: (path, init) => open(origin + path, init),
    open
  }
}

export const chunkHeaders = ({ first, last, total }: Range, changes: HeaderFields = {}): HeaderFields => ({
  "content-type": "video/mp4",
  "content-range": `bytes ${first}-${last}/${total}`,
  ...changes
})

const bearer = (token: string | undefined): HeaderFields =>
  token === undefined ? {} : { authorization: `Bearer ${token}` }

/** Fails a case unless a condition holds. */
export function expect(holds: boolean, response: WireResponse, expected: string): asserts holds {
  if (!holds) {
    throw new ConformanceError(`${response.label}: expected ${expected}, the response was ${summary(response)}`)
  }
}

/** The start of a response, without secrets. */
const summary = ({ text }: WireResponse): string =>
  text === ""
    ? "empty"
    : text.replace(/("(?:\w*token|upload_url|code_verifier)"\s*:\s*)"[^"]*"/gi, "$1\"***\"").slice(0, 500)

/** The fields of a JSON object. */
export type Fields = Readonly<Record<string, unknown>>

/** Reads a response as a JSON object. */
export const objectOf = (response: WireResponse): Fields => {
  const value = parse(response.text)
  expect(isFields(value), response, "a JSON object")
  return value
}

/** The data of a success response in the envelope. */
export const dataOf = (response: WireResponse): Fields => {
  expectOk(response)
  const { data } = objectOf(response)
  expect(isFields(data), response, "an object in data")
  return data
}

/** Expects a success response in the envelope. */
export const expectOk = (response: WireResponse): void => {
  const { error } = objectOf(response)
  expect(response.status === 200, response, "status 200")
  expect(isFields(error) && error["code"] === "ok", response, "error.code \"ok\"")
}

/** The error object of a response in the envelope. */
export const errorOf = (response: WireResponse): Fields => {
  const { error } = objectOf(response)
  expect(isFields(error), response, "an error object")
  return error
}

/** The error code of a response in the envelope. */
export const codeOf = (response: WireResponse): string => textOf(response, errorOf(response), "code")

/** A field that must be a non-empty string. */
export const textOf = (response: WireResponse, fields: Fields, name: string): string => {
  const value = fields[name]
  expect(typeof value === "string" && value !== "", response, `a non-empty string in ${name}`)
  return value
}

/** A field that must be an object. */
export const fieldsOf = (response: WireResponse, fields: Fields, name: string): Fields => {
  const value = fields[name]
  expect(isFields(value), response, `an object in ${name}`)
  return value
}

/** A field that must be a list of objects. */
export const listOf = (response: WireResponse, fields: Fields, name: string): ReadonlyArray<Fields> => {
  const value = fields[name]
  expect(Array.isArray(value) && value.every(isFields), response, `a list of objects in ${name}`)
  return value
}

/** What a field must be: a type, a pattern, a list of allowed values, or absent. */
export type Shape = "string" | "number" | "boolean" | "list" | "text" | "absent" | RegExp | ReadonlyArray<unknown>

/** Expects the shape of each field. A `text` may not be empty. */
export const expectShape = (response: WireResponse, fields: Fields, shapes: Readonly<Record<string, Shape>>): void => {
  for (const [name, shape] of Object.entries(shapes)) {
    expect(fits(fields[name], shape), response, `${name}: ${String(shape)}`)
  }
}

const fits = (value: unknown, shape: Shape): boolean => {
  if (Array.isArray(shape)) return shape.includes(value)
  if (shape instanceof RegExp) return typeof value === "string" && shape.test(value)
  switch (shape) {
    case "absent":
      return value === undefined
    case "text":
      return typeof value === "string" && value !== ""
    case "list":
      return Array.isArray(value)
    default:
      return typeof value === shape
  }
}

/** Whether a value is a JSON object. */
export const isFields = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value)

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
