import type { PlatformError } from "effect/PlatformError"
import { CommandFailed, ExitCode } from "../exitCode.ts"

/** A failed file operation as one sentence with its cause. */
export const plainFailure = (what: string) => (error: PlatformError): CommandFailed =>
  new CommandFailed({ exitCode: ExitCode.Failed, reason: `${what}: ${whyOf(error.message, error.reason)}` })

/** The cause of a system error, from the code in an error or in a text. */
export const whyOf = (text: string, source?: unknown): string => {
  const code = codeOf(source) ?? /\bE[A-Z]{3,}\b/.exec(text)?.[0]
  return (code === undefined ? undefined : reasons.get(code)) ??
    `the system refused${code === undefined ? "" : ` (${code})`}`
}

const codeOf = (source: unknown): string | undefined => {
  for (
    let error = source;
    typeof error === "object" && error !== null;
    error = "cause" in error ? error.cause : undefined
  ) {
    if ("code" in error && typeof error.code === "string") return error.code
  }
  return undefined
}

const reasons: ReadonlyMap<string, string> = new Map([
  ["ENOSPC", "no space is left on the disk"],
  ["EDQUOT", "the disk quota is used up"],
  ["EFBIG", "the file would be larger than this process may write"],
  ["EACCES", "this user may not do that"],
  ["EPERM", "this user may not do that"],
  ["EROFS", "the file system is read-only"],
  ["ENOTDIR", "a part of the path is no folder"],
  ["EISDIR", "it is a folder"],
  ["ENOENT", "a folder of the path is missing and cannot be made"],
  ["ENAMETOOLONG", "the path is too long"],
  ["EMFILE", "too many files are open"],
  ["ENFILE", "too many files are open"],
  ["EIO", "the disk failed"]
])
