import type { PropsWithChildren } from "hono/jsx"
import { Page } from "../Page.tsx"
import { Empty, Link } from "../parts.tsx"

/** The page for an address that names nothing. */
export const UnknownPage = () => (
  <ProblemPage title="Nothing here" problem="There is nothing at this address">
    A reset or another scenario takes posts, requests and deliveries away. <Link to="">Go to the overview</Link>.
  </ProblemPage>
)

/** The page for a form that another site has sent. */
export const RefusedPage = () => (
  <ProblemPage title="Refused" problem="This form came from another site">
    Only the dashboard's own pages may change the mock. <Link to="">Go to the overview</Link> and try it there.
  </ProblemPage>
)

/** The page for an unreadable form. */
export const UnreadablePage = () => (
  <ProblemPage title="Refused" problem="This form cannot be read">
    It is larger than 64 MiB, or it did not arrive whole. <Link to="">Go to the overview</Link> and try again.
  </ProblemPage>
)

const ProblemPage = (
  { children, problem, title }: PropsWithChildren<{ readonly title: string; readonly problem: string }>
) => (
  <Page title={title}>
    <Empty title={problem}>{children}</Empty>
  </Page>
)
