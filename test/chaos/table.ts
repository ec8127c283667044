import { Duration } from "effect"
import type { RunReport } from "./run.ts"
import { type Finding, isPassed } from "./verdict.ts"

/** Formats a run as a table. */
export const tableOf = (report: RunReport): string => {
  const {
    attempts,
    faults,
    freezes,
    holds,
    kills,
    logins,
    plan,
    requests,
    seconds,
    store,
    struck,
    uploadedBytes,
    verdict
  } = report
  const { bytesSentAgain, duplicates, injectedLimits, limited, lost, outcomes, requestsOf, unknown, unknownBecause } =
    verdict
  const twice = plan.posts.filter(({ workers }) => workers.length > 1).length
  const rows: ReadonlyArray<readonly [string, string]> = [
    ["contract", plan.contract],
    ["store", store],
    ["seed", plan.seed],
    ["posts", `${plan.posts.length} by ${plan.creators.length} creators, ${twice} of them given to both processes`],
    ["parts of chunks", plan.partialChunks],
    ["outcomes", listed(outcomes)],
    ...outcomes["OutcomeUnknown"] === undefined ? [] : [
      ["  of OutcomeUnknown", `published ${unknown.published}, not published ${unknown.notPublished}`] as const,
      ...Object.entries(unknownBecause).map(([because, count]) => ["", `${count}: ${because}`] as const)
    ],
    ...outcomes["Tomorrow"] === undefined ? [] : [
      ["  of Tomorrow", "these wait for the limits of the next day"] as const
    ],
    ["attempts", `${attempts.all}, at most ${attempts.most} at one post by one process`],
    ["processes killed", String(kills)],
    ["processes frozen", pastLeases(freezes)],
    ["writes held back", pastLeases(holds)],
    ["logins lost", String(logins)],
    ["faults injected", `${struck} of ${requests} requests (${(100 * struck / requests).toFixed(1)} %)`],
    ["  by kind", listed(faults)],
    ["requests", listed(requestsOf)],
    ["bytes uploaded", bytes(uploadedBytes)],
    ["bytes sent again", bytes(bytesSentAgain)],
    ["time", Duration.format(Duration.seconds(Math.round(seconds)))],
    ["429s injected", String(injectedLimits)],
    ["429s", String(limited.length)],
    ["duplicates", String(duplicates.length)],
    ["lost", String(lost.length)],
    ["verdict", isPassed(verdict) ? "passed" : "FAILED"]
  ]
  return [
    alignedRows(rows),
    ...findings("duplicate", duplicates),
    ...findings("lost", lost),
    ...findings("429", limited)
  ].join("\n")
}

/** Lines of names and values. */
export const alignedRows = (rows: ReadonlyArray<readonly [name: string, value: string]>): string => {
  const width = Math.max(...rows.map(([name]) => name.length))
  return rows.map(([name, value]) => `${name.padEnd(width)}  ${value}`).join("\n")
}

const pastLeases = (count: number): string => count === 0 ? "0" : `${count}, each for longer than a lease`

export const listed = (counts: Readonly<Record<string, number>>): string =>
  Object.entries(counts).map(([name, count]) => `${name} ${count}`).join(", ")

const bytes = (count: number): string => `${count.toLocaleString("en")} (${(count / 1e6).toFixed(1)} MB)`

/** A line for each violation. */
export const findings = (name: string, found: ReadonlyArray<Finding>): ReadonlyArray<string> =>
  found.map(({ key, problem }) => `${name}: ${key} ${problem}`)
