import type { Engine } from "./Engine.ts"
import { videoDefect } from "./mediaChecks.ts"
import type { PulledMedia } from "./MediaStore.ts"
import { type Post, stateAt } from "./Post.ts"
import { MINUTE } from "./time.ts"
import { maxSecondsOf } from "./Upload.ts"

// "The download times out after one hour."
const PULL_LIMIT = 60 * MINUTE

/** Starts the pull of a post, and ends one that takes too long. Returns the post as it is now. */
export const startPull = (engine: Engine, post: Post): Post => {
  const { acceptedAt, contract, kind, mediaAt = acceptedAt, urls } = post
  const download = engine.media.pull(urls, kind)
  if (download === undefined && mediaAt - acceptedAt <= PULL_LIMIT) return post
  const { failReasons } = engine.contracts[contract]
  const limited: Post = {
    ...post,
    // A download that ends earlier replaces all three.
    mediaAt: acceptedAt + PULL_LIMIT,
    defect: failReasons[`${kind}-pull`],
    problem: "the download must end within an hour"
  }
  engine.state.posts.set(post.publishId, limited)
  void download?.then((media) => endPull(engine, limited, media))
  return limited
}

/** Starts the pulls again that were running when the state was stored. */
export const resumePulls = (engine: Engine): void => {
  const now = engine.clock.now()
  for (const post of engine.state.posts.values()) {
    const isPulled = post.urls.length > 0 && stateAt(post, engine.rules.lifecycle, now).stage === "fetching"
    if (isPulled) startPull(engine, post)
  }
}

/** Adds the downloaded media to their post, unless it has ended in the meantime. */
const endPull = (engine: Engine, { publishId, urls }: Post, media: PulledMedia): void => {
  const { contracts, rules, state } = engine
  const post = state.posts.get(publishId)
  const now = engine.clock.now()
  // After a reset, another post can have the same id.
  if (post?.urls !== urls || stateAt(post, rules.lifecycle, now).stage !== "fetching") return
  const found = media.defect ?? (media.facts && videoDefect(media.facts, maxSecondsOf(engine, post)))
  state.posts.set(publishId, {
    ...post,
    mediaAt: now,
    facts: media.facts,
    defect: found && contracts[post.contract].failReasons[found.check],
    problem: found?.rule
  })
  const upload = state.uploads.get(post.uploadId ?? "")
  if (upload !== undefined) state.uploads.set(upload.uploadId, { ...upload, confirmed: media.bytes })
}
