import type { PostView } from "tiktok-mock-server"
import { type MadeJob, mediaUrlOf } from "../media.ts"
import type { Finding } from "../verdict.ts"

/**
 * The posts that TikTok got before an earlier one of their creator. `jobs` has the posts in the order of their times.
 * Those that a person had published again come later by right.
 */
export const disorderOf = (
  jobs: ReadonlyArray<Pick<MadeJob, "creator" | "key" | "sha256">>,
  posts: ReadonlyArray<Pick<PostView, "sha256" | "stage" | "urls">>,
  repeated: ReadonlySet<string>
): ReadonlyArray<Finding> => {
  const places = new Map(
    posts.flatMap(({ sha256, stage, urls: [url] }, index) =>
      stage === "published" || stage === "in-inbox" ? [[sha256 ?? url, index] as const] : []
    )
  )
  const latest = new Map<string, { readonly key: string; readonly place: number }>()
  return jobs.filter(({ key }) => !repeated.has(key)).flatMap(({ creator, key, sha256 }) => {
    const place = places.get(sha256 ?? mediaUrlOf(key))
    if (place === undefined) return []
    const before = latest.get(creator)
    if (before !== undefined && before.place > place) return [{ key, problem: `was sent before ${before.key}` }]
    latest.set(creator, { key, place })
    return []
  })
}
