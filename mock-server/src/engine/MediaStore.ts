import type { MediaDefect, VideoFacts } from "./mediaChecks.ts"
import type { MediaSample, MediaSamples } from "./MediaSample.ts"
import type { Upload } from "./records.ts"

/** An uploaded file on disk. */
interface KeptFile {
  readonly path: string
  /** Number of bytes on disk, from the start of the video. */
  readonly bytes: number
}

/** Writes one chunk to disk. */
export interface ChunkFile {
  /** Writes a piece. The piece may be reused once the result is there. It never fails: after an error, nothing is kept. */
  readonly write: (piece: Uint8Array) => Promise<true> | true
  /** Ends the chunk and adds it to the file of the upload that accepted it. Without an upload, the chunk is deleted. */
  readonly end: (accepted: Upload | undefined) => Promise<void>
}

/** What a pull has downloaded. */
export interface PulledMedia {
  readonly bytes: number
  /** Why the download or a photo is not accepted. */
  readonly defect: MediaDefect | undefined
  /** What the header of a video says. */
  readonly facts: VideoFacts | undefined
}

/** The uploaded files that are kept, and what is read of a file. */
export interface Media {
  /** Starts the next chunk of an upload; undefined when the file is not kept. */
  readonly open: (upload: Upload) => ChunkFile | undefined
  /** The first and last bytes of each upload in progress. */
  readonly samples: MediaSamples
  /** Reads the header of a video. Resolves to undefined when it has none. Undefined when no file is read. */
  readonly inspect: ((sample: MediaSample) => Promise<VideoFacts | undefined>) | undefined
  /** Downloads the media of a post. Undefined when it downloads none of the URLs. It never rejects. */
  readonly pull: (urls: ReadonlyArray<string>, kind: "video" | "photo") => Promise<PulledMedia> | undefined
  readonly find: (uploadId: string) => KeptFile | undefined
  /** Deletes the files of every upload for which the predicate is false. */
  readonly retain: (isKept: (uploadId: string) => boolean) => void
}
