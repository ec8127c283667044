import { DateTime } from "effect"
import type { ScheduledPost } from "effect-tiktok-scheduler/ScheduledPost"
import type { CommandEvent } from "../CommandEvent.ts"
import { aligned, day, printable, shortened, table } from "./accountLines.ts"

type Event<Tag extends CommandEvent["_tag"]> = Extract<CommandEvent, { readonly _tag: Tag }>

/** How a post is now, in a line, and what is to do in another. */
export const scheduledLines = ({ post }: Event<"ScheduledPost">): ReadonlyArray<string> => [
  `${printable(post.key)}: ${stateOf(post)}`,
  ...notesOf(post).map((note) => `  ${note}`)
]

export const scheduleLines = ({ cursor, posts }: Event<"Schedule">): ReadonlyArray<string> =>
  posts.length === 0 ? ["No post is scheduled."] : [
    ...table([
      ["STARTS (UTC)", "STATE", "CREATOR", "POST", "ID"],
      ...posts.map((post) => [
        day(post.startsAt),
        post.state,
        post.creator,
        shortened(printable(titleOf(post) ?? post.key)),
        post.id
      ])
    ]),
    ...cursor === undefined ? [] : [`There are more: --after ${cursor}`]
  ]

export const shownLines = ({ history, post }: Event<"ScheduledPostShown">): ReadonlyArray<string> => [
  `${printable(post.key)}: ${stateOf(post)}`,
  ...aligned([
    ["id", post.id],
    ["creator", post.creator],
    ["post", printable(`${post.post?._tag ?? "of a newer version"} ${titleOf(post) ?? ""}`)],
    ["due", `${day(post.dueAt)} UTC`],
    ["starts", `${day(post.startsAt)} UTC`],
    ...post.publishId === undefined ? [] : [["publish id", post.publishId] as const],
    ["attempts", String(post.attempts)]
  ]),
  ...notesOf(post).map((note) => `  ${note}`),
  ...history.map(({ at, event }) => {
    const what = event._tag === "StateChanged" ? event.state : event._tag
    const because = event._tag === "StateChanged" && event.because !== undefined ? `: ${printable(event.because)}` : ""
    return `  ${DateTime.formatIso(at)}  ${what}${because}`
  })
]

const titleOf = ({ post }: ScheduledPost): string | undefined =>
  post !== undefined && "title" in post && typeof post.title === "string" && post.title !== "" ? post.title : undefined

const stateOf = ({ id, startsAt, state }: ScheduledPost): string =>
  state === "Scheduled" ? `starts at ${day(startsAt)} UTC, as ${id}` : `${state}, ${id}`

const notesOf = ({ moved, outcome, problem, state, waits }: ScheduledPost): ReadonlyArray<string> => [
  ...moved === undefined || state !== "Scheduled"
    ? []
    : [`Later than asked for: the creator's ${moved === "PerDay" ? "day" : "minute"} has no more room.`],
  ...waits === undefined ? [] : [printable(waits.because)],
  ...problem === undefined
    ? []
    : [printable(`${problem.field ?? problem.reason} ${problem.rule}`), printable(problem.remedy)],
  ...outcome?._tag === "Published" && outcome.url !== undefined ? [outcome.url] : []
]
