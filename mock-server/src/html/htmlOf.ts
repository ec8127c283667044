import type { JSX } from "hono/jsx/jsx-runtime"

/** Writes an element as HTML. Throws for one that waits, as nothing on our pages does. */
export const htmlOf = (element: JSX.Element): string => {
  if (element instanceof Promise) throw new TypeError("a page must not wait for anything")
  return element.toString()
}
