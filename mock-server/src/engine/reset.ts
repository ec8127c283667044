import type { Engine, State } from "./Engine.ts"
import { copyTables, restoreTables } from "./Snapshot.ts"

/** Deletes uploaded files and hashes, which are not part of the state. */
export const forgetFiles = ({ digests, media }: Engine): void => {
  digests.clear()
  media.retain(() => false)
}

/** What can be reset by itself. */
export const resetParts = [
  "posts",
  "tokens",
  "creators",
  "apps",
  "limits",
  "webhooks",
  "faults",
  "journal",
  "clock"
] as const

/** A part of a mock that can be reset by itself: `posts` with their uploads, `tokens` with codes, `limits` with all counts. */
export type ResetPart = (typeof resetParts)[number]

const tablesOf: Readonly<Partial<Record<ResetPart, ReadonlyArray<keyof State>>>> = {
  posts: ["posts", "uploads"],
  tokens: ["codes", "accessTokens", "refreshTokens"],
  creators: ["creators"],
  apps: ["apps"],
  limits: ["windows"],
  webhooks: ["webhookEvents", "deliveries"]
}

/**
 * Resets some tables to their start. Issued ids do not come again, and a deleted post
 * sends no webhook.
 */
export const resetTables = (engine: Engine, beginning: State, parts: ReadonlyArray<ResetPart>): void => {
  const names = parts.flatMap((part) => tablesOf[part] ?? [])
  restoreTables(engine.state, copyTables(beginning), names)
  if (parts.includes("posts")) forgetFiles(engine)
}
