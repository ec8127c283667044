import type { Bench, Row, Sample } from "./Table.ts"

/** One that takes part in a comparison. */
export interface Candidate {
  readonly name: string
  /** Runs once and tells what it has cost. */
  readonly run: () => Promise<Sample>
  /** Why it cannot take part here. */
  readonly skipped?: string | undefined
}

const FEWER = 5

/**
 * Runs all candidates in turn, round after round, each round in another order. A candidate that fails has no numbers: half a
 * row cannot be compared with anything.
 */
export const interleave = async (
  { rounds, say }: Bench,
  candidates: ReadonlyArray<Candidate>
): Promise<ReadonlyArray<Row>> => {
  const samples = new Map<string, Array<Sample>>(candidates.map(({ name }) => [name, []]))
  const skipped = new Map(candidates.flatMap(({ name, skipped }) => skipped === undefined ? [] : [[name, skipped]]))
  for (let round = 0; round < rounds; round++) {
    for (const { name, run } of inOrder(candidates, round)) {
      if (skipped.has(name)) continue
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

/** Begins each round with another candidate and turns every second round around, so that neighbours change. */
const inOrder = <A>(items: ReadonlyArray<A>, round: number): ReadonlyArray<A> => {
  const first = round % items.length
  const turned = [...items.slice(first), ...items.slice(0, first)]
  return round % 2 === 0 ? turned : turned.toReversed()
}

/** A bench with fewer rounds, for what is compared with nobody else's: more of them would make no ratio surer. */
export const withFewerRounds = (bench: Bench): Bench => ({ ...bench, rounds: Math.min(FEWER, bench.rounds) })

/** A bench with more rounds, for runs so short that whatever else the machine does shows in each. */
export const withMoreRounds = (bench: Bench): Bench => ({ ...bench, rounds: 2 * bench.rounds })
