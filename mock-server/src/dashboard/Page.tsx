import { raw } from "hono/html"
import type { Child, PropsWithChildren } from "hono/jsx"
import { Document } from "../html/Document.tsx"
import { htmlOf } from "../html/htmlOf.ts"
import { clockTime, count, date, isoTime } from "./format.ts"
import { Icon } from "./icons.tsx"
import { usePageContext } from "./PageContext.ts"
import { Link, Live } from "./parts.tsx"
import { tenantOf, TenantSwitch } from "./TenantSwitch.tsx"

/** A page of the dashboard with header and navigation. */
export const Page = (
  { above, children, lead, title }: PropsWithChildren<{
    readonly title: string
    /** One sentence below the title. */
    readonly lead?: Child
    /** The parent page; undefined for a section. */
    readonly above?: { readonly href: string; readonly title: string }
  }>
) => {
  const context = usePageContext()
  const { here, notice, placed, root } = context
  const tenant = tenantOf(context)
  const content = htmlOf(<>{children}</>)
  return (
    <Document
      title={`${title} · ${tenant === undefined ? "" : `${tenant} · `}TikTok mock`}
      head={<Assets />}
      data-root={root}
      data-here={here}
    >
      <a class="skip" href="#main">Skip to content</a>
      <header class="top">
        <button type="button" class="menu" popovertarget="nav" aria-label="Menu">
          <Icon name="menu" />
        </button>
        <Brand />
      </header>
      <div id="nav" popover="auto" class="side">
        <Brand />
        <Live id="tenant-switch">
          <TenantSwitch />
        </Live>
        <nav aria-label="Dashboard">
          <Live id="sections">
            <Navigation />
          </Live>
        </nav>
        <footer>
          <Live id="side-clock">
            <SideClock />
          </Live>
          <p class="quiet">
            <span class="connection" data-connection="">Reload to see changes</span>
          </p>
          <p class="side-links">
            <a href={`${root}../../docs`}>API reference</a>
            <button type="button" class="link with-script" popovertarget="keys">
              Keyboard <kbd>?</kbd>
            </button>
          </p>
        </footer>
      </div>
      <Keys />
      <main id="main" tabindex={-1}>
        <header class="head">
          {above !== undefined && (
            <p class="above">
              <Link to={above.href}>
                <span aria-hidden="true">←</span> {above.title}
              </Link>
            </p>
          )}
          <h1>{title}</h1>
          {lead !== undefined && <p class="lead">{lead}</p>}
        </header>
        <div role="status" id="notices">
          {notice !== undefined && !placed.has(notice) && <div class={`notice ${notice.kind}`}>{notice.text}</div>}
        </div>
        {raw(content)}
      </main>
    </Document>
  )
}

const Assets = () => {
  const { root } = usePageContext()
  return (
    <>
      <link rel="icon" href={`${root}icon.svg`} type="image/svg+xml" />
      <link rel="stylesheet" href={`${root}style.css`} />
      <script src={`${root}script.js`} defer></script>
    </>
  )
}

const Brand = () => (
  <a class="brand" href={usePageContext().root}>
    <Icon name="mark" />
    <span>TikTok mock</span>
    <TenantName />
  </a>
)

const TenantName = () => {
  const tenant = tenantOf(usePageContext())
  return tenant === undefined ? null : <span class="tenant-name" data-testid="tenant-name">{tenant}</span>
}

const Navigation = () => {
  const context = usePageContext()
  return (
    <ul>
      {context.menu.map(({ amount, icon, isAlert = false, key, name, title }) => {
        const number = amount?.(context) ?? 0
        return (
          <li>
            <a
              href={context.root + name}
              aria-current={name === context.section ? "page" : undefined}
              data-go={key}
              data-testid={`nav-${name === "" ? "overview" : name}`}
            >
              <Icon name={icon} />
              <span>{title}</span>
              {number > 0 && <span class={isAlert ? "amount alert" : "amount"}>{count(number)}</span>}
            </a>
          </li>
        )
      })}
    </ul>
  )
}

/** The keys that the script knows. */
const Keys = () => (
  <div id="keys" popover="auto" class="confirm keys" role="dialog" aria-label="Keyboard">
    <h2>Keyboard</h2>
    <dl>
      <dt>
        <kbd>/</kbd>
      </dt>
      <dd>Search the requests</dd>
      {usePageContext().menu.map(({ key, title }) => (
        <>
          <dt>
            <kbd>g</kbd> <kbd>{key}</kbd>
          </dt>
          <dd>{title}</dd>
        </>
      ))}
      <dt>
        <kbd>?</kbd>
      </dt>
      <dd>Open and close this list</dd>
    </dl>
  </div>
)

const SideClock = () => {
  const { mock, now, root } = usePageContext()
  return (
    <>
      <p class="side-scenario">
        <span class="quiet">Scenario</span> <Link to="scenarios">{mock.settings().scenario.name}</Link>
      </p>
      <a class="side-clock" href={`${root}clock`}>
        <span class="quiet">{mock.clock.isFrozen() ? "Clock, frozen" : "Clock, UTC"}</span>
        <time class="num" datetime={isoTime(now)}>{clockTime(now)}</time>
        <span class="quiet">{date(now)}</span>
      </a>
    </>
  )
}
