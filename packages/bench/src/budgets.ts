import { type Outcome, rowOf, valuesOf } from "./harness/format.ts"
import { median, medianRatio } from "./harness/statistics.ts"
import type { Measured } from "./harness/Table.ts"

/** A budget of the project. */
interface Budget {
  readonly what: string
  readonly limit: number
  readonly isAtLeast?: boolean
  /** Undefined when a value that it needs was not measured. */
  readonly measure: (run: Run) => number | undefined
}

/** The numbers of one run, by table, row and column. */
class Run {
  readonly #tables: ReadonlyMap<string, Measured>

  constructor(measured: ReadonlyArray<Measured>) {
    this.#tables = new Map(measured.map((one) => [one.table.name, one]))
  }

  values(table: string, row: string, key: string): ReadonlyArray<number> | undefined {
    const measured = this.#tables.get(table)
    return measured === undefined ? undefined : valuesOf(rowOf(measured, row), key)
  }

  /** Median of a cell. */
  value(table: string, row: string, key: string): number | undefined {
    const values = this.values(table, row, key)
    return values === undefined ? undefined : median(values)
  }

  /** The ratio of one row to another, round by round. */
  ratio(table: string, row: string, to: string, key: string): number | undefined {
    const here = this.values(table, row, key)
    const there = this.values(table, to, key)
    return here === undefined || there === undefined ? undefined : medianRatio(here, there)
  }

  /** The largest of some ratios. Undefined when one of them is. */
  largest(...values: ReadonlyArray<number | undefined>): number | undefined {
    return values.includes(undefined) ? undefined : Math.max(...values.map((value) => value ?? NaN))
  }
}

const ours = "ours"
const ring = "node:http, the same generator"
const stream = "undici, createReadStream"
const scheduled = "ours, on effect/cluster"
const complete = "ours, complete and typed"
const mock = "the mock"
const bare = "Hono, checked by a schema"
const [alone, together] = ["cpu", "cpuTogether"]

const budgets: ReadonlyArray<Budget> = [
  ...[["upload", "upload"], ["upload-tls", "upload over TLS"]].flatMap(([table = "", name]): ReadonlyArray<Budget> => [
    {
      what: `${name}: time, of node:http with the same generator`,
      limit: 1.05,
      measure: (run) => run.ratio(table, ours, ring, "wall")
    },
    {
      what: `${name}: CPU, of node:http with the same generator`,
      limit: 1.05,
      measure: (run) => run.ratio(table, ours, ring, "cpu")
    },
    { what: `${name}: time, of curl`, limit: 1, measure: (run) => run.ratio(table, ours, "curl", "wall") }
  ]),
  { what: "upload: CPU, of curl", limit: 1.35, measure: (run) => run.ratio("upload", ours, "curl", "cpu") },
  {
    what: "upload: time, of undici with createReadStream",
    limit: 0.33,
    measure: (run) => run.ratio("upload", ours, stream, "wall")
  },
  ...["axios", "got"].map((peer): Budget => ({
    what: `upload: time, of ${peer}`,
    limit: 0.4,
    measure: (run) => run.ratio("upload", ours, peer, "wall")
  })),
  {
    what: "upload: time on any platform, of the Node fast path",
    limit: 1.6,
    measure: (run) => run.ratio("upload", "ours, any platform", ours, "wall")
  },
  {
    what: "upload over TLS: CPU, of curl",
    limit: 1.05,
    measure: (run) => run.ratio("upload-tls", ours, "curl", "cpu")
  },
  {
    what: "upload over TLS: time, of undici with createReadStream",
    limit: 0.45,
    measure: (run) => run.ratio("upload-tls", ours, stream, "wall")
  },
  {
    what: "memory: MiB more for 4 GiB than for 256 MiB",
    limit: 30,
    measure: (run) =>
      difference(run.value("file-size", "4096 MiB (100 x)", "rss"), run.value("file-size", "256 MiB", "rss"))
  },
  {
    what: "memory: mark-compacts per GiB",
    limit: 2,
    measure: (run) => run.value("file-size", "4096 MiB (100 x)", "markCompacts")
  },
  {
    what: "memory: MiB for each further upload at once",
    limit: 6,
    measure: (run) => {
      const more = difference(run.value("uploads-at-once", "100", "rss"), run.value("uploads-at-once", "1", "rss"))
      return more === undefined ? undefined : more / 99
    }
  },
  ...["http", "https"].flatMap((scheme): ReadonlyArray<Budget> => [
    {
      what: `interruption, ${scheme}: ms until the fiber has ended and the reset was seen`,
      limit: 25,
      measure: (run) =>
        run.largest(
          run.value("interruption", `ours, ${scheme}`, "ended"),
          run.value("interruption", `ours, ${scheme}`, "seen")
        )
    },
    {
      what: `interruption, ${scheme}: descriptors left`,
      limit: 0,
      measure: (run) => run.value("interruption", `ours, ${scheme}`, "descriptors")
    },
    {
      what: `stalling receiver, ${scheme}: share of uploads that arrive intact`,
      limit: 1,
      isAtLeast: true,
      measure: (run) => lowest(run.values("interruption", `ours, ${scheme}`, "intact"))
    }
  ]),
  ...([
    ["Node, ours", "Node, raw node:http"],
    ["Node, ours over fetch", "Node, raw fetch"],
    ["Bun, ours", "Bun, raw fetch"],
    ["Deno, ours", "Deno, raw fetch"]
  ] as const).flatMap(([row, raw]): ReadonlyArray<Budget> => [
    {
      what: `${row}: time of an upload, of the raw one`,
      limit: 1.15,
      measure: (run) => run.ratio("runtimes", row, raw, "wall")
    },
    {
      what: `${row}: MiB above the idle program`,
      limit: 120,
      measure: (run) => run.value("runtimes", row, "above")
    },
    {
      what: `${row}: time of a call, of raw fetch`,
      limit: 1.3,
      measure: (run) => run.ratio("runtimes", row, raw.startsWith("Node") ? "Node, raw fetch" : raw, "call")
    }
  ]),
  ...([["undici", 3.5], ["axios", 0.75], ["got", 0.75], ["ky", 0.75], ["fetch", 1]] as const).map(
    ([peer, limit]): Budget => ({
      what: `call: CPU, of ${peer}`,
      limit,
      measure: (run) =>
        run.largest(run.ratio("call", complete, peer, alone), run.ratio("call", complete, peer, together))
    })
  ),
  {
    what: "waiting: bytes of each of 100,000 publishes",
    limit: 5 * 1024,
    measure: (run) => run.value("waiting", "100,000 (100 x)", "bytes")
  },
  {
    what: "scheduler: CPU of a due post, of pg-boss",
    limit: 3,
    measure: (run) => run.ratio("scheduler", scheduled, "pg-boss", "cpu")
  },
  {
    what: "scheduler: ms late, p99 at 50 a second",
    limit: 1000,
    measure: (run) => run.value("scheduler", scheduled, "p99")
  },
  {
    what: "scheduler: % of a core at rest, with 100,000 posts ahead",
    limit: 2,
    measure: (run) => run.value("scheduler", scheduled, "idle")
  },
  {
    what: "scheduler: ms of a page of 100,000 posts",
    limit: 10,
    measure: (run) => run.value("scheduler", scheduled, "page")
  },
  {
    what: "scheduler: s until the posts of a killed runner are taken over",
    limit: 45,
    measure: (run) => run.value("scheduler", "ours, after a runner was killed", "takeOver")
  },
  ...([[bare, 0.9], ["Prism", 10], ["Mockoon", 25]] as const).map(([peer, limit]): Budget => ({
    what: `mock: requests/s, of ${peer}`,
    limit,
    isAtLeast: true,
    measure: (run) => run.ratio("mock-requests", mock, peer, "perSecond")
  })),
  {
    what: "mock: p99, of node:http",
    limit: 3,
    measure: (run) => run.ratio("mock-requests", mock, "node:http, checked by hand", "p99")
  },
  {
    what: "mock: CPU of a chunk, of node:http",
    limit: 1.15,
    measure: (run) => run.ratio("mock-chunks", "the mock, not hashing", "node:http, counting", "cpu")
  },
  {
    what: "mock: CPU of a hashed chunk, of node:http with that hash",
    limit: 1.1,
    measure: (run) => run.ratio("mock-chunks", "the mock, hashing", "node:http, hashing", "cpu")
  },
  {
    what: "mock: start, of Prism",
    limit: 0.25,
    measure: (run) => run.ratio("mock-start", "the mock, as published", "Prism", "wall")
  },
  {
    what: "mock: start, of Hono alone",
    limit: 1.5,
    measure: (run) => run.ratio("mock-start", "the mock, as published", "Hono alone, bundled", "wall")
  },
  { what: "mock in memory: ms to make one", limit: 1, measure: (run) => run.value("mock-memory", mock, "made") },
  {
    what: "mock in memory: ms of a call through the library",
    limit: 0.25,
    measure: (run) => run.value("mock-memory", mock, "through")
  },
  ...["fetch", "node:http"].map((client): Budget => ({
    what: `import: CPU ms of the bundled program with ${client}`,
    limit: 50,
    measure: (run) => run.value("import", `ours with ${client}, bundled`, "cpu")
  })),
  ...["esbuild", "rolldown"].map((bundler): Budget => ({
    what: `bundle: KiB with gzip, by ${bundler}`,
    limit: 55,
    measure: (run) => run.value("bundle", `any platform, ${bundler}`, "gzip")
  }))
]

/** Compares the measured values with the budgets. */
export const judge = (measured: ReadonlyArray<Measured>): ReadonlyArray<Outcome> => {
  const run = new Run(measured)
  return budgets.map(({ isAtLeast = false, limit, measure, what }) => {
    const measured = measure(run)
    const isMet = measured === undefined ? undefined : isAtLeast ? measured >= limit : measured <= limit
    return { what, budget: `${isAtLeast ? ">=" : "<="} ${limit}`, measured, isMet }
  })
}

const difference = (minuend: number | undefined, subtrahend: number | undefined): number | undefined =>
  minuend === undefined || subtrahend === undefined ? undefined : minuend - subtrahend

const lowest = (values: ReadonlyArray<number> | undefined): number | undefined =>
  values === undefined ? undefined : Math.min(...values)
