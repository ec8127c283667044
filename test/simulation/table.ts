import type { Run } from "./run.ts"

/** Sums of runs. */
export interface Totals {
  seeds: number
  violations: number
  hours: number
  creatorHours: number
  cpuSeconds: number
  events: number
  posts: number
  requests: number
  readonly faults: Record<string, number>
  readonly outcomes: Record<string, number>
}

/** Totals of nothing. */
export const noTotals = (): Totals => ({
  seeds: 0,
  violations: 0,
  hours: 0,
  creatorHours: 0,
  cpuSeconds: 0,
  events: 0,
  posts: 0,
  requests: 0,
  faults: {},
  outcomes: {}
})

export const addRun = (
  totals: Totals,
  { cpuSeconds, events, script, simulatedHours, tally, violation }: Run
) => {
  totals.seeds++
  totals.violations += violation === undefined ? 0 : 1
  totals.hours += simulatedHours
  totals.creatorHours += simulatedHours * tally.creators
  totals.cpuSeconds += cpuSeconds
  totals.events += events
  totals.posts += tally.posts
  totals.requests += tally.requests
  for (const { kind } of script) count(totals.faults, kind, 1)
  for (const [outcome, times] of Object.entries(tally.outcomes)) count(totals.outcomes, outcome, times)
}

/** Adds the totals of other runs. */
export const addTotals = (totals: Totals, other: Totals) => {
  for (const name of sums) totals[name] += other[name]
  for (const name of ["faults", "outcomes"] as const) {
    for (const [kind, times] of Object.entries(other[name])) count(totals[name], kind, times)
  }
}

const sums = [
  "seeds",
  "violations",
  "hours",
  "creatorHours",
  "cpuSeconds",
  "events",
  "posts",
  "requests"
] as const

const count = (counts: Record<string, number>, name: string, times: number) => {
  counts[name] = (counts[name] ?? 0) + times
}

/** Formats totals as a table. */
export const tableOf = (totals: Totals): string => {
  const { cpuSeconds, creatorHours, events, faults, hours, outcomes, posts, requests, seeds, violations } = totals
  const faultCount = Object.values(faults).reduce((sum, times) => sum + times, 0)
  const perSecond = (amount: number) => (amount / Math.max(cpuSeconds, 0.001)).toFixed(0)
  const rows: ReadonlyArray<readonly [string, string]> = [
    ["seeds", String(seeds)],
    ["simulated hours", hours.toFixed(1)],
    ["creator-hours", `${creatorHours.toFixed(1)}, ${perSecond(creatorHours)} a CPU second`],
    ["CPU seconds", cpuSeconds.toFixed(1)],
    ["events", `${events}, ${perSecond(events)} a CPU second`],
    ["requests", String(requests)],
    ["posts at TikTok", String(posts)],
    ["outcomes", listed(outcomes)],
    ["faults", `${faultCount}, ${perSecond(faultCount)} a CPU second`],
    ["  by kind", listed(faults)],
    ["violations", String(violations)]
  ]
  const width = Math.max(...rows.map(([name]) => name.length))
  return rows.map(([name, value]) => `${name.padEnd(width)}  ${value}`).join("\n")
}

const listed = (counts: Readonly<Record<string, number>>): string =>
  Object.entries(counts).toSorted(([a], [b]) => a.localeCompare(b)).map(([name, times]) => `${name} ${times}`).join(
    ", "
  )
