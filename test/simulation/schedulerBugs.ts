/** Bugs to plant in the scheduler's source. */
export const schedulerBugs = [
  {
    name: "let a worker write over the row of another",
    file: "internal/posts.ts",
    find: "WHERE id = ${row.id} AND revision = ${revision} RETURNING id`\n      if",
    put: "WHERE id = ${row.id} RETURNING id`\n      if"
  },
  {
    name: "publish the later post first",
    file: "internal/posts.ts",
    find: "ORDER BY start_at, id LIMIT 1",
    put: "ORDER BY start_at DESC, id LIMIT 1"
  },
  {
    name: "begin the next post at once",
    file: "internal/work.ts",
    find: "(next.wakeAt ?? Infinity) > now) return",
    put: "(next.wakeAt ?? Infinity) > now + 600_000) return"
  },
  {
    name: "cancel a post that has begun",
    file: "internal/service.ts",
    find: "return [new AlreadyPublishing({ id, state })]",
    put: "return []"
  },
  {
    name: "forget that TikTok may have a part of the post",
    file: "internal/work.ts",
    find: "found !== undefined && found.phase !== \"Waiting\" && found.outcome?._tag !== \"Failed\"",
    put: "found !== undefined && found.outcome?._tag === \"Published\""
  },
  {
    name: "give a post back to people while another attempt may send it",
    file: "internal/work.ts",
    find: "found?.phase === \"Waiting\"\n",
    put: "found?.phase === undefined\n"
  },
  {
    name: "call an unknown outcome a problem that a retry solves",
    file: "internal/endStates.ts",
    find: "remedy: outcome.remedy }\n      return { ...ended, state: \"Unknown\", detail: { ...detail, begun: true,",
    put: "remedy: outcome.remedy }\n      return { ...ended, state: \"NeedsAttention\", detail: { ...detail,"
  },
  {
    name: "look no more at a post that TikTok processes",
    file: "internal/endStates.ts",
    find: "wakeAt: now + Math.min(Math.max(now - since, minute), 30 * minute)",
    put: "wakeAt: undefined"
  }
]
