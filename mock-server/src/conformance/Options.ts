/** What a run of the suite needs to know. */
export interface ConformanceOptions {
  /** Sends a request; the mock's own fetch, the global one, or one that adds what is needed on the way. */
  readonly fetch: (input: string, init?: RequestInit) => Promise<Response>
  /** Where the API is, with the prefix of a tenant if there is one. */
  readonly baseUrl: string
  readonly contract: "catalog" | "live"
  /**
   * Gives a living access token with every scope. It is asked for at the beginning of each case; a limit of so many calls a
   * minute and token hits the suite unless each time another token is given.
   */
  readonly token: () => Promise<string>
  /** How a creator logs in. Without it the cases about logins are left out. */
  readonly login?: LoginOptions | undefined
  /** Makes the upload of a post expire now. Without it that case is left out. */
  readonly expireUpload?: ((publishId: string) => Promise<void>) | undefined
  /** Passes the time between two questions for the status, in milliseconds; really waits by default. */
  readonly wait?: ((millis: number) => Promise<void>) | undefined
  /** How often a post is asked for before it counts as stuck; 60 by default. */
  readonly polls?: number | undefined
  /** Files to upload; bytes that merely begin as a video does, unless given. */
  readonly videos?: {
    /** For one chunk. */
    readonly small: Uint8Array<ArrayBuffer>
    /** For two chunks: more than 10 MiB. */
    readonly large: Uint8Array<ArrayBuffer>
  } | undefined
  /** Media that may be pulled; `https://verified-domain.com/…` by default. */
  readonly urls?: { readonly video: string; readonly photos: ReadonlyArray<string> } | undefined
}

/** How a creator logs in to an app. */
export interface LoginOptions {
  readonly clientKey: string
  readonly clientSecret: string
  readonly redirectUri: string
  /** Goes to an authorize address as a person would, allows everything, and gives the address one is sent back to. */
  readonly consent: (authorizeUrl: string) => Promise<string>
}

/** One thing that the API has to do. */
export interface ConformanceCase {
  readonly name: string
  /** Rejects with a `ConformanceError` when the API does something else. */
  readonly run: () => Promise<void>
}

/** The API has done something else than it should. */
export class ConformanceError extends Error {
  override readonly name = "ConformanceError"
}
