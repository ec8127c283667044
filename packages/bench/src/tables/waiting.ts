import { runMeasured, script } from "../harness/child.ts"
import { interleave } from "../harness/rounds.ts"
import type { Table } from "../harness/Table.ts"

// Memory is the same in every round, and a hundred thousand first status calls take long.
const ROUNDS = 1

/** The cost of a publish while it waits for its outcome. */
export const waiting: Table = {
  name: "waiting",
  title: "How cost grows with publishes that wait for their outcome at once",
  columns: [
    { key: "bytes", label: "bytes a post", digits: 0, compared: true },
    { key: "cpu", label: "CPU us a post, init and first status call", digits: 0, compared: true },
    { key: "rss", label: "peak MiB", digits: 0 }
  ],
  compare: { as: "growth" },
  measure: (bench) => {
    const candidate = (name: string, path: string, posts: number, how?: "events") => ({
      name,
      run: () => runMeasured(script(path), { posts: bench.isQuick ? posts / 100 : posts, how })
    })
    return interleave({ ...bench, rounds: Math.min(ROUNDS, bench.rounds) }, [
      candidate("1,000 (1 x)", "ours/waiting.ts", 1_000),
      candidate("10,000 (10 x)", "ours/waiting.ts", 10_000),
      candidate("100,000 (100 x)", "ours/waiting.ts", 100_000),
      candidate("3,000 with event streams", "ours/waiting.ts", 3_000, "events"),
      candidate("100,000 promise loops", "processes/loops.ts", 100_000)
    ])
  }
}
