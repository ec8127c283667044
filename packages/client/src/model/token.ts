import type {
  CallFailure,
  InvalidInput,
  ReauthorizationRequired,
  RefreshUnavailable,
  StoreFailed
} from "../TikTokError.ts"

/**
 * Why there may be no token to make a call with: the creator has to log in
 * again, or the refresh may succeed later, or the store or the app is at fault.
 *
 * @category models
 * @since 0.1.0
 */
export type TokenFailure = InvalidInput | ReauthorizationRequired | RefreshUnavailable | StoreFailed | CallFailure
