/** Bytes at the head of a file that tell its container. */
export const HEAD_LENGTH = 12

/** What a video can come in, and how such files are called. */
export const containers = [
  { type: "video/mp4", extension: "mp4" },
  { type: "video/quicktime", extension: "mov" },
  { type: "video/webm", extension: "webm" }
] as const

/** What a video comes in. */
export type Container = (typeof containers)[number]

/**
 * The container of a file that begins as MP4 and MOV do (`ftyp` at byte 4) or as WebM does (the EBML magic); undefined for
 * any other.
 */
export const containerOf = (head: Uint8Array): Container | undefined => {
  const [mp4, mov, webm] = containers
  const hex = Buffer.from(head).toString("hex")
  if (hex.startsWith("1a45dfa3")) return webm
  if (hex.slice(8, 16) !== "66747970") return undefined
  // The brand of QuickTime is "qt" and two spaces.
  return hex.slice(16, 24) === "71742020" ? mov : mp4
}
