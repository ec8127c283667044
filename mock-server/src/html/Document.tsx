import { raw } from "hono/html"
import type { Child, PropsWithChildren } from "hono/jsx"
import type { JSX } from "hono/jsx/jsx-runtime"

/** What a document is besides its body. What is not named here is an attribute of its `html`. */
type DocumentProps = PropsWithChildren<{
  readonly title: string
  /** What else stands in its head. */
  readonly head?: Child
  readonly [attribute: `data-${string}`]: string
}>

/** A whole page, in the colors that its reader has chosen. */
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
