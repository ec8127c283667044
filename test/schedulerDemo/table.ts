import type { ScheduledPost } from "effect-tiktok-scheduler"

/** How many posts are in each state, such as `Published 17, Publishing 3, Scheduled 40`. */
export const progressOf = (posts: ReadonlyArray<ScheduledPost.ScheduledPost>): string =>
  [...Map.groupBy(posts, ({ state }) => state)].map(([state, all]) => `${state} ${all.length}`).toSorted().join(", ")

/** Whether a runner still works on a post, or will. */
export const isOpen = ({ state }: ScheduledPost.ScheduledPost): boolean =>
  state === "Scheduled" || state === "AwaitingLogin" || state === "Publishing" || state === "Processing"

/** Whether the scheduler says that there may be no post, and what a person can do. */
const isForPerson = ({ state }: ScheduledPost.ScheduledPost): boolean =>
  state === "Unknown" || state === "NeedsAttention"

const columns = ["published", "twice", "lost", "for a person", "under way"] as const

type Counts = Readonly<Record<typeof columns[number], number>>

const countsOf = (posts: ReadonlyArray<ScheduledPost.ScheduledPost>, captions: ReadonlyArray<string>): Counts => {
  const found = posts.map((post) => ({ post, times: captions.filter((caption) => caption === post.key).length }))
  return {
    published: found.filter(({ times }) => times > 0).length,
    twice: found.filter(({ times }) => times > 1).length,
    lost: found.filter(({ post, times }) => times === 0 && !isOpen(post) && !isForPerson(post)).length,
    "for a person": found.filter(({ post, times }) => times === 0 && isForPerson(post)).length,
    "under way": found.filter(({ post, times }) => times === 0 && isOpen(post)).length
  }
}

const line = (name: string, cells: ReadonlyArray<string | number>) =>
  name.padEnd(12) + cells.map((cell) => String(cell).padStart(14)).join("")

/** A line for each creator and one for all, from the captions that TikTok got. The key of a post is its caption. */
export const tableOf = (
  posts: ReadonlyArray<ScheduledPost.ScheduledPost>,
  captions: ReadonlyArray<string>
): string => {
  const creators = [...Map.groupBy(posts, ({ creator }) => creator)].toSorted(([a], [b]) => a.localeCompare(b))
  const rows: ReadonlyArray<readonly [string, Counts]> = [
    ...creators.map(([creator, own]) => [creator, countsOf(own, captions)] as const),
    ["all", countsOf(posts, captions)]
  ]
  return [line("", columns), ...rows.map(([name, counts]) => line(name, columns.map((column) => counts[column])))]
    .join("\n")
}

/** Whether TikTok got no post twice, and none is lost. */
export const isFine = (posts: ReadonlyArray<ScheduledPost.ScheduledPost>, captions: ReadonlyArray<string>): boolean => {
  const { lost, twice } = countsOf(posts, captions)
  return lost === 0 && twice === 0
}
