import type { Engine, State } from "./Engine.ts"
import { copyTables, restoreTables } from "./Snapshot.ts"

/** Deletes uploaded files, their samples and hashes, which are not part of the state. */
export const forgetFiles = ({ digests, media }: Engine): void => {
  digests.clear()
  media.samples.clear()
  media.retain(() => false)
}

/** The parts of a mock that can be reset on their own. */
export const resetParts = [
  "posts",
  "tokens",
  "creators",
  "apps",
  "limits",
  "webhooks",
  "faults",
  "journal",
  "clock",
  "rules"
] as const

/** A part of a mock: `posts` includes uploads, `tokens` includes codes, `limits` includes all counts, `rules` includes switches. */
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
 * Resets the tables of some parts to the initial state. Issued ids are not issued again, and a deleted post sends no
 * webhook.
 */
export const resetTables = (engine: Engine, initial: State, parts: ReadonlyArray<ResetPart>): void => {
  const names = parts.flatMap((part) => tablesOf[part] ?? [])
  restoreTables(engine.state, copyTables(initial), names)
  if (parts.includes("posts")) forgetFiles(engine)
}
