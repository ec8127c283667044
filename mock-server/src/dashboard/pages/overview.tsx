import type { PropsWithChildren } from "hono/jsx"
import { isInForce } from "../faultState.ts"
import { count, counted } from "../format.ts"
import { Page } from "../Page.tsx"
import { usePageContext, type View } from "../PageContext.ts"
import { CopyButton, Empty, Fact, Facts, Link, Live, None, Panel, PanelHeader, Snippet } from "../parts.tsx"
import { consentAddress } from "./callback.tsx"
import { isInProgress, PostList } from "./posts.tsx"
import { isRefused } from "./requestFilter.tsx"
import { RequestList } from "./requests.tsx"

// A request's row is lower than a post's.
const LATEST_POSTS = 5
const LATEST_REQUESTS = 6

/** The latest activity, and how to connect a program. */
export const overview: View = () => (
  <Page
    title="Overview"
    lead="A local mock of TikTok's API. Nothing leaves this machine, and no real account is involved."
  >
    <Live id="numbers">
      <Numbers />
    </Live>
    <Connect />
    <Live id="latest">
      <Latest />
    </Live>
  </Page>
)

const Numbers = () => {
  const { mock, now } = usePageContext()
  const posts = mock.control.posts()
  const inProgress = posts.filter(isInProgress)
  const failed = posts.filter(({ stage }) => stage === "failed")
  const entries = mock.journal.entries()
  const refused = entries.filter(isRefused)
  const faults = mock.faults.list()
  const inForce = faults.filter((fault) => isInForce(fault, now))
  const deliveries = mock.webhooks.deliveries()
  const waiting = deliveries.filter(({ outcome }) => outcome === "waiting")
  return (
    <ul class="numbers">
      <Amount name="Posts" section="posts" amount={posts.length}>
        {count(inProgress.length)} in progress
        {failed.length > 0 && ` · ${count(failed.length)} failed`}
      </Amount>
      <Amount name="Requests" section="requests" amount={entries.length}>
        {count(refused.length)} refused or failed
      </Amount>
      <Amount name="Faults in force" section="faults" amount={inForce.length}>
        {counted(faults.reduce((sum, { hits }) => sum + hits, 0), "hit")}
      </Amount>
      <Amount name="Webhooks" section="webhooks" amount={deliveries.length}>
        {count(waiting.length)} waiting
      </Amount>
    </ul>
  )
}

const Amount = (
  { amount, children, name, section }: PropsWithChildren<{
    readonly name: string
    readonly section: string
    readonly amount: number
  }>
) => (
  <li>
    <Link to={section}>
      <span class="name">{name}</span>
      <span class="value num">{count(amount)}</span>
      <span class="quiet num">{children}</span>
    </Link>
  </li>
)

const Latest = () => {
  const context = usePageContext()
  const posts = context.mock.control.posts().slice(-LATEST_POSTS).toReversed()
  const entries = context.mock.journal.entries().slice(-LATEST_REQUESTS).toReversed()
  if (entries.length === 0 && posts.length === 0) {
    return (
      <Empty title="No requests yet">
        Point your program at this mock with the settings above, then{" "}
        <a href={consentAddress(context)}>log in as a creator</a>. Its requests appear here.
      </Empty>
    )
  }
  return (
    <div class="columns">
      <Panel title="Latest posts" beside={<Link to="posts">All posts</Link>}>
        {posts.length === 0
          ? <None>No posts yet. An init creates the first one.</None>
          : <PostList posts={posts} size="brief" />}
      </Panel>
      <Panel title="Latest requests" beside={<Link to="requests">All requests</Link>}>
        {entries.length === 0 ? <None>No requests yet.</None> : <RequestList entries={entries} size="brief" />}
      </Panel>
    </div>
  )
}

const Connect = () => {
  const context = usePageContext()
  const [app] = context.mock.control.apps()
  const key = app?.clientKeys[0] ?? ""
  const secret = app?.clientSecret ?? ""
  return (
    <section class="panel" id="connect">
      <PanelHeader title="Connect your program" />
      <div class="columns pad">
        <div>
          <Facts>
            <Fact name="Base URL">
              <CopyableText text={context.origin} what="the base URL" />
            </Fact>
            <Fact name="Client key">
              <CopyableText text={key} what="the client key" />
            </Fact>
            <Fact name="Client secret">
              <CopyableText text={secret} what="the client secret" />
            </Fact>
          </Facts>
          <p class="actions">
            <a class="button primary" href={consentAddress(context)} data-testid="log-in">Log in as a creator</a>
            <a class="button" href={`${context.root}creators#issue`}>Issue a token</a>
          </p>
        </div>
        <Snippet
          text={`export TIKTOK_BASE_URL=${context.origin}\nexport TIKTOK_CLIENT_KEY=${key}\nexport TIKTOK_CLIENT_SECRET=${secret}`}
          what="the environment"
        />
      </div>
    </section>
  )
}

const CopyableText = ({ text, what }: { readonly text: string; readonly what: string }) => (
  <>
    <code>{text}</code> <CopyButton text={text} what={what} />
  </>
)
