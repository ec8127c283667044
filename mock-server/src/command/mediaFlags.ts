import * as Result from "effect/Result"
import { mediaKept, type MediaOptions } from "../media/options.ts"
import { readBytes } from "./byteSize.ts"

/** Flags for uploaded files. The command keeps files by default, so that the dashboard can play them. */
export const mediaFlags = {
  "keep-media": { type: "string", default: "all" },
  "media-dir": { type: "string" },
  "media-limit": { type: "string" },
  "no-media-checks": { type: "boolean", default: false }
} as const

/** Reads the options for uploaded files. */
export const readMediaFlags = (values: {
  readonly "keep-media": string
  readonly "media-dir"?: string
  readonly "media-limit"?: string
  readonly "no-media-checks": boolean
}): Result.Result<MediaOptions, string> => {
  const { "keep-media": wanted, "media-dir": folder, "media-limit": size, "no-media-checks": isUnchecked } = values
  const keep = mediaKept.find((name) => name === wanted)
  if (keep === undefined) return Result.fail(`--keep-media must be ${mediaKept.join(", ")}, is "${wanted}"`)
  if (folder === "") return Result.fail("--media-dir must be the name of a folder")
  const limit = size === undefined ? undefined : readBytes(size)
  return size !== undefined && limit === undefined
    ? Result.fail(`--media-limit must be bytes like 500MB, 2GB or 1.5GiB, is "${size}"`)
    : Result.succeed({ keep, folder, limit, checks: !isUnchecked })
}
