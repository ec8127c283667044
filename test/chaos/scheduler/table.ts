import { Duration } from "effect"
import { alignedRows, findings, listed } from "../table.ts"
import { isSound, type SchedulerReport } from "./run.ts"

/** Formats a run as a table. */
export const schedulerTableOf = (report: SchedulerReport): string => {
  const { decided, disorder, ends, faults, freezes, kills, logins, newer, plan, requests, seconds, struck, verdict } =
    report
  return [
    alignedRows([
      ["seed", plan.seed],
      ["posts", `${plan.posts.length} by ${plan.creators.length} creators, over three runners`],
      ["outcomes", listed(verdict.outcomes)],
      ["for a person", `${decided.found} were there, ${decided.repeated} were published again`],
      ["runners killed", String(kills)],
      ["runners frozen", `${freezes}, each for longer than its lease of ${plan.takeOver / 1000} s`],
      ["PostgreSQL restarted", String(report.restarts)],
      ["rolling upgrades", `${report.upgrades}: ${newer.rows} rows and ${newer.posts} posts are of the newer build`],
      ["runners ended", String(ends.length)],
      ["logins lost", String(logins)],
      ["faults injected", `${struck} of ${requests} requests (${(100 * struck / requests).toFixed(1)} %)`],
      ["  by kind", listed(faults)],
      ["requests", listed(verdict.requestsOf)],
      ["time", Duration.format(Duration.seconds(Math.round(seconds)))],
      ["twice", String(verdict.duplicates.length)],
      ["lost", String(verdict.lost.length)],
      ["out of order", String(disorder.length)],
      ["verdict", isSound(report) ? "passed" : "FAILED"]
    ]),
    ...findings("twice", verdict.duplicates),
    ...findings("lost", verdict.lost),
    ...findings("out of order", disorder),
    ...ends.map((end) => `a runner ended: ${end}`)
  ].join("\n")
}
