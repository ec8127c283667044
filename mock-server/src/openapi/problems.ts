import * as Schema from "effect/Schema"
import type { Problem } from "../wire/Problem.ts"
import type { HeaderSpec, ResponseSpec } from "./Spec.ts"

export type ProblemTag = Problem["_tag"]

export const badBody: ReadonlyArray<ProblemTag> = ["NotJson", "BodyTooLarge", "Malformed"]

export const badToken: ReadonlyArray<ProblemTag> = [
  "MissingToken",
  "UnknownToken",
  "ExpiredToken",
  "RevokedToken",
  "MissingScope"
]

export const badSource: ReadonlyArray<ProblemTag> = ["UnownedUrl", "BadVideoSize", "BadChunkSize", "BadChunkCount"]

export const badChunk: ReadonlyArray<ProblemTag> = [
  "BadHeader",
  "UnknownUpload",
  "WrongUploadToken",
  "ExpiredUpload",
  "NothingToUpload",
  "WrongTotal",
  "ChunkOffPlan",
  "ChunkLength",
  "ChunkOutOfOrder"
]

/** Problems with a token request. */
export const badGrant: ReadonlyArray<ProblemTag> = [
  "UnknownApp",
  "WrongSecret",
  "UnknownCode",
  "UsedCode",
  "ExpiredCode",
  "RedirectMismatch",
  "MissingVerifier",
  "WrongVerifier",
  "UnknownRefreshToken",
  "RotatedRefreshToken",
  "ExpiredRefreshToken",
  "SandboxRefresh",
  "RevokedToken"
]

/** The header with the hint of a refusal. Only the mock has it. */
export const hintHeader: Readonly<Record<string, HeaderSpec>> = {
  "x-mock-hint": {
    description:
      "The field and the rule that it breaks, for the developer. A success has it when TikTok may refuse the request. Only the mock sends it.",
    schema: Schema.String,
    required: true
  }
}

/** Groups problems by HTTP status. `write` makes the response of the codes with one status. */
export const byStatus = (
  problems: ReadonlyArray<ProblemTag>,
  table: Readonly<Record<ProblemTag, { readonly status: number; readonly code: string }>>,
  write: (codes: readonly [string, ...Array<string>], status: number) => ResponseSpec
): Readonly<Record<string, ResponseSpec>> => {
  const codes = new Map<number, [string, ...Array<string>]>()
  for (const problem of problems) {
    const { code, status } = table[problem]
    const known = codes.get(status)
    if (known === undefined) codes.set(status, [code])
    else if (!known.includes(code)) known.push(code)
  }
  return Object.fromEntries(
    [...codes].toSorted(([left], [right]) => left - right).map(([status, known]) => [status, write(known, status)])
  )
}
