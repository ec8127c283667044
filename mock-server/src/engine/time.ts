/** Milliseconds of a second. */
export const SECOND = 1_000

/** Milliseconds of a minute. */
export const MINUTE = 60 * SECOND

/** Milliseconds of a day. */
export const DAY = 24 * 60 * MINUTE
