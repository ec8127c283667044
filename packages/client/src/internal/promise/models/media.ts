/**
 * Container formats that TikTok accepts for a video.
 *
 * @category posts
 * @since 0.1.0
 */
export type ContentType = "video/mp4" | "video/quicktime" | "video/webm"

/**
 * A video on a disk of this machine. It can be opened again, so its publish survives a crash.
 *
 * @category posts
 * @since 0.1.0
 */
export interface FileMedia {
  readonly file: string
  /** What the bytes are. @default by the file name, else `"video/mp4"` */
  readonly contentType?: ContentType | undefined
}

/**
 * A video on a server of yours, which the library reads in ranges and uploads. Its URL and headers are secrets.
 *
 * Hosts with a private name are refused, also after a redirect: loopback, private, link-local and other special
 * addresses, `localhost`, `*.local`, `*.internal` and names without a dot. A public name that resolves to such an
 * address is not detected.
 *
 * @category posts
 * @since 0.1.0
 */
export interface HttpMedia {
  readonly http: string | URL
  readonly headers?: Readonly<Record<string, string>> | undefined
  /** What the bytes are. @default by the path, else `"video/mp4"` */
  readonly contentType?: ContentType | undefined
  /** Allows hosts that are private to this machine or network. @default false */
  readonly allowPrivate?: boolean | undefined
}

/**
 * Bytes that arrive once, in order.
 *
 * @category posts
 * @since 0.1.0
 */
export interface StreamMedia {
  readonly stream: AsyncIterable<Uint8Array>
  /** Exact number of bytes. */
  readonly size: number
  /** What the bytes are. @default "video/mp4" */
  readonly contentType?: ContentType | undefined
}

/**
 * Media whose bytes this library uploads.
 *
 * @category posts
 * @since 0.1.0
 */
export type Uploadable = Blob | Uint8Array | FileMedia | HttpMedia | StreamMedia

/**
 * Any source of a video. TikTok itself fetches `url`, from a domain that is verified for the app.
 *
 * @category posts
 * @since 0.1.0
 */
export type Media = Uploadable | { readonly url: string | URL }
