/**
 * Since when this process has seen each claim of another unchanged.
 *
 * @internal
 */
export interface Sightings {
  /** Notes the version of a claim. Returns the monotonic time when this process first saw that version. */
  readonly note: (name: string, version: string, now: bigint) => bigint
  readonly forget: (name: string) => void
}

/**
 * Remembers the claims that were seen last. A claim that is no longer remembered counts as seen for the first time, so it
 * is taken later, and never too early.
 *
 * @internal
 */
export const make = (max = maxClaims): Sightings => {
  const seen = new Map<string, { readonly version: string; readonly since: bigint }>()
  return {
    note: (name, version, now) => {
      const before = seen.get(name)
      const since = before?.version === version ? before.since : now
      // The order of the map is that of the last sighting.
      seen.delete(name)
      seen.set(name, { version, since })
      const [oldest] = seen.keys()
      if (seen.size > max && oldest !== undefined) seen.delete(oldest)
      return since
    },
    forget: (name) => void seen.delete(name)
  }
}

// More than a process may find at once after another has died, since it has to see each of them twice. About 26 MB.
const maxClaims = 100_000
