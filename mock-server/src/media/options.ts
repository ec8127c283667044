/** Which of the bytes that are uploaded are kept, on disk. */
export interface MediaOptions {
  /** Nothing, which is the default, the first MiB of each file, or whole files. */
  readonly keep?: MediaSettings["keep"] | undefined
  /** Where files are kept, and stay at the end; by default in a folder among the temporary files, which is removed then. */
  readonly folder?: string | undefined
  /** Bytes that are kept in all, of all tenants together, 2 GB by default; the oldest file goes first. */
  readonly limit?: number | undefined
}

/** Which of the bytes that are uploaded are kept, and where. */
export interface MediaSettings {
  readonly keep: (typeof mediaKept)[number]
  /** Undefined for a folder among the temporary files. */
  readonly folder: string | undefined
  readonly limit: number
}

/** How much of a file can be kept. */
export const mediaKept = ["none", "head", "all"] as const

const LIMIT = 2_000_000_000

/** Fills in what is left open. Throws a `RangeError` that names the option and its rule. */
export const readMedia = ({ folder, keep = "none", limit = LIMIT }: MediaOptions): MediaSettings => {
  if (!(limit > 0)) throw new RangeError(`media.limit: must be a positive number of bytes, is ${limit}`)
  if (folder === "") throw new RangeError("media.folder: must be the name of a folder")
  return { keep, folder, limit }
}

/** Why nothing is kept of a file that has arrived. */
export const whyNothingIsKept = ({ keep }: Pick<MediaSettings, "keep">): string =>
  keep === "none"
    ? "this mock was not started with --keep-media all"
    : "files that were uploaded later have taken its room, or it was not uploaded here"
