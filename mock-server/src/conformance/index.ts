/**
 * The behavior of TikTok's Content Posting API as cases for any test runner: against the mock, against another mock, or by
 * hand with your own credentials against TikTok.
 */
import { makeClient } from "./Client.ts"
import { adapters } from "./Contract.ts"
import { errorCases } from "./errors.ts"
import { loginCases } from "./logins.ts"
import type { ConformanceCase, ConformanceOptions } from "./Options.ts"
import { postCases } from "./posts.ts"
import { CHUNK, type Run } from "./Run.ts"

export { type ConformanceCase, ConformanceError, type ConformanceOptions, type LoginOptions } from "./Options.ts"

/**
 * Makes the cases for an API. They are independent and can run in any order. Cases that need a missing option are skipped.
 */
export const conformance = (options: ConformanceOptions): ReadonlyArray<ConformanceCase> => {
  const run: Run = {
    client: makeClient(options),
    contract: adapters[options.contract],
    options,
    videos: options.videos ?? { small: videoLike(1_000), large: videoLike(2 * CHUNK + 3) },
    urls: options.urls ?? {
      video: "https://verified-domain.com/video.mp4",
      photos: ["https://verified-domain.com/1.jpg", "https://verified-domain.com/2.webp"]
    }
  }
  return [
    ...(options.login === undefined ? [] : loginCases(run, options.login)),
    ...postCases(run),
    ...errorCases(run)
  ]
}

/** Bytes with the header of an MP4 file. */
const videoLike = (size: number): Uint8Array<ArrayBuffer> => {
  const bytes = new Uint8Array(size)
  bytes.set(Buffer.from("00000018667479706d703432", "hex"))
  return bytes
}
