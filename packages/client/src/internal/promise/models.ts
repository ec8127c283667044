// The values that calls take and return, by subject.

export type * from "./models/creators.ts"
export type * from "./models/hooks.ts"
export type * from "./models/limits.ts"
export type * from "./models/logins.ts"
export type * from "./models/media.ts"
export type * from "./models/outcomes.ts"
export type * from "./models/posts.ts"
export type * from "./models/recovery.ts"
export type * from "./models/uploads.ts"
export type * from "./models/webhooks.ts"
