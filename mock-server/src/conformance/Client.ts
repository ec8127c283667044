import { ConformanceError, type ConformanceOptions } from "./Options.ts"

/** A response with its whole body. */
export interface Answer {
  /** Method, path and status for messages, without secrets. */
  readonly label: string
  readonly status: number
  readonly headers: Headers
  readonly text: string
}

/** Sends the requests of the suite. */
export interface Client {
  /** Posts JSON, with a token if it is given. */
  readonly post: (path: string, body: unknown, token: string | undefined) => Promise<Answer>
  readonly get: (path: string, token: string | undefined) => Promise<Answer>
  readonly form: (path: string, fields: Readonly<Record<string, string>>) => Promise<Answer>
  readonly put: (url: string, bytes: Uint8Array<ArrayBuffer>, range: Range) => Promise<Answer>
}

/** The range of a chunk: first and last byte, and the size of the video. */
export interface Range {
  readonly first: number
  readonly last: number
  readonly total: number
}

/** Makes the client of a run. */
export const makeClient = ({ baseUrl, fetch }: ConformanceOptions): Client => {
  const origin = baseUrl.replace(/\/$/, "")
  const send = async (url: string, init: RequestInit): Promise<Answer> => {
    const response = await fetch(url, { redirect: "manual", ...init })
    const text = await response.text()
    const label = `${init.method ?? "GET"} ${new URL(url).pathname} -> ${response.status}`
    return { label, status: response.status, headers: response.headers, text }
  }
  return {
    post: (path, body, token) =>
      send(origin + path, {
        method: "POST",
        headers: { "content-type": "application/json; charset=UTF-8", ...bearer(token) },
        body: typeof body === "string" ? body : JSON.stringify(body)
      }),
    get: (path, token) => send(origin + path, { method: "GET", headers: bearer(token) }),
    form: (path, fields) => send(origin + path, { method: "POST", body: new URLSearchParams(fields) }),
    put: (url, bytes, { first, last, total }) =>
      send(url, {
        method: "PUT",
        headers: { "content-type": "video/mp4", "content-range": `bytes ${first}-${last}/${total}` },
        body: bytes
      })
  }
}

const bearer = (token: string | undefined): Record<string, string> =>
  token === undefined ? {} : { authorization: `Bearer ${token}` }

/** Fails a case unless a condition holds. */
export function expect(holds: boolean, answer: Answer, expected: string): asserts holds {
  if (!holds) throw new ConformanceError(`${answer.label}: expected ${expected}, the response was ${summary(answer)}`)
}

/** The start of a response, without secrets. */
const summary = ({ text }: Answer): string =>
  text === ""
    ? "empty"
    : text.replace(/("(?:\w*token|upload_url|code_verifier)"\s*:\s*)"[^"]*"/g, "$1\"***\"").slice(0, 500)

/** The fields of a JSON object. */
export type Fields = Readonly<Record<string, unknown>>

/** Reads a response as a JSON object. */
export const objectOf = (answer: Answer): Fields => {
  const value = parse(answer.text)
  expect(isFields(value), answer, "a JSON object")
  return value
}

/** The data of a success response in the envelope. */
export const dataOf = (answer: Answer): Fields => {
  const { data, error } = objectOf(answer)
  expect(answer.status === 200, answer, "status 200")
  expect(isFields(error) && error["code"] === "ok", answer, "error.code \"ok\"")
  expect(isFields(data), answer, "an object in data")
  return data
}

/** The error code of a response in the envelope. */
export const codeOf = (answer: Answer): string => {
  const { error } = objectOf(answer)
  expect(isFields(error), answer, "an error object")
  return textOf(answer, error, "code")
}

/** A field that must be a non-empty string. */
export const textOf = (answer: Answer, fields: Fields, name: string): string => {
  const value = fields[name]
  expect(typeof value === "string" && value !== "", answer, `a non-empty string in ${name}`)
  return value
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
