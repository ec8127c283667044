/** Media and captions that are unlike any other, so that the mock's posts can be told apart. */
import { createHash } from "node:crypto"
import { writeFile } from "node:fs/promises"
import { join } from "node:path"
import { sha256, video } from "../support/media.ts"
import type { PlannedPost } from "./plan.ts"
import type { Job } from "./protocol.ts"

/** What a post says, where it may say something. */
export const captionOf = (key: string): string => `Chaos ${key}`

/** Where TikTok fetches the media of a post. */
export const mediaUrlOf = (key: string): string => `https://verified-domain.com/${key}.mp4`

/** A post with the fingerprint of its bytes, where it has any. */
export interface MadeJob extends Job {
  readonly sha256: string | undefined
}

/** Writes the file of a post. */
export const makeJob = async (folder: string, post: PlannedPost): Promise<MadeJob> => {
  const file = join(folder, `${post.key}.mp4`)
  if (post.size === 0) return { ...post, file, sha256: undefined }
  const bytes = video(post.size)
  // Behind what makes it an MP4.
  bytes.set(createHash("sha256").update(post.key).digest(), 32)
  await writeFile(file, bytes)
  return { ...post, file, sha256: sha256(bytes) }
}
