/** Simulates processes with one planted bug until something happens that must not. Changes the source while it is loaded. */
import { registerHooks } from "node:module"
import { pathOf, plantedBugs } from "./plantedBugs.ts"

const [index = "", first = "1", seeds = "1"] = process.argv.slice(2)
const bug = plantedBugs[Number(index)]
if (bug === undefined) throw new Error(`there is no bug ${index}`)
let isPlanted = false

registerHooks({
  load: (url, context, nextLoad) => {
    const loaded = nextLoad(url, context)
    if (!url.endsWith(`/${pathOf(bug)}`)) return loaded
    const { source = "" } = loaded
    const parts = (typeof source === "string" ? source : new TextDecoder().decode(source ?? undefined)).split(bug.find)
    if (parts.length !== 2) throw new Error(`${bug.file} has ${parts.length - 1} places with: ${bug.find}`)
    isPlanted = true
    return { ...loaded, source: parts.join(bug.put) }
  }
})

const { runSeed } = await import("./run.ts")
if (!isPlanted) throw new Error(`${bug.file} was not loaded`)
let [cpuSeconds, violation] = [0, undefined as string | undefined]
let seed = Number(first)
for (; seed < Number(first) + Number(seeds) && violation === undefined; seed++) {
  const run = await runSeed({ seed, hours: 1, isDense: true, isScheduler: bug.isScheduler })
  cpuSeconds += run.cpuSeconds
  violation = run.violation
}
console.log(JSON.stringify({ seed: seed - 1, cpuSeconds, violation }))
