import type { TikTokError } from "../../TikTokError.ts"

/**
 * Whether TikTok may have carried out a call that failed. It did not after a
 * refusal, or when the request was certainly not sent. Nor after a redirect that
 * asks for the same request elsewhere; any other redirect may point to the result
 * (RFC 9110, section 15.4).
 *
 * @internal
 */
export const isAmbiguous = ({ reason }: TikTokError): boolean =>
  (reason._tag === "Unreachable" && reason.delivery === "Unknown") ||
  (reason._tag === "Redirected" && reason.status !== 307 && reason.status !== 308) ||
  reason._tag === "ServerFault" ||
  reason._tag === "MalformedResponse"

/**
 * Whether the bytes of a chunk may have arrived. A chunk that TikTok refuses for
 * its offset may have arrived earlier.
 *
 * @internal
 */
export const isChunkAmbiguous = (error: TikTokError): boolean =>
  isAmbiguous(error) || error.reason._tag === "OffsetMismatch"
