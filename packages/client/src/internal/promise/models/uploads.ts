/**
 * Identifies media without reading all of it.
 *
 * @category uploads
 * @since 0.1.0
 */
export interface MediaIdentity {
  /** Bytes. */
  readonly size: number
  readonly modifiedAt?: Date | undefined
  /** SHA-256 of bytes in memory, in hex. */
  readonly sha256?: string | undefined
  readonly etag?: string | undefined
  readonly lastModified?: string | undefined
}

/**
 * The chunks of a video. The last one also has the remaining bytes.
 *
 * @category uploads
 * @since 0.1.0
 */
export interface Plan {
  /** Bytes. */
  readonly size: number
  /** Bytes. */
  readonly chunkSize: number
  readonly chunkCount: number
  /** The media when it was planned. Absent for bytes in memory. */
  readonly media?: MediaIdentity | undefined
}

/**
 * What happens during an upload: bytes passed to the connection, and bytes that TikTok has.
 *
 * @category uploads
 * @since 0.1.0
 */
export type UploadEvent =
  | { readonly _tag: "BytesSent"; readonly sent: number; readonly size: number }
  | { readonly _tag: "BytesConfirmed"; readonly confirmed: number; readonly size: number; readonly chunks: number }
