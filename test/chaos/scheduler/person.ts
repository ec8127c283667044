/** What people do during a run: they log in again, and they decide what the scheduler leaves to them. */
import { Effect } from "effect"
import type { Mock } from "tiktok-mock-server"
import { mediaUrlOf } from "../media.ts"
import type { MadeJob } from "../media.ts"
import type { Runners } from "./runners.ts"

/** Posts as a person found them. */
export interface Decided {
  /** Keys that were at TikTok although their outcome was unknown. */
  readonly found: Set<string>
  /** Keys that were published again, after the posts that followed them. */
  readonly repeated: Set<string>
}

/** Decides about posts that wait for a person. Returns how many there were. */
export const decide = Effect.fnUntraced(function*(
  rows: ReadonlyArray<{ readonly key: string; readonly state: string }>,
  jobs: ReadonlyMap<string, MadeJob>,
  mock: Mock,
  { ask }: Runners,
  { found, repeated }: Decided
) {
  const media = new Set(
    mock.control.posts().filter(({ stage }) => stage === "published" || stage === "in-inbox")
      .map(({ sha256, urls: [url] }) => sha256 ?? url)
  )
  const waiting = rows.filter(({ state }) => state === "Unknown" || state === "NeedsAttention" || state === "Failed")
  yield* Effect.forEach(waiting, ({ key, state }) => {
    const isThere = media.has(jobs.get(key)?.sha256 ?? mediaUrlOf(key))
    if (state !== "Unknown" || !isThere) repeated.add(key)
    else found.add(key)
    return Effect.promise(() =>
      ask(
        state === "Unknown"
          ? { _tag: "Settle", key, as: isThere ? "Published" : "NotPublished" }
          : { _tag: "Retry", key }
      )
    )
  }, { concurrency: 20, discard: true })
  return waiting.length
})
