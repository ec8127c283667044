import type * as Hooks from "../../Hooks.ts"
import type { TikTokError } from "../../TikTokError.ts"

/**
 * What an error says of its response. Errors have no secrets.
 *
 * @internal
 */
export const ofError = ({ logId, reason }: TikTokError): Pick<Hooks.Retry, "logId" | "reason" | "status"> => ({
  reason: reason._tag,
  ...("status" in reason && reason.status !== undefined ? { status: reason.status } : {}),
  ...(logId === undefined ? {} : { logId })
})
