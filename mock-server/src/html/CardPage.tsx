import { raw } from "hono/html"
import type { Child, PropsWithChildren } from "hono/jsx"
import type { JSX } from "hono/jsx/jsx-runtime"
import { Document } from "./Document.tsx"
import { style } from "./style.ts"

/** A page with one card, which loads nothing. */
export const CardPage = (
  { children, footer, title }: PropsWithChildren<{ readonly title: string; readonly footer?: Child }>
): JSX.Element => (
  <Document title={title} head={<style>{raw(style)}</style>}>
    <main>{children}</main>
    {footer !== undefined && <footer>{footer}</footer>}
  </Document>
)
