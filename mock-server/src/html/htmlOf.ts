import type { JSX } from "hono/jsx/jsx-runtime"

/** Renders an element as HTML. Throws for an asynchronous element. */
export const htmlOf = (element: JSX.Element): string => {
  if (element instanceof Promise) throw new TypeError("a page must not have asynchronous elements")
  return element.toString()
}
