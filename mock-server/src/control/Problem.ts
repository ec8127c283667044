import * as Schema from "effect/Schema"

/** Something that is wrong with a request: where, and which rule it breaks. */
export interface FieldError {
  readonly field: string
  readonly rule: string
}

/** The answer to a request that the control API cannot do, in the format of RFC 9457. */
export const ProblemShape = Schema.Struct({
  title: Schema.String,
  status: Schema.Int,
  detail: Schema.String,
  errors: Schema.Array(Schema.Struct({ field: Schema.String, rule: Schema.String }))
}).annotate({ identifier: "MockProblem" })

/** Media type of a problem. */
export const PROBLEM_TYPE = "application/problem+json"

const titles = {
  400: "The request is not valid",
  403: "Pages of other sites may not control the mock",
  404: "There is nothing here",
  405: "The method is not allowed here",
  408: "Nothing came in time",
  409: "That cannot be done now",
  413: "The body is too large",
  416: "The range is outside the file",
  500: "A defect of the mock server, please report it",
  503: "There is no room"
} as const

/** Thrown by an operation that cannot be done. */
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

/** Puts what was thrown into words; undefined for a defect. */
export const problemOf = (error: unknown): ControlProblem | undefined => {
  if (error instanceof ControlProblem) return error
  if (!(error instanceof Error)) return undefined
  if (error.name === "UnknownId") return new ControlProblem(404, error.message)
  if (error.name === "WrongState") return new ControlProblem(409, error.message)
  if (error.name === "BodyTooLarge") return new ControlProblem(413, error.message)
  if (error.name === "TooManyTenants") return new ControlProblem(503, error.message)
  if (!(error instanceof RangeError)) return undefined
  const [, field, rule] = /^([\w.]+): (.*)$/s.exec(error.message) ?? []
  return new ControlProblem(400, error.message, field === undefined || rule === undefined ? [] : [{ field, rule }])
}
