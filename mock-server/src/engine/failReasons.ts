/** Every documented fail reason. The control API accepts any other text too. */
export const failReasons = [
  "file_format_check_failed",
  "duration_check_failed",
  "frame_rate_check_failed",
  "picture_size_check_failed",
  "video_pull_failed",
  "photo_pull_failed",
  "publish_cancelled",
  "auth_removed",
  "spam_risk_too_many_posts",
  "spam_risk_user_banned_from_posting",
  "spam_risk_text",
  "spam_risk",
  "internal"
] as const

/** A documented fail reason. */
export type FailReason = (typeof failReasons)[number]
