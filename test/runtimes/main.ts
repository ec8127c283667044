/** `npm run runtimes [NAME ...]`: runs the journeys in all runtimes, or in those whose names begin so, and prints the table. */
import { runAll } from "./run.ts"
import { runtimes } from "./runtimes.ts"
import { tableOf } from "./table.ts"
import { installTools } from "./tools.ts"

const names = process.argv.slice(2).map((name) => name.toLowerCase())
const begins = (name: string) => ({ title }: { readonly title: string }) => title.toLowerCase().startsWith(name)
if (!names.every((name) => runtimes.some(begins(name)))) {
  console.error(`usage: npm run runtimes -- [NAME ...]\nruntimes: ${runtimes.map(({ title }) => title).join(", ")}`)
  process.exit(2)
}
installTools()
const chosen = runtimes.filter((runtime) => names.length === 0 || names.some((name) => begins(name)(runtime)))
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
