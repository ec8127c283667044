import { raw } from "hono/html"
import type { Child, PropsWithChildren } from "hono/jsx"
import type { Stage } from "../engine/Post.ts"
import { htmlOf } from "../html/htmlOf.ts"
import { bytes, clockTime, date, isoTime } from "./format.ts"
import { type PageContext, usePageContext } from "./PageContext.ts"

/** How a state looks; its name is always written beside the color. */
export type Tone = "good" | "bad" | "busy" | "waiting" | "plain"

/** How a state looks, and its name. */
export type State = readonly [tone: Tone, name: string]

/** A state in a word. */
export const Badge = ({ children, tone }: PropsWithChildren<{ readonly tone: Tone }>) => (
  <span class={`badge ${tone}`}>{children}</span>
)

/** The state that things of one kind are in. */
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

/** Where a post stands. */
export const StageBadge = ({ stage }: { readonly stage: Stage }) => <StateBadge state={stages[stage]} />

/** Status of an answer; 0 means that none was sent. */
export const StatusBadge = ({ status }: { readonly status: number }) => (
  <Badge tone={status === 0 || status >= 500 ? "bad" : status >= 400 ? "waiting" : "good"}>
    {status === 0 ? "no answer" : status}
  </Badge>
)

/** A moment as time of day, with the date where it is another day than now. */
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

/** Address of the page about one thing; ids may hold any character. */
export const pageOf = (section: string, id: string): string => `${section}/${encodeURIComponent(id)}`

/** The @name of a creator, or the open id of one that does not exist. */
export const Handle = ({ of }: { readonly of: string | undefined }) => <>{handleOf(usePageContext(), of ?? "")}</>

/** What `Handle` shows, where only a text fits. */
export const handleOf = ({ engine }: PageContext, openId: string): string => {
  const creator = engine.state.creators.get(openId)
  return creator === undefined ? openId : `@${creator.username}`
}

/** A live part of a page. Ids are unique in a page. */
export const Live = ({ children, id }: PropsWithChildren<{ readonly id: string }>) => {
  const html = htmlOf(<>{children}</>)
  usePageContext().parts.set(id, html)
  return <div id={id} data-live="">{raw(html)}</div>
}

/** Has a fixed height, so that what is below stays in place: lists scroll inside. */
export const Room = ({ children, of }: PropsWithChildren<{ readonly of: string }>) => (
  <div class={`room ${of}`}>{children}</div>
)

/** A titled part of a page. */
export const Panel = (
  { beside, children, title }: PropsWithChildren<{ readonly title: Child; readonly beside?: Child }>
) => (
  <section class="panel">
    <PanelHeader title={title}>{beside}</PanelHeader>
    {children}
  </section>
)

/** The title of a panel, and what stands beside it. */
export const PanelHeader = ({ children, title }: PropsWithChildren<{ readonly title: Child }>) => (
  <header>
    <h2>{title}</h2>
    {children}
  </header>
)

/** What stands in a panel that has nothing to show. */
export const None = ({ children }: PropsWithChildren) => <p class="none">{children}</p>

/** What stands where there is nothing yet: why, and what to do next. */
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

/** A name and its value; nothing where there is no value. */
export const Fact = ({ children, name }: PropsWithChildren<{ readonly name: string }>) =>
  children === undefined || children === false || children === "" ? null : (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  )

/** A table, which scrolls by itself where it does not fit. */
export const Table = (
  { caption, children, columns }: PropsWithChildren<{
    readonly caption: string
    readonly columns: ReadonlyArray<string>
  }>
) => (
  <div class="scroll" tabindex={0} role="region" aria-label={caption}>
    <table>
      <thead>
        <tr>{columns.map((name) => <th scope="col">{name}</th>)}</tr>
      </thead>
      <tbody>{children}</tbody>
    </table>
  </div>
)

/** How much of an upload has arrived. */
export const Progress = ({ received, size }: { readonly received: number; readonly size: number }) => {
  const percent = size === 0 ? 0 : Math.floor((received / size) * 100)
  return (
    <span class="meter">
      <progress max={100} value={percent} aria-label="Uploaded">{percent} %</progress>
      <span class="num">{bytes(received)} of {bytes(size)}</span>
    </span>
  )
}

/** Links that choose what a list shows. */
export const Filters = (
  { entries, name, section }: {
    readonly section: string
    /** Parameter of the address that tells the choice. */
    readonly name: string
    readonly entries: ReadonlyArray<readonly [value: string, text: string]>
  }
) => {
  const { query, root } = usePageContext()
  const chosen = query.get(name) ?? ""
  return (
    <nav class="filters" aria-label="Filter">
      {entries.map(([value, text]) => (
        <a
          href={root + section + (value === "" ? "" : `?${name}=${value}`)}
          aria-current={value === chosen ? "true" : undefined}
        >
          {text}
        </a>
      ))}
    </nav>
  )
}

/** A button that copies a text; it shows only where the script runs. */
export const CopyButton = ({ text, what }: { readonly text: string; readonly what: string }) => (
  <button type="button" class="copy" data-copy={text} aria-label={`Copy ${what}`}>Copy</button>
)

/** A command or a text to copy as it is. */
export const Snippet = ({ text, what }: { readonly text: string; readonly what: string }) => (
  <div class="snippet">
    <pre tabindex={0} aria-label={what}>
      <code>{text}</code>
    </pre>
    <CopyButton text={text} what={what} />
  </div>
)
