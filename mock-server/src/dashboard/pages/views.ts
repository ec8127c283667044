import type { View } from "../PageContext.ts"
import { callback } from "./callback.tsx"
import { clock } from "./clock.tsx"
import { coverage } from "./coverage.tsx"
import { creators } from "./creators.tsx"
import { faults } from "./faults.tsx"
import { overview } from "./overview.tsx"
import { post } from "./post.tsx"
import { posts } from "./posts.tsx"
import { request } from "./request.tsx"
import { requests } from "./requests.tsx"
import { rules } from "./rules.tsx"
import { scenarios } from "./scenarios.tsx"
import { tenants } from "./tenants.tsx"
import { upload } from "./upload.tsx"
import { uploads } from "./uploads.tsx"
import { webhook } from "./webhook.tsx"
import { webhooks } from "./webhooks.tsx"

/** The pages of the sections. A name with a trailing slash is the page of one item. */
export const views: ReadonlyMap<string, View> = new Map([
  ["", overview],
  ["posts", posts],
  ["posts/", post],
  ["uploads", uploads],
  ["uploads/", upload],
  ["requests", requests],
  ["requests/", request],
  ["faults", faults],
  ["clock", clock],
  ["creators", creators],
  ["creators/", callback],
  ["webhooks", webhooks],
  ["webhooks/", webhook],
  ["scenarios", scenarios],
  ["rules", rules],
  ["tenants", tenants],
  ["coverage", coverage]
])
