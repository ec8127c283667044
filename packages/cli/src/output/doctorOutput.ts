import type { CommandEvent } from "../CommandEvent.ts"

type Event<Tag extends CommandEvent["_tag"]> = Extract<CommandEvent, { readonly _tag: Tag }>

const marks = { Good: "ok  ", Note: "note", Problem: "BAD " } as const

/** One line for each finding, with its remedy below. */
export const diagnosedLines = ({ findings }: Event<"Diagnosed">): ReadonlyArray<string> =>
  findings.flatMap(({ check, remedy, sentence, severity }) => [
    `${marks[severity]}  ${check}: ${sentence}`,
    ...(remedy === undefined ? [] : [`        ${remedy}`])
  ])

export const plannedLines = (event: Event<"ComparisonPlanned">): ReadonlyArray<string> => [
  `The comparison sends ${event.requests} requests to ${event.server}`,
  `as creator ${event.creator}. At most, it posts:`,
  `  ${event.privateVideos} videos that only the creator sees (SELF_ONLY), without a picture`,
  `  ${event.privatePhotoPosts} photo posts that only the creator sees`,
  `  ${event.drafts} drafts in the creator's inbox`,
  "It posts nothing that anyone else can see. It waits for the limits of a minute."
]

export const comparedLines = (event: Event<"Compared">): ReadonlyArray<string> => [
  `${event.server} and the mock: ${event.cases} cases, ${event.requests} requests, ` +
  (event.differences.length === 0 ? "no difference" : `${event.differences.length} differences`),
  ...event.differences.flatMap(({ cases, mock, path, request, server }) => [
    "",
    `${request}  ${path}`,
    `  server  ${server}`,
    `  mock    ${mock}`,
    `  in      ${cases[0] ?? ""}${cases.length > 1 ? ` and ${cases.length - 1} more` : ""}`
  ])
]
