import { DateTime } from "effect"
import type { CommandEvent } from "../CommandEvent.ts"
import { duration } from "./progress.ts"

type Event<Tag extends CommandEvent["_tag"]> = Extract<CommandEvent, { readonly _tag: Tag }>

interface Named {
  readonly creator: string
  readonly displayName?: string
  readonly username?: string
}

/** `Mara Films (@mara.films, creator abc)`. */
export const nameOf = ({ creator, displayName, username }: Named): string => {
  const handle = username === undefined ? undefined : `@${username}`
  const name = displayName ?? handle
  if (name === undefined) return `creator ${creator}`
  return `${printable(name)} (${
    displayName === undefined || handle === undefined ? "" : `${printable(handle)}, `
  }creator ${creator})`
}

/** Text of another person on one line, without characters that move the cursor. */
export const printable = (text: string): string => text.replaceAll(/\p{Cc}+/gu, " ").trim()

export const whoAmILines = (event: Event<"WhoAmI">): ReadonlyArray<string> => [
  nameOf(event),
  ...aligned([
    ["profile", event.profile],
    ["login", event.source === "Login" ? "kept by tiktok login" : "the token in TIKTOK_ACCESS_TOKEN"],
    ["server", `${event.baseUrl ?? "TikTok"}, ${event.contract} API`],
    ["app", event.clientKey ?? "no client key"],
    ["scopes", event.source === "Token" ? "not known" : event.scopes.join(", ")],
    ...(event.refreshExpiresAt === undefined ? [] : [["login until", day(event.refreshExpiresAt)] as const])
  ])
]

export const creatorsLines = ({ creators }: Event<"Creators">): ReadonlyArray<string> =>
  creators.length === 0
    ? ["No creator has logged in. Run `tiktok login`."]
    : table([
      ["", "PROFILE", "NAME", "CREATOR", "UNTIL"],
      ...creators.map(({ creator, displayName, isCurrent, problem, profile, refreshExpiresAt, username }) => [
        isCurrent ? "*" : "",
        profile,
        printable(displayName ?? username ?? ""),
        creator,
        problem ?? (refreshExpiresAt === undefined ? "" : day(refreshExpiresAt))
      ])
    ])

export const creatorInfoLines = (event: Event<"CreatorInfo">): ReadonlyArray<string> => {
  const off = [
    ...(event.commentDisabled ? ["comments"] : []),
    ...(event.duetDisabled ? ["duets"] : []),
    ...(event.stitchDisabled ? ["stitches"] : [])
  ]
  return [
    nameOf({ creator: event.creator, ...renamed(event) }),
    ...aligned([
      ["privacy", event.privacyLevels.join(", ")],
      ["turned off", off.length === 0 ? "nothing" : off.join(", ")],
      ...(event.maxVideoSeconds === undefined
        ? []
        : [["longest video", `${duration(event.maxVideoSeconds)} minutes`] as const])
    ])
  ]
}

const renamed = ({ nickname, username }: Event<"CreatorInfo">) => ({
  ...(nickname === undefined ? {} : { displayName: nickname }),
  ...(username === undefined ? {} : { username })
})

export const videosLines = ({ videos }: Event<"Videos">): ReadonlyArray<string> =>
  videos.length === 0 ? ["The creator has no public videos."] : table([
    ["CREATED", "ID", "VIEWS", "LIKES", "TITLE"],
    ...videos.map(({ createdAt, id, likeCount, title, viewCount }) => [
      createdAt === undefined ? "" : day(createdAt),
      id,
      String(viewCount ?? ""),
      String(likeCount ?? ""),
      shortened(printable(title ?? ""))
    ])
  ])

export const pendingLines = ({ pending }: Event<"PendingPublishes">): ReadonlyArray<string> =>
  pending.length === 0 ? ["Every publish of this profile has ended."] : pending.flatMap((publish) => {
    if (publish._tag === "Unreadable") return [`${publish.key}: cannot be read; its post may exist`]
    const about = `${publish.publishId ?? publish.phase.toLowerCase()}, ${day(publish.startedAt)}${
      publish.caption === undefined ? "" : `, ${shortened(printable(publish.caption))}`
    }`
    switch (publish._tag) {
      case "Resumable":
        return [`${publish.key}: ${about}`, `  tiktok resume "${publish.key}"`]
      case "NeedsPerson":
        return [`${publish.key}: ${about}`, `  ${publish.detail} ${publish.remedy}`]
      case "NeedsMedia":
        return [`${publish.key}: ${about}`, "  It was piped in: publish the same bytes with the same command again."]
    }
  })

export const quotaLines = ({ limits }: Event<"QuotaLeft">): ReadonlyArray<string> =>
  table([
    ["LIMIT", "AT MOST", "ROOM"],
    ...limits.map(({ limit, name, roomInSeconds, scope, windowSeconds }) => [
      name,
      limit === undefined
        ? `TikTok does not say, ${scope === "app" ? "for the app" : "for the creator"}`
        : `${limit} in ${
          windowSeconds === 86_400 ? "24 hours" : windowSeconds === 60 ? "a minute" : `${windowSeconds} s`
        }`,
      roomInSeconds > 0 ? `in ${duration(roomInSeconds)}` : limit === undefined ? "not refused yet" : "now"
    ])
  ])

/** A time to the minute, in UTC. */
export const day = (time: DateTime.Utc): string => DateTime.formatIso(time).slice(0, 16).replace("T", " ")

/** The beginning of a long text. */
export const shortened = (text: string): string => text.length > 40 ? `${text.slice(0, 39)}…` : text

/** Pairs with their second parts below each other. */
export const aligned = (pairs: ReadonlyArray<readonly [string, string]>): ReadonlyArray<string> => {
  const width = Math.max(...pairs.map(([name]) => name.length))
  return pairs.map(([name, value]) => `  ${name.padEnd(width)}  ${value}`)
}

/** Columns of equal width, the first row as their heads. */
export const table = (rows: ReadonlyArray<ReadonlyArray<string>>): ReadonlyArray<string> => {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? "").length)))
  return rows.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  ").trimEnd())
}
