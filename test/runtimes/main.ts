/** `npm run runtimes [NAME ...]`: runs the journeys in all runtimes, or in those whose names begin so, and prints the table. */
import { runAll } from "./run.ts"
import { runtimes } from "./runtimes.ts"
import { tableOf } from "./table.ts"
import { installTools } from "./tools.ts"

installTools()
const names = process.argv.slice(2).map((name) => name.toLowerCase())
const chosen = runtimes.filter(({ title }) =>
  names.length === 0 || names.some((name) => title.toLowerCase().startsWith(name))
)
const startedAt = performance.now()
const results = await runAll(chosen)
console.log(tableOf(chosen.map(({ title }) => title), results))
const said = new Set<string>()
for (const { failed, journey, runtime } of results) {
  if (failed !== undefined && !said.has(failed)) console.log(`\n${runtime}, ${journey}: ${failed}`)
  if (failed !== undefined) said.add(failed)
}
console.log(`\n${((performance.now() - startedAt) / 1000).toFixed(1)} s`)
if (results.some(({ failed }) => failed !== undefined)) process.exitCode = 1
