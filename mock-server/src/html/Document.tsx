import { raw } from "hono/html"
import type { Child, PropsWithChildren } from "hono/jsx"
import type { JSX } from "hono/jsx/jsx-runtime"

/** Properties of a document. Other properties become attributes of `html`. */
type DocumentProps = PropsWithChildren<{
  readonly title: string
  /** Additional elements of the head. */
  readonly head?: Child
  readonly [attribute: `data-${string}`]: string
}>

/** An HTML document for light and dark mode. */
export const Document = ({ children, head, title, ...attributes }: DocumentProps): JSX.Element => (
  <>
    {raw("<!doctype html>")}
    <html lang="en" {...attributes}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>{title}</title>
        {head}
      </head>
      <body>{children}</body>
    </html>
  </>
)
