/** Unique media and captions, so that the posts of the mock can be told apart. */
import { createHash } from "node:crypto"
import { writeFile } from "node:fs/promises"
import { join } from "node:path"
import { sha256, video } from "../support/media.ts"
import type { PlannedPost } from "./plan.ts"
import type { Job } from "./protocol.ts"

/** The caption of a post, where it has one. */
export const captionOf = ({ key, kind }: Pick<PlannedPost, "key" | "kind">): string =>
  // TikTok shows 150 characters of a caption, and some videos have those in common. The titles of photos are shorter.
  (key.endsWith("1") || key.endsWith("5")) && !kind.startsWith("photo")
    ? `${"Chaos ".repeat(25)}${key}`
    : `Chaos ${key}`

/** The URL from which TikTok pulls the media of a post. */
export const mediaUrlOf = (key: string): string => `https://verified-domain.com/${key}.mp4`

/** A post with the hash of its bytes, if it has any. */
export interface MadeJob extends Job {
  readonly sha256: string | undefined
}

/** The file of a post, which no other post has. */
export const bytesOf = ({ key, size }: PlannedPost): Uint8Array<ArrayBuffer> => {
  const bytes = video(size)
  // After the header that makes it an MP4.
  bytes.set(createHash("sha256").update(key).digest(), 32)
  return bytes
}

/** Writes the file of a post. */
export const makeJob = async (folder: string, post: PlannedPost): Promise<MadeJob> => {
  const file = join(folder, `${post.key}.mp4`)
  if (post.size === 0) return { ...post, file, sha256: undefined }
  const bytes = bytesOf(post)
  await writeFile(file, bytes)
  return { ...post, file, sha256: sha256(bytes) }
}
