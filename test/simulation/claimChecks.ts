/** What must hold for each claim of a record, as the store sees it. */
import type { RecordStore } from "effect-tiktok"
import type { World } from "tiktok-mock-server/simulation"

/** Sees each write that the store accepts. */
export type OnWrite = (name: string, before: RecordStore.Entry | undefined, entry: RecordStore.Entry) => void

/** Makes a check of the owners of records. */
export const makeClaimChecks = (world: World): OnWrite => {
  const claims = new Map<string, { owner: string; writtenAt: number; readonly ended: Set<string> }>()
  return (name, before, entry) => {
    const { owner } = headerOf(entry)
    if (owner === undefined) return
    const now = world.clock.currentTimeMillisUnsafe()
    const claim = claims.get(name)
    if (claim === undefined) return void claims.set(name, { owner, writtenAt: now, ended: new Set() })
    if (claim.owner !== owner) {
      // A claim of a new record can arrive after its owner has removed the record. Then it only waits for its lease.
      if (before !== undefined && claim.ended.has(owner)) {
        world.violation(`an owner writes to ${name} after another one has claimed it`)
      }
      const held = before === undefined ? {} : headerOf(before)
      if (held.owner === claim.owner && now - claim.writtenAt < (held.lease ?? 0)) {
        world.violation(`${name} is claimed ${now - claim.writtenAt} ms after its owner has written to it`)
      }
      claim.ended.add(claim.owner)
      claim.owner = owner
    }
    claim.writtenAt = now
  }
}

interface Header {
  readonly owner?: string
  readonly lease?: number
}

/** The first line of a record, which a damaged one may not have. */
const headerOf = ({ bytes }: RecordStore.Entry): Header => {
  try {
    return JSON.parse(Buffer.from(bytes.subarray(0, bytes.indexOf(10))).toString())
  } catch {
    return {}
  }
}
