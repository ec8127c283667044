/**
 * @since 0.1.0
 */
export * as Auth from "./Auth.ts"

/**
 * @since 0.1.0
 */
export * as Checkpoint from "./Checkpoint.ts"

/**
 * @since 0.1.0
 */
export * as Contract from "./Contract.ts"

/**
 * @since 0.1.0
 */
export * as Creator from "./Creator.ts"

/**
 * @since 0.1.0
 */
export * as ErrorCatalog from "./ErrorCatalog.ts"

/**
 * @since 0.1.0
 */
export * as Hooks from "./Hooks.ts"

/**
 * @since 0.1.0
 */
export * as Media from "./Media.ts"

/**
 * @since 0.1.0
 */
export * as Outcome from "./Outcome.ts"

/**
 * @since 0.1.0
 */
export * as Post from "./Post.ts"

/**
 * @since 0.1.0
 */
export * as PostForm from "./PostForm.ts"

/**
 * @since 0.1.0
 */
export * as Publisher from "./Publisher.ts"

/**
 * @since 0.1.0
 */
export * as Quota from "./Quota.ts"

/**
 * @since 0.1.0
 */
export * as RecordStore from "./RecordStore.ts"

/**
 * @since 0.1.0
 */
export * as Recovery from "./Recovery.ts"

/**
 * @since 0.1.0
 */
export * as RetryPolicy from "./RetryPolicy.ts"

/**
 * @since 0.1.0
 */
export * as StatusPoller from "./StatusPoller.ts"

/**
 * @since 0.1.0
 */
export * as TikTok from "./TikTok.ts"

/**
 * @since 0.1.0
 */
export * as TikTokApi from "./TikTokApi.ts"

/**
 * @since 0.1.0
 */
export * as TikTokError from "./TikTokError.ts"

/**
 * @since 0.1.0
 */
export * as TokenLock from "./TokenLock.ts"

/**
 * @since 0.1.0
 */
export * as TokenStore from "./TokenStore.ts"

/**
 * @since 0.1.0
 */
export * as Uploader from "./Uploader.ts"

/**
 * @since 0.1.0
 */
export * as Videos from "./Videos.ts"

/**
 * @since 0.1.0
 */
export * as Webhook from "./Webhook.ts"
