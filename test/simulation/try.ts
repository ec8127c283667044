import { runSeed } from "./run.ts"
const [first=1, count=1, trace] = process.argv.slice(2)
for (let seed = Number(first); seed < Number(first)+Number(count); seed++) {
  const run = await runSeed({ seed, isScheduler: true, hours: Number(process.env["HOURS"] ?? 3) }, undefined, trace !== undefined)
  if (trace) console.log(run.trace.join("\n"))
  console.log(seed, run.cpuSeconds.toFixed(1), run.simulatedHours.toFixed(2), run.events, run.script.length, JSON.stringify(run.tally.outcomes), run.violation ?? "", run.hash.slice(0,8))
}
