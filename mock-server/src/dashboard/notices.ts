import type { Notice } from "./PageContext.ts"

// A notice is read once, right after the form.
const MAX_NOTICES = 50

/** Keeps notices across a redirect. The URL has only an id, so it cannot put text on a page. */
export const makeNotices = () => {
  const notices = new Map<string, Notice>()
  let added = 0
  return {
    get: (id: string | null): Notice | undefined => notices.get(id ?? ""),
    /** Stores a notice and returns its id. */
    add: (notice: Notice): string => {
      const id = String(++added)
      notices.set(id, notice)
      notices.delete(String(added - MAX_NOTICES))
      return id
    }
  }
}
