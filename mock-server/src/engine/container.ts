/** Bytes at the head of a file that tell its container. */
export const HEAD_LENGTH = 12

/** Says whether a file begins as MP4 and MOV do (`ftyp` at byte 4) or as WebM does (the EBML magic). */
export const isVideo = (head: Uint8Array): boolean => {
  const hex = Buffer.from(head).toString("hex")
  return hex.slice(8, 16) === "66747970" || hex.startsWith("1a45dfa3")
}
