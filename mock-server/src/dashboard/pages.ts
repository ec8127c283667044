import { isInForce } from "./faultState.ts"
import type { MenuEntry, View } from "./PageContext.ts"
import { callback } from "./pages/callback.tsx"
import { clock } from "./pages/clock.tsx"
import { coverage } from "./pages/coverage.tsx"
import { creators } from "./pages/creators.tsx"
import { faults } from "./pages/faults.tsx"
import { overview } from "./pages/overview.tsx"
import { post } from "./pages/post.tsx"
import { posts } from "./pages/posts.tsx"
import { request } from "./pages/request.tsx"
import { requests } from "./pages/requests.tsx"
import { rules } from "./pages/rules.tsx"
import { scenarios } from "./pages/scenarios.tsx"
import { tenants } from "./pages/tenants.tsx"
import { upload } from "./pages/upload.tsx"
import { uploads } from "./pages/uploads.tsx"
import { webhook } from "./pages/webhook.tsx"
import { webhooks } from "./pages/webhooks.tsx"

/** A section of the dashboard: its entry in the menu, its page, and the page of one of its items. */
interface Section extends MenuEntry {
  readonly page: View
  readonly item?: View
}

/** The sections, in the order of the menu. */
export const sections: ReadonlyArray<Section> = [
  { name: "", key: "o", title: "Overview", icon: "home", page: overview },
  {
    name: "posts",
    key: "p",
    title: "Posts",
    icon: "play",
    amount: ({ engine }) => engine.state.posts.size,
    page: posts,
    item: post
  },
  {
    name: "uploads",
    key: "u",
    title: "Uploads",
    icon: "upload",
    amount: ({ mock }) => mock.control.uploads().length,
    page: uploads,
    item: upload
  },
  {
    name: "requests",
    key: "r",
    title: "Requests",
    icon: "list",
    amount: ({ mock }) => mock.journal.entries().length,
    page: requests,
    item: request
  },
  {
    name: "faults",
    key: "f",
    title: "Faults",
    icon: "bolt",
    amount: ({ mock, now }) => mock.faults.list().filter((fault) => isInForce(fault, now)).length,
    isAlert: true,
    page: faults
  },
  { name: "clock", key: "c", title: "Clock", icon: "clock", page: clock },
  { name: "creators", key: "a", title: "Creators", icon: "person", page: creators, item: callback },
  {
    name: "webhooks",
    key: "w",
    title: "Webhooks",
    icon: "hook",
    amount: ({ engine }) => engine.state.deliveries.size,
    page: webhooks,
    item: webhook
  },
  { name: "scenarios", key: "s", title: "Scenarios", icon: "globe", page: scenarios },
  { name: "rules", key: "l", title: "Rules", icon: "sliders", page: rules },
  {
    name: "tenants",
    key: "t",
    title: "Tenants",
    icon: "stack",
    amount: ({ mock }) => mock.tenants.list().length,
    page: tenants
  },
  { name: "coverage", key: "v", title: "Coverage", icon: "check", page: coverage }
]
