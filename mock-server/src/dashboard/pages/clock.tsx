import type { JSX } from "hono/jsx/jsx-runtime"
import { type Post, stateAt } from "../../engine/Post.ts"
import { publicationsOf } from "../../engine/publications.ts"
import { clockTime, date, isoTime, span } from "../format.ts"
import { ActionButton, Field, Form, Options } from "../forms.tsx"
import { Page } from "../Page.tsx"
import { type PageContext, usePageContext, type View } from "../PageContext.ts"
import { Badge, handleOf, ItemLink, Link, Live, None, Panel, PanelHeader, Time } from "../parts.tsx"
import { captionOf } from "./posts.tsx"
import { isOpen } from "./uploads.tsx"

const steps = [["minute", "+ 1 minute"], ["hour", "+ 1 hour"], ["day", "+ 1 day"]] as const

/** The mock's time and the next events. */
export const clock: View = () => (
  <Page
    title="Clock"
    lead="Posts, tokens, upload URLs, limits, webhooks and delays follow this clock."
  >
    <Live id="now">
      <Now />
    </Live>
    <Live id="next">
      <Panel title="Upcoming">
        <Upcoming />
      </Panel>
    </Live>
  </Page>
)

const Now = () => {
  const { mock, now, engine } = usePageContext()
  const isFrozen = mock.clock.isFrozen()
  const { offset } = engine.clock.position()
  return (
    <section class="panel clock">
      <PanelHeader title="Now">
        {isFrozen ? <Badge tone="waiting">Frozen</Badge> : <Badge tone="good">Running</Badge>}
      </PanelHeader>
      <div class="pad">
        <p class="big-time num">
          <time datetime={isoTime(now)} data-testid="time">{clockTime(now)}</time>
        </p>
        <p class="quiet num">
          {date(now)}, UTC{offset !== 0 && ` · ${describeOffset(offset)}`}
        </p>
        <div class="actions">
          {steps.map(([step, text]) => (
            <ActionButton action="clock/advance" fields={{ step }} testId={`advance-${step}`}>{text}</ActionButton>
          ))}
          {isFrozen
            ? <ActionButton action="clock/resume" tone="primary">Resume</ActionButton>
            : <ActionButton action="clock/freeze">Freeze</ActionButton>}
        </div>
        <Form action="clock/advance" testId="advance-by">
          <Field label="Advance by">
            <input name="amount" type="number" min={0} step="any" required value="10" />
          </Field>
          <label class="field">
            <span class="sr">Unit</span>
            <select name="unit">
              <Options entries={[["second", "seconds"], ["minute", "minutes"], ["hour", "hours"], ["day", "days"]]} />
            </select>
          </label>
          <button class="button">Advance</button>
        </Form>{" "}
        <Form action="clock/set">
          <Field label="Set to, in UTC">
            <input
              name="at"
              type="datetime-local"
              step="1"
              required
              value={isoTime(now).slice(0, 16)}
            />
          </Field>
          <button class="button">Set</button>
        </Form>
      </div>
    </section>
  )
}

const describeOffset = (offset: number) =>
  `${span(Math.abs(offset))} ${offset > 0 ? "ahead of" : "behind"} this machine`

/** An event that will happen without a request. */
interface UpcomingEvent {
  readonly key: string
  readonly at: number
  readonly what: JSX.Element
}

const MAX_LISTED = 12

const Upcoming = () => {
  const context = usePageContext()
  const { now } = context
  const list = upcomingEvents(context).filter(({ at }) => at > now && at < Infinity).toSorted((a, b) => a.at - b.at)
  if (list.length === 0) return <None>Nothing is due: no unfinished post, valid token or pending webhook.</None>
  return (
    <>
      <ul class="rows brief">
        {list.slice(0, MAX_LISTED).map(({ at, key, what }) => (
          <li data-key={key}>
            <div class="row-state num">in {span(at - now)}</div>
            <div class="row-main">
              <p>{what}</p>
            </div>
            <div class="row-time num">
              <Time at={at} />
            </div>
            <div class="row-action">
              <Form action="clock/until" fields={{ at: String(at) }}>
                <button class="button quiet">Advance to it</button>
              </Form>
            </div>
          </li>
        ))}
      </ul>
      {list.length > MAX_LISTED && <None>and {list.length - MAX_LISTED} more later</None>}
    </>
  )
}

const upcomingEvents = (context: PageContext): ReadonlyArray<UpcomingEvent> => {
  const { mock, now, engine } = context
  const { lifecycle } = engine.rules
  const posts = [...engine.state.posts.values()]
  const completions = posts
    .filter((post) => lifecycle.mode === "after" && stateAt(post, lifecycle, now).outcome === undefined)
    .map((post) => ({
      key: `settle-${post.publishId}`,
      at: (post.mediaAt ?? Infinity) + (lifecycle.mode === "after" ? lifecycle.millis : 0),
      what: (
        <>
          <PostLink post={post} /> is complete
        </>
      )
    }))
  const moderated = posts.flatMap((post) =>
    publicationsOf(post, lifecycle, now).map(({ postId, publicAt = 0 }) => ({
      key: `public-${postId}`,
      at: publicAt,
      what: (
        <>
          <PostLink post={post} /> is public
        </>
      )
    }))
  )
  const uploads = mock.control.uploads()
    .filter(isOpen)
    .map(({ expiresAt, uploadId }) => ({
      key: `upload-${uploadId}`,
      at: expiresAt,
      what: (
        <>
          the URL of <ItemLink section="uploads" id={uploadId}>an upload</ItemLink> expires
        </>
      )
    }))
  const tokens = mock.control.tokens()
    .filter(({ kind, state }) => state === "valid" && kind === "access")
    .map(({ creator, expiresAt, id }) => ({
      key: `token-${id}`,
      at: expiresAt,
      what: (
        <>
          an access token of <Link to="creators">{handleOf(context, creator) || "the app"}</Link> expires
        </>
      )
    }))
  const deliveries = mock.webhooks.deliveries().map(({ event, id, nextAt = 0 }) => ({
    key: `delivery-${id}`,
    at: nextAt,
    what: (
      <>
        the webhook{" "}
        <ItemLink section="webhooks" id={id}>
          <code>{event}</code>
        </ItemLink>{" "}
        is sent
      </>
    )
  }))
  const faults = mock.faults.list().map(({ id, until = 0 }) => ({
    key: `fault-${id}`,
    at: until,
    what: (
      <>
        the fault{" "}
        <Link to="faults">
          <code>{id}</code>
        </Link>{" "}
        ends
      </>
    )
  }))
  return [...completions, ...moderated, ...uploads, ...tokens, ...deliveries, ...faults]
}

const PostLink = ({ post: { publishId } }: { readonly post: Post }) => {
  const view = usePageContext().mock.control.post(publishId)
  return <ItemLink section="posts" id={publishId}>{view === undefined ? publishId : captionOf(view)}</ItemLink>
}
