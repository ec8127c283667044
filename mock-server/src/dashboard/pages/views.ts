import type { View } from "../Page.ts"
import { callback } from "./callback.ts"
import { clock } from "./clock.ts"
import { coverage } from "./coverage.ts"
import { creators } from "./creators.ts"
import { faults } from "./faults.ts"
import { overview } from "./overview.ts"
import { post } from "./post.ts"
import { posts } from "./posts.ts"
import { request } from "./request.ts"
import { requests } from "./requests.ts"
import { scenarios } from "./scenarios.ts"
import { upload } from "./upload.ts"
import { uploads } from "./uploads.ts"
import { webhook } from "./webhook.ts"
import { webhooks } from "./webhooks.ts"

/** Every page: of a section, or with a slash at the end, of one thing in it. */
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
  ["coverage", coverage]
])
