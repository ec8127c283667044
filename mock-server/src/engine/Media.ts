/** What is kept of an uploaded file. */
interface KeptFile {
  readonly path: string
  /** Bytes that are there, counted from the start of the video. */
  readonly bytes: number
}

/** Takes the bytes of one chunk to the disk. */
import type { Upload } from "./records.ts"
export interface ChunkFile {
  /** Writes a piece; once it answers, the piece may be forgotten. It never fails: what cannot be written is not kept. */
  readonly write: (piece: Uint8Array) => Promise<true> | true
  /** Ends the chunk. It becomes part of the file of the upload that has taken it; without one it is thrown away. */
  readonly end: (taken: Upload | undefined) => Promise<void>
}

/** The uploaded files that are kept. */
export interface Media {
  /** Begins the next chunk of an upload; undefined when nothing of it is to be kept. */
  readonly open: (upload: Upload) => ChunkFile | undefined
  readonly find: (uploadId: string) => KeptFile | undefined
  /** Throws away the files of the uploads that the question says no to. */
  readonly retain: (isRight: (uploadId: string) => boolean) => void
}
