import type { Bench, Row, Sample } from "./Table.ts"

/** A participant of a comparison. */
export interface Candidate {
  readonly name: string
  /** Runs once and returns its cost. */
  readonly run: () => Promise<Sample>
  /** Why it cannot run here. */
  readonly skipped?: string | undefined
  /** Whether it is so far from the others that a few rounds show it. */
  readonly isFar?: boolean | undefined
}

const FEWER = 5
const FAR = 3

/**
 * Runs all candidates in turn, round after round, each round in another order. A candidate that fails has no numbers: a partial
 * row cannot be compared.
 */
export const interleave = async (
  { rounds, say }: Bench,
  candidates: ReadonlyArray<Candidate>
): Promise<ReadonlyArray<Row>> => {
  const samples = new Map<string, Array<Sample>>(candidates.map(({ name }) => [name, []]))
  const skipped = new Map(candidates.flatMap(({ name, skipped }) => skipped === undefined ? [] : [[name, skipped]]))
  for (let round = 0; round < rounds; round++) {
    for (const { isFar, name, run } of inOrder(candidates, round)) {
      if (skipped.has(name) || (isFar === true && round >= FAR)) continue
      say(`round ${round + 1} of ${rounds}: ${name}`)
      try {
        samples.get(name)?.push(await run())
      } catch (error) {
        skipped.set(name, `failed: ${error instanceof Error ? error.message : String(error)}`)
      }
    }
  }
  return candidates.map(({ name }) => {
    const because = skipped.get(name)
    return because === undefined ? { name, samples: samples.get(name) ?? [] } : { name, skipped: because }
  })
}

/** Starts each round with another candidate and reverses every second round, so that neighbors change. */
const inOrder = <A>(items: ReadonlyArray<A>, round: number): ReadonlyArray<A> => {
  const first = round % items.length
  const turned = [...items.slice(first), ...items.slice(0, first)]
  return round % 2 === 0 ? turned : turned.toReversed()
}

/** A bench with fewer rounds, for comparisons without a peer: more rounds would not make the ratios surer. */
export const withFewerRounds = (bench: Bench): Bench => ({ ...bench, rounds: Math.min(FEWER, bench.rounds) })

/** A bench with more rounds, for runs so short that other load on the machine shows in each. */
export const withMoreRounds = (bench: Bench): Bench => ({ ...bench, rounds: 2 * bench.rounds })
