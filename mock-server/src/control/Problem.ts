import * as Schema from "effect/Schema"

/** A field of a request and the rule that it breaks. */
export interface FieldError {
  readonly field: string
  readonly rule: string
}

/** The body of an error response, in the format of RFC 9457. */
export const ProblemShape = Schema.Struct({
  title: Schema.String,
  status: Schema.Int,
  detail: Schema.String,
  errors: Schema.Array(Schema.Struct({ field: Schema.String, rule: Schema.String }))
}).annotate({ identifier: "MockProblem" })

/** Media type of a problem. */
export const PROBLEM_TYPE = "application/problem+json"

const titles = {
  400: "Invalid request",
  403: "Forbidden for pages of other sites",
  404: "Not found",
  405: "Method not allowed",
  408: "Timeout",
  409: "The current state does not allow this",
  413: "The body is too large",
  416: "The range is outside the file",
  500: "A bug in the mock server, please report it",
  503: "Too many tenants"
} as const

/** Thrown by an operation that fails. */
export class ControlProblem extends Error {
  override readonly name = "ControlProblem"
  readonly status: keyof typeof titles
  readonly errors: ReadonlyArray<FieldError>
  readonly title: string
  readonly headers: Readonly<Record<string, string>>

  constructor(
    status: keyof typeof titles,
    detail: string,
    errors: ReadonlyArray<FieldError> = [],
    more: { readonly title?: string; readonly headers?: Readonly<Record<string, string>> } = {}
  ) {
    super(detail)
    this.status = status
    this.errors = errors
    this.title = more.title ?? titles[status]
    this.headers = more.headers ?? {}
  }

  toResponse(headers: Readonly<Record<string, string>> = {}): Response {
    const { errors, message, status, title } = this
    const body = { title, status, detail: message, errors } satisfies typeof ProblemShape.Type
    return new Response(JSON.stringify(body), {
      status,
      headers: { "Content-Type": PROBLEM_TYPE, ...this.headers, ...headers }
    })
  }
}

/** Makes a problem of an error; undefined for a defect. */
export const problemOf = (error: unknown): ControlProblem | undefined => {
  if (error instanceof ControlProblem) return error
  if (!(error instanceof Error)) return undefined
  if (error.name === "UnknownId") return new ControlProblem(404, error.message)
  if (error.name === "WrongState") return new ControlProblem(409, error.message)
  if (error.name === "BodyTooLarge") return new ControlProblem(413, error.message)
  if (error.name === "BodyTooSlow") return new ControlProblem(408, error.message)
  if (error.name === "TooManyTenants") return new ControlProblem(503, error.message)
  if (!(error instanceof RangeError)) return undefined
  const [, field, rule] = /^([\w.]+): (.*)$/s.exec(error.message) ?? []
  return new ControlProblem(400, error.message, field === undefined || rule === undefined ? [] : [{ field, rule }])
}
