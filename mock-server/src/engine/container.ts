/** Number of bytes at the start of a file that identify its container. */
export const HEAD_LENGTH = 12

/** The containers of videos, with their media types and file extensions. */
export const containers = [
  { type: "video/mp4", extension: "mp4" },
  { type: "video/quicktime", extension: "mov" },
  { type: "video/webm", extension: "webm" }
] as const

export type Container = (typeof containers)[number]

/**
 * Detects the container of a file: MP4 and MOV have `ftyp` at byte 4, WebM starts with the EBML magic. Undefined for other
 * files.
 */
export const containerOf = (head: Uint8Array): Container | undefined => {
  const [mp4, mov, webm] = containers
  const hex = Buffer.from(head).toString("hex")
  if (hex.startsWith("1a45dfa3")) return webm
  if (hex.slice(8, 16) !== "66747970") return undefined
  // The brand of QuickTime is "qt" and two spaces.
  return hex.slice(16, 24) === "71742020" ? mov : mp4
}
