/** A contract that a server can follow. */
export type ContractName = "catalog" | "live"

/** What a case needs besides a token. */
export type Need = "login" | "control"

/** Options of a run of the suite. */
export interface ConformanceOptions {
  /** Sends a request: the mock's `fetch`, the global one, or your own. */
  readonly fetch: (input: string, init?: RequestInit) => Promise<Response>
  /** Base URL of the API, with the prefix of a tenant if there is one. */
  readonly baseUrl: string
  /** What the server has to follow. */
  readonly contract: ContractName
  /**
   * Whether the server has the mock's control API. Each case then starts with the scenario `happy` and a clock that stands
   * still. Without it, the cases that move time, change accounts or inject faults are skipped.
   */
  readonly control?: boolean | undefined
  /**
   * Returns a valid access token with every scope; required without `control`. It is called at the start of each case.
   * Return a new token each time, or the limits per minute and token affect the suite.
   */
  readonly token?: (() => Promise<string>) | undefined
  /** The login of a creator. Without it and without `control`, the cases about logins are skipped. */
  readonly login?: LoginOptions | undefined
  /** Waits between two status calls, in milliseconds; with `control` on the mock's clock, otherwise in real time. */
  readonly wait?: ((millis: number) => Promise<void>) | undefined
  /** The most status calls for a post; 60 by default. */
  readonly polls?: number | undefined
  /** Files to upload; by default bytes with the header of an MP4 file. */
  readonly videos?: {
    /** Uploaded in one chunk. */
    readonly small: Uint8Array<ArrayBuffer>
    /** Uploaded in two chunks: more than 10 MiB. */
    readonly large: Uint8Array<ArrayBuffer>
  } | undefined
  /** URLs of media to pull; `https://verified-domain.com/…` by default. */
  readonly urls?: { readonly video: string; readonly photos: ReadonlyArray<string> } | undefined
}

/** The login of a creator to an app. */
export interface LoginOptions {
  /** Client key of the app. */
  readonly clientKey: string
  /** Its client secret. */
  readonly clientSecret: string
  /** Where a login returns to. It is registered for the app. */
  readonly redirectUri: string
  /** Opens an authorize URL as a person would, grants every scope, and returns the callback URL. */
  readonly consent: (authorizeUrl: string) => Promise<string>
}

/** A case of the suite. */
export interface ConformanceCase {
  /** Its path in the suite, such as `video-init/title/too-long`. */
  readonly id: string
  readonly name: string
  readonly contracts: ReadonlyArray<ContractName>
  readonly needs?: Need | undefined
}

/** A case that can be run against a server. */
export interface RunnableCase extends ConformanceCase {
  /** Rejects with a `ConformanceError` when the API differs. */
  readonly run: () => Promise<void>
}

/** Thrown when the API differs from the contract. */
export class ConformanceError extends Error {
  override readonly name = "ConformanceError"
}
