import * as Schema from "effect/Schema"
import type { Problem } from "../wire/Problem.ts"
import type { AnswerSpec, HeaderSpec } from "./Spec.ts"

/** What can be wrong with a request. */
export type ProblemTag = Problem["_tag"]

/** What can be wrong with a JSON body. */
export const badBody: ReadonlyArray<ProblemTag> = ["NotJson", "BodyTooLarge", "Malformed"]

/** What can be wrong with a token. */
export const badToken: ReadonlyArray<ProblemTag> = [
  "MissingToken",
  "UnknownToken",
  "ExpiredToken",
  "RevokedToken",
  "MissingScope"
]

/** What can be wrong with where a video comes from. */
export const badSource: ReadonlyArray<ProblemTag> = ["UnownedUrl", "BadVideoSize", "BadChunkSize", "BadChunkCount"]

/** What can be wrong with a chunk, apart from its order. */
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

/** What can be wrong with an exchange of tokens. */
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
  "RevokedToken"
]

/** The exact reason of a refusal, which only the mock gives. */
export const hintHeader: Readonly<Record<string, HeaderSpec>> = {
  "x-mock-hint": {
    description: "Which field and which rule, in words for the developer. Only the mock sends it.",
    schema: Schema.String,
    required: true
  }
}

/** Puts the answers to problems together by their status; `write` turns the codes of one status into an answer. */
export const byStatus = (
  problems: ReadonlyArray<ProblemTag>,
  table: Readonly<Record<ProblemTag, { readonly status: number; readonly code: string }>>,
  write: (codes: readonly [string, ...Array<string>], status: number) => AnswerSpec
): Readonly<Record<string, AnswerSpec>> => {
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
