import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js"
import type { Contract } from "../../src/index.ts"
import { type OpenApiDocument, openApiDocument, type WrittenResponse } from "../../src/openapi/document.ts"
import { specs } from "../../src/openapi/specs.ts"

/** The document of a contract, as the mock serves it. */
export const documentOf = (contract: Contract): OpenApiDocument =>
  openApiDocument({ contract, spec: specs[contract], serverUrl: "http://127.0.0.1:8787", isDefault: false })

/** A response as it came. */
interface ReceivedResponse {
  readonly status: number
  readonly headers: Headers
  readonly text: string
}

/** Says what a document has against a response to one of its operations; nothing when it fits. */
export type ResponseCheck = (method: string, path: string, response: ReceivedResponse) => string | undefined

/**
 * Compiles a document with a validator that knows nothing of its origin. What a schema leaves open is closed first, so
 * that a response with an undocumented field does not pass.
 */
export const responseCheck = (document: OpenApiDocument): ResponseCheck => {
  const ajv = new Ajv2020({ strict: false, validateFormats: false })
  ajv.addSchema({ $id: "doc:", ...closed(document) })
  const compiled = new Map<string, ValidateFunction>()
  const validate = (pointer: string, value: unknown): string | undefined => {
    const check = compiled.get(pointer) ?? ajv.compile({ $ref: `doc:#${pointer}` })
    compiled.set(pointer, check)
    return check(value) ? undefined : ajv.errorsText(check.errors)
  }

  return (method, path, { headers, status, text }) => {
    const operation = document.paths[path]?.[method.toLowerCase()]
    if (operation === undefined) return `${method} ${path} is not in the document`
    const key = operation.responses[status] === undefined ? `${Math.floor(status / 100)}XX` : String(status)
    const response = operation.responses[key]
    if (response === undefined) return `the status ${status} is not in the document`
    const at = `/paths/${escape(path)}/${method.toLowerCase()}/responses/${key}`
    return headerProblem(response, headers, (name, value) => validate(`${at}/headers/${escape(name)}/schema`, value))
      ?? bodyProblem(response, headers, text, (type, value) => validate(`${at}/content/${escape(type)}/schema`, value))
  }
}

const headerProblem = (
  { headers: documented = {} }: WrittenResponse,
  headers: Headers,
  validate: (name: string, value: string) => string | undefined
): string | undefined => {
  for (const [name, { required }] of Object.entries(documented)) {
    const value = headers.get(name)
    if (value === null && required) return `the header ${name} is missing`
    const problem = value === null ? undefined : validate(name, value)
    if (problem !== undefined) return `the header ${name} is "${value}": ${problem}`
  }
  return undefined
}

const bodyProblem = (
  { content }: WrittenResponse,
  headers: Headers,
  text: string,
  validate: (type: string, value: unknown) => string | undefined
): string | undefined => {
  if (content === undefined) return text === "" ? undefined : `there should be no body, is ${text}`
  const type = headers.get("content-type")?.split(";")[0] ?? ""
  if (content[type] === undefined) return `the media type "${type}" is not in the document`
  const problem = validate(type, type === "application/json" ? JSON.parse(text) : text)
  return problem === undefined ? undefined : `${problem} in ${text}`
}

/** A part of a JSON pointer, within the fragment of an address. */
const escape = (part: string) => encodeURIComponent(part.replaceAll("~", "~0").replaceAll("/", "~1"))

/** The same value, in which no object takes a field that it does not name. */
const closed = (value: unknown): object => {
  const close = (part: unknown): unknown => {
    if (Array.isArray(part)) return part.map(close)
    if (typeof part !== "object" || part === null) return part
    const fields = Object.fromEntries(Object.entries(part).map(([name, field]) => [name, close(field)]))
    return fields["type"] === "object" && fields["properties"] !== undefined
      ? { ...fields, additionalProperties: false }
      : fields
  }
  return Object(close(value))
}

export const schemaCheck = (document: OpenApiDocument, pointer: string): (value: unknown) => string | undefined => {
  const ajv = new Ajv2020({ strict: false, validateFormats: false })
  ajv.addSchema({ $id: "doc:", ...document })
  const check = ajv.compile({ $ref: `doc:#${pointer}` })
  return (value) => check(value) ? undefined : ajv.errorsText(check.errors)
}

/** Pointer to the schema of an operation's request body. */
export const bodyPointer = (method: string, path: string, type: string) =>
  `/paths/${escape(path)}/${method.toLowerCase()}/requestBody/content/${escape(type)}/schema`

/** Pointer to the schema of an operation's response. */
export const responsePointer = (method: string, path: string, status: string, type: string) =>
  `/paths/${escape(path)}/${method.toLowerCase()}/responses/${status}/content/${escape(type)}/schema`
