import type { Notice } from "./PageContext.ts"

// A notice is read once, right after a form was sent.
const KEPT = 50

/** Keeps the notice of a page across a redirect, so that an address cannot put words on a page. */
export const makeNotices = () => {
  const notices = new Map<string, Notice>()
  let added = 0
  return {
    get: (id: string | null): Notice | undefined => notices.get(id ?? ""),
    /** Keeps a notice and gives its id. */
    add: (notice: Notice): string => {
      const id = String(++added)
      notices.set(id, notice)
      notices.delete(String(added - KEPT))
      return id
    }
  }
}
