import { raw } from "hono/html"
import type { Child, PropsWithChildren } from "hono/jsx"
import type { Stage } from "../engine/Post.ts"
import { htmlOf } from "../html/htmlOf.ts"
import { bytes, clockTime, date, isoTime } from "./format.ts"
import { type PageContext, usePageContext } from "./PageContext.ts"

/** The color of a state. The badge always has its name too. */
export type Tone = "good" | "bad" | "busy" | "waiting" | "plain"

/** A state: its color and its name. */
export type State = readonly [tone: Tone, name: string]

/** A badge. */
export const Badge = ({ children, tone }: PropsWithChildren<{ readonly tone: Tone }>) => (
  <span class={`badge ${tone}`}>{children}</span>
)

/** The badge of a state. */
export const StateBadge = ({ state: [tone, name] }: { readonly state: State }) => <Badge tone={tone}>{name}</Badge>

const stages: Readonly<Record<Stage, State>> = {
  "awaiting-upload": ["waiting", "Awaiting upload"],
  fetching: ["busy", "Pulling media"],
  processing: ["busy", "Processing"],
  posting: ["busy", "Posting"],
  published: ["good", "Published"],
  "in-inbox": ["good", "In the inbox"],
  failed: ["bad", "Failed"]
}

/** The badge of a post's stage. */
export const StageBadge = ({ stage }: { readonly stage: Stage }) => <StateBadge state={stages[stage]} />

/** The badge of an HTTP status; 0 means no response. */
export const StatusBadge = ({ status }: { readonly status: number }) => (
  <Badge tone={status === 0 || status >= 500 ? "bad" : status >= 400 ? "waiting" : "good"}>
    {status === 0 ? "no response" : status}
  </Badge>
)

/** A time of day, with the date if it is not today. */
export const Time = ({ at }: { readonly at: number }) => {
  const { now } = usePageContext()
  return (
    <time datetime={isoTime(at)}>
      {date(at) !== date(now) && `${date(at)}, `}
      {clockTime(at)}
    </time>
  )
}

/** A link to another page of the dashboard. */
export const Link = ({ children, to }: PropsWithChildren<{ readonly to: string }>) => (
  <a href={usePageContext().root + to}>{children}</a>
)

/** A link to the page of one item. */
export const ItemLink = (
  { children, id, section }: PropsWithChildren<{ readonly section: string; readonly id: string }>
) => <Link to={pageOf(section, id)}>{children}</Link>

/** Path of the page of one item. An id can have any character. */
export const pageOf = (section: string, id: string): string => `${section}/${encodeURIComponent(id)}`

/** The @name of a creator, or the open id of an unknown creator. */
export const Handle = ({ of }: { readonly of: string | undefined }) => <>{handleOf(usePageContext(), of ?? "")}</>

/** The text of `Handle`. */
export const handleOf = ({ engine }: PageContext, openId: string): string => {
  const creator = engine.state.creators.get(openId)
  return creator === undefined ? openId : `@${creator.username}`
}

/** A part of a page that is updated live. Its id is unique in the page. */
export const Live = ({ children, id }: PropsWithChildren<{ readonly id: string }>) => {
  const html = htmlOf(<>{children}</>)
  usePageContext().parts.set(id, html)
  return <div id={id} data-live="">{raw(html)}</div>
}

/** A titled part of a page. */
export const Panel = (
  { beside, children, title }: PropsWithChildren<{ readonly title: Child; readonly beside?: Child }>
) => (
  <section class="panel">
    <PanelHeader title={title}>{beside}</PanelHeader>
    {children}
  </section>
)

export const PanelHeader = ({ children, title }: PropsWithChildren<{ readonly title: Child }>) => (
  <header>
    <h2>{title}</h2>
    {children}
  </header>
)

/** The text of an empty panel. */
export const None = ({ children }: PropsWithChildren) => <p class="none">{children}</p>

/** The text of an empty page: why it is empty, and what to do next. */
export const Empty = (
  { children, command, title }: PropsWithChildren<{ readonly title: string; readonly command?: string | undefined }>
) => (
  <div class="empty">
    <h2>{title}</h2>
    <p>{children}</p>
    {command !== undefined && <Snippet text={command} what="the command" />}
  </div>
)

/** Names and values in two columns. */
export const Facts = ({ children }: PropsWithChildren) => <dl class="facts">{children}</dl>

/** A name and its value; nothing without a value. */
export const Fact = ({ children, name }: PropsWithChildren<{ readonly name: string }>) =>
  children === undefined || children === false || children === "" ? null : (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  )

/** A table. In a narrow place, each row becomes a card, with the names in `data-label`. */
export const Table = (
  { caption, children, columns }: PropsWithChildren<{
    readonly caption: string
    readonly columns: ReadonlyArray<string>
  }>
) => (
  <div class="table" role="region" aria-label={caption}>
    <table>
      <thead>
        <tr>{columns.map((name) => <th scope="col">{name}</th>)}</tr>
      </thead>
      <tbody>{children}</tbody>
    </table>
  </div>
)

/** The progress of an upload. */
export const Progress = ({ received, size }: { readonly received: number; readonly size: number }) => {
  const percent = size === 0 ? 0 : Math.floor((received / size) * 100)
  return (
    <span class="meter">
      <progress max={100} value={percent} aria-label="Uploaded">{percent} %</progress>
      <span class="num">{bytes(received)} of {bytes(size)}</span>
    </span>
  )
}

/** Links that filter a list. */
export const Filters = (
  { entries, name, section }: {
    readonly section: string
    /** Query parameter of the choice. */
    readonly name: string
    readonly entries: ReadonlyArray<readonly [value: string, text: string]>
  }
) => {
  const { query, root } = usePageContext()
  const chosen = query.get(name) ?? ""
  const address = (value: string) => {
    const next = new URLSearchParams(query)
    next.delete("page")
    if (value === "") next.delete(name)
    else next.set(name, value)
    return root + section + (next.size === 0 ? "" : `?${next.toString()}`)
  }
  return (
    <nav class="filters" aria-label="Filter">
      {entries.map(([value, text]) => (
        <a
          href={address(value)}
          aria-current={value === chosen ? "true" : undefined}
        >
          {text}
        </a>
      ))}
    </nav>
  )
}

/** A button that copies a text. It is visible only with the script. */
export const CopyButton = ({ text, what }: { readonly text: string; readonly what: string }) => (
  <button type="button" class="copy" data-copy={text} aria-label={`Copy ${what}`}>Copy</button>
)

/** A command or a text to copy. */
export const Snippet = ({ text, what }: { readonly text: string; readonly what: string }) => (
  <div class="snippet">
    <pre tabindex={0} aria-label={what}>
      <code>{text}</code>
    </pre>
    <CopyButton text={text} what={what} />
  </div>
)
