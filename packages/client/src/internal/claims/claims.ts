import * as Clock from "effect/Clock"
import * as SecureRandom from "effect/crypto/SecureRandom"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import * as Semaphore from "effect/Semaphore"
import type { Service, Stored } from "../../model/record.ts"
import { StoreFailed } from "../../TikTokError.ts"
import * as LockWait from "../common/lockWait.ts"
import * as ClaimHeader from "./claimHeader.ts"
import * as Sightings from "./sightings.ts"

/**
 * A claimed record, until the scope closes, or until the lease has expired and another
 * process claims it.
 */
interface Held {
  /** Grows with each claim of the name. */
  readonly number: number
  /** The bytes at the time of the claim. */
  readonly found: Uint8Array | undefined
  /** Stores bytes. The store refuses if there is a newer claim. */
  readonly write: (bytes: Uint8Array, isOpen: boolean) => Effect.Effect<void, LockWait.Held | StoreFailed>
  readonly remove: Effect.Effect<void, LockWait.Held | StoreFailed>
}

/** @internal */
export interface Claims {
  /**
   * Claims a record. Waits up to `maxWait` for its owner. If `expect` fails, the record does not change.
   */
  readonly claim: (
    name: string,
    maxWait: Duration.Duration,
    expect?: (bytes: Uint8Array | undefined) => Effect.Effect<unknown, StoreFailed>
  ) => Effect.Effect<Held, LockWait.Held | StoreFailed, Scope.Scope>
}

/**
 * Claims over a store that compares versions. Each claim, write and release changes
 * the version, so the store refuses any late write of an earlier owner. Without a
 * lease, a claim ends only with its scope.
 *
 * @internal
 */
export const make = Effect.fnUntraced(function*(
  store: Service,
  lease: Duration.Duration | undefined
): Effect.fn.Return<Claims, never, SecureRandom.SecureRandom> {
  const { uuidV4 } = yield* SecureRandom.SecureRandom
  const leaseMillis = lease === undefined ? undefined : Duration.toMillis(lease)

  /**
   * A claim has expired when this process has seen no change for a lease. Times of day prove nothing: the clocks of
   * processes differ, and the clock of a host can be set while a claim is held.
   */
  const sightings = Sightings.make()

  const claim: Claims["claim"] = Effect.fnUntraced(function*(name, maxWait, expect) {
    const owner = yield* uuidV4()
    const oneAtATime = yield* Semaphore.make(1)
    /** Our last known record in the store. */
    let ours: Ours | undefined
    const put = Effect.fnUntraced(function*(version: string | undefined, next: Omit<Ours, "version">) {
      const now = yield* Clock.currentTimeMillis
      const entry = {
        version: versionAfter(version, now, yield* uuidV4()),
        bytes: ClaimHeader.format(
          {
            owner,
            until: leaseMillis === undefined ? undefined : now + leaseMillis,
            lease: leaseMillis,
            isOpen: next.isOpen,
            at: next.at
          },
          next.bytes
        ),
        isOpen: next.isOpen,
        changedAt: next.at
      }
      if (!(yield* store.put(name, version, entry))) return undefined
      return ours = { ...next, version: entry.version }
    })

    const isTaken = Effect.fnUntraced(function*(stored: Stored, header: ClaimHeader.Header) {
      if (header.owner === undefined || header.owner === owner) return false
      if (header.until === undefined) return true
      const now = yield* Clock.monotonicTimeNanos
      const since = sightings.note(name, stored.version, now)
      return now - since < BigInt(Math.ceil((header.lease ?? leaseMillis ?? 0) * 1e6))
    })

    const attempt = Effect.gen(function*() {
      const stored = yield* store.get(name)
      const { bytes, header } = ClaimHeader.parse(stored?.bytes)
      if (stored !== undefined && (yield* isTaken(stored, header))) return yield* new LockWait.Held()
      if (expect !== undefined) yield* expect(bytes)
      const taken = yield* put(stored?.version, {
        bytes,
        isOpen: header.isOpen,
        at: header.at ?? (yield* Clock.currentTimeMillis)
      })
      if (taken === undefined) return yield* new LockWait.Held()
      sightings.forget(name)
      return taken
    })

    /** The version of our record in the store, if the response to a write was lost. Undefined if there is none. */
    const currentVersion = Effect.gen(function*() {
      const stored = yield* store.get(name)
      if (stored === undefined) return undefined
      return ClaimHeader.parse(stored.bytes).header.owner === owner ? stored.version : yield* new LockWait.Held()
    })

    const lost = new StoreFailed({
      action: "write",
      record: name,
      detail: "the record of this claim is gone: the store has lost it, or it was removed"
    })

    const rewrite = Effect.fnUntraced(function*(change: (before: Ours) => Omit<Ours, "version">) {
      if (ours === undefined) return yield* new LockWait.Held()
      let version = ours.version
      for (let tries = 0; tries < 3; tries++) {
        if ((yield* put(version, change(ours))) !== undefined) return
        version = (yield* currentVersion) ?? (yield* lost)
      }
      return yield* new LockWait.Held()
    })

    const renewed = rewrite((before) => before)

    const release = Effect.gen(function*() {
      if (ours === undefined) return
      const { at, bytes, isOpen } = ours
      const end = Effect.fnUntraced(function*(version: string) {
        if (bytes === undefined) return yield* store.remove(name, version)
        const entry = {
          version: versionAfter(version, at, yield* uuidV4()),
          bytes: ClaimHeader.format({ isOpen, at }, bytes),
          isOpen,
          changedAt: at
        }
        return yield* store.put(name, version, entry)
      })
      if (yield* end(ours.version)) return
      const version = yield* currentVersion
      if (version !== undefined) yield* end(version)
    })

    // An interrupted attempt may have claimed it.
    yield* Effect.addFinalizer(() => Effect.ignore(oneAtATime.withPermit(release)))
    const { bytes: found, version } = yield* LockWait.waiting(maxWait)(Effect.uninterruptible(attempt))
    if (lease !== undefined) {
      yield* Effect.sleep(Duration.divideUnsafe(lease, 3)).pipe(
        Effect.andThen(oneAtATime.withPermit(renewed)),
        // The store may recover in time.
        Effect.catchTag("StoreFailed", () => Effect.void),
        Effect.forever,
        Effect.ignore,
        Effect.forkScoped
      )
    }
    return {
      number: counterOf(version),
      found,
      write: (bytes, isOpen) =>
        oneAtATime.withPermit(Effect.flatMap(Clock.currentTimeMillis, (at) => rewrite(() => ({ bytes, isOpen, at })))),
      remove: oneAtATime.withPermit(Effect.gen(function*() {
        if (ours === undefined) return yield* new LockWait.Held()
        // If the store fails now, the release removes it.
        ours = { ...ours, bytes: undefined, isOpen: false }
        if (!(yield* store.remove(name, ours.version))) {
          const version = yield* currentVersion
          if (version !== undefined && !(yield* store.remove(name, version))) return yield* new LockWait.Held()
        }
        ours = undefined
      }))
    }
  })

  return { claim }
}, Effect.provide(SecureRandom.layerWebCrypto))

interface Ours {
  readonly version: string
  readonly bytes: Uint8Array | undefined
  readonly isOpen: boolean
  /** When the bytes were written, in epoch milliseconds. */
  readonly at: number
}

// The counter is for people and for `Claim.number`. The id makes the version unique.
const versionAfter = (version: string | undefined, now: number, id: string): string =>
  `${version === undefined ? Math.max(1, Math.floor(now) * 1000) : counterOf(version) + 1}.${id}`

const counterOf = (version: string): number => {
  const counter = Number(version.split(".", 1)[0])
  return Number.isSafeInteger(counter) ? counter : 0
}
