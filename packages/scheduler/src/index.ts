/**
 * Posts to TikTok at a time: thousands of creators, in order and under TikTok's
 * limits, in one process or many.
 *
 * @since 0.1.0
 */
export * as Admin from "./Admin.ts"
export * as ScheduledPost from "./ScheduledPost.ts"
export * as Scheduler from "./Scheduler.ts"
export * as SchedulerError from "./SchedulerError.ts"
