import type { PropsWithChildren } from "hono/jsx"
import { Page } from "../Page.tsx"
import { Empty, Link } from "../parts.tsx"

/** The page for an unknown URL. */
export const UnknownPage = () => (
  <ProblemPage title="Not found" problem="This page does not exist">
    A reset or another scenario deletes posts, requests and deliveries. <Link to="">Go to the overview</Link>.
  </ProblemPage>
)

export const RefusedPage = () => (
  <ProblemPage title="Refused" problem="This form comes from another site">
    Only the pages of the dashboard can change the mock. <Link to="">Go to the overview</Link> and try again there.
  </ProblemPage>
)

export const UnreadablePage = () => (
  <ProblemPage title="Refused" problem="This form cannot be read">
    It is larger than 64 MiB, or it is incomplete. <Link to="">Go to the overview</Link> and try again.
  </ProblemPage>
)

const ProblemPage = (
  { children, problem, title }: PropsWithChildren<{ readonly title: string; readonly problem: string }>
) => (
  <Page title={title}>
    <Empty title={problem}>{children}</Empty>
  </Page>
)
