import type { TikTokError } from "../../TikTokError.ts"

/**
 * Whether TikTok may have done what it was asked although no usable answer says
 * so. A refusal and what never left say that it did not. So does a redirect that
 * asks for the same request elsewhere; each other one may point to what became of
 * it (RFC 9110, section 15.4).
 *
 * @internal
 */
export const isInDoubt = ({ reason }: TikTokError): boolean =>
  (reason._tag === "Unreachable" && reason.delivery === "Unknown") ||
  (reason._tag === "Redirected" && reason.status !== 307 && reason.status !== 308) ||
  reason._tag === "ServerFault" ||
  reason._tag === "MalformedAnswer"

/**
 * The same of the bytes of a chunk: a chunk that TikTok refuses for its offset may have
 * arrived before.
 *
 * @internal
 */
export const isChunkInDoubt = (error: TikTokError): boolean =>
  isInDoubt(error) || error.reason._tag === "OffsetMismatch"
