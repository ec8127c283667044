import { MediaUnreadable } from "../../TikTokError.ts"

/** The path names a pipe, a directory or a device. @internal */
export const notRegular = new MediaUnreadable({
  field: "media.path",
  rule: "must name a file, not a directory or a pipe"
})

/** @internal */
export const changed = (detail: string): MediaUnreadable =>
  new MediaUnreadable({ field: "media.path", rule: `must not change during the upload; ${detail}` })

/**
 * The failure to read a file, from the platform's name for it.
 *
 * @internal
 */
export const unreadable = (name: string): MediaUnreadable =>
  new MediaUnreadable({
    field: "media.path",
    rule: missing.has(name) ? "must name a file that exists" : `must name a file that can be read (${name})`
  })

const missing: ReadonlySet<string> = new Set(["NotFound", "ENOENT"])
