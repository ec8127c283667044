import type { PostView } from "tiktok-mock-server"
import { type MadeJob, mediaUrlOf } from "../media.ts"
import type { Finding } from "../verdict.ts"

/** A post with the times at which it was stored and at which its last attempt began, in milliseconds. */
type Timed = Pick<MadeJob, "creator" | "key" | "sha256"> & { readonly createdAt: number; readonly startedAt: number }

/**
 * The posts that TikTok got before an earlier one of their creator. `jobs` has the posts in the order of their times.
 * Those that a person had published again come later by right, and so do those that were stored, while the database was
 * down, after the later one had begun.
 */
export const disorderOf = (
  jobs: ReadonlyArray<Timed>,
  posts: ReadonlyArray<Pick<PostView, "sha256" | "stage" | "urls">>,
  repeated: ReadonlySet<string>
): ReadonlyArray<Finding> => {
  const places = new Map(
    posts.flatMap(({ sha256, stage, urls: [url] }, index) =>
      stage === "published" || stage === "in-inbox" ? [[sha256 ?? url, index] as const] : []
    )
  )
  const latest = new Map<string, { readonly key: string; readonly place: number; readonly createdAt: number }>()
  return jobs.filter(({ key }) => !repeated.has(key)).flatMap(({ createdAt, creator, key, sha256, startedAt }) => {
    const place = places.get(sha256 ?? mediaUrlOf(key))
    if (place === undefined) return []
    const before = latest.get(creator)
    if (before !== undefined && before.place > place) {
      return before.createdAt > startedAt ? [] : [{ key, problem: `was sent before ${before.key}` }]
    }
    latest.set(creator, { key, place, createdAt })
    return []
  })
}
