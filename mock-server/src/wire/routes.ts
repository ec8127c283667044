import type { Operation } from "../engine/Faults.ts"
import { UPLOAD_PATH } from "./uploadUrl.ts"

/** One documented path. */
export interface Route {
  readonly method: "GET" | "POST" | "PUT"
  /** As documented, with its trailing slash; the form without it answers the same. */
  readonly path: string
  readonly operation: Operation
}

/** Every route of the API. */
export const routes: ReadonlyArray<Route> = [
  { method: "GET", path: "/v2/auth/authorize/", operation: "authorize" },
  // The page's own form.
  { method: "POST", path: "/v2/auth/authorize/", operation: "authorize" },
  { method: "POST", path: "/v2/oauth/token/", operation: "token.exchange" },
  { method: "POST", path: "/v2/post/publish/video/init/", operation: "video.init" },
  { method: "POST", path: "/v2/post/publish/content/init/", operation: "photo.init" },
  { method: "POST", path: "/v2/post/publish/inbox/video/init/", operation: "inbox.init" },
  { method: "PUT", path: UPLOAD_PATH, operation: "upload" },
  { method: "POST", path: "/v2/post/publish/status/fetch/", operation: "status" },
  { method: "GET", path: "/v2/creator_info/query/", operation: "creator" }
]

/** The documented path that looks most like this one. */
export const nearestPath = (path: string): string => {
  const [first, ...rest] = routes.map((route) => ({ path: route.path, distance: editDistance(path, route.path) }))
  return rest.reduce((best, next) => next.distance < best.distance ? next : best, first ?? { path, distance: 0 }).path
}

/** Levenshtein's distance; long inputs are cut, since nothing documented is long. */
const editDistance = (left: string, right: string): number => {
  const text = left.slice(0, 100)
  let row = Array.from({ length: right.length + 1 }, (_, index) => index)
  for (let i = 1; i <= text.length; i++) {
    const next = [i]
    for (let j = 1; j <= right.length; j++) {
      const substitution = (row[j - 1] ?? 0) + (text[i - 1] === right[j - 1] ? 0 : 1)
      next.push(Math.min(substitution, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1))
    }
    row = next
  }
  return row[right.length] ?? 0
}
