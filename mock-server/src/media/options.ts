/** Options for uploaded files: which are kept on disk, and whether they are checked. */
export interface MediaOptions {
  /** `none` (default), `head` for the first MiB of each file, or `all`. */
  readonly keep?: MediaSettings["keep"] | undefined
  /** The folder for the files, which stay at the end. By default a temporary folder, which is removed. */
  readonly folder?: string | undefined
  /** The most bytes of all tenants together; 2 GB by default. The oldest file is deleted first. */
  readonly limit?: number | undefined
  /**
   * Whether media are read, so that a post with a wrong codec, size, frame rate or duration fails as at TikTok; true by
   * default. An uploaded file without a header that can be read passes. Pulls download only when this is true.
   */
  readonly checks?: boolean | undefined
}

/** The settings for uploaded files. */
export interface MediaSettings {
  readonly keep: (typeof mediaKept)[number]
  /** Undefined for a temporary folder. */
  readonly folder: string | undefined
  readonly limit: number
  readonly checks: boolean
}

/** The values of `keep`. */
export const mediaKept = ["none", "head", "all"] as const

const DEFAULT_LIMIT = 2_000_000_000

/** Checks the options. Throws a `RangeError` that names the option and its rule. */
export const readMedia = (
  { checks = true, folder, keep = "none", limit = DEFAULT_LIMIT }: MediaOptions
): MediaSettings => {
  if (!(limit > 0)) throw new RangeError(`media.limit: must be a positive number of bytes, is ${limit}`)
  if (folder === "") throw new RangeError("media.folder: must be the name of a folder")
  return { keep, folder, limit, checks }
}

/** Why a complete file was not kept. */
export const whyNothingIsKept = ({ keep }: Pick<MediaSettings, "keep">): string =>
  keep === "none"
    ? "this mock was not started with --keep-media all"
    : "later uploads have reached the size limit, or it was not uploaded to this mock"
