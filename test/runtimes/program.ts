/** Takes steps of journeys in a process of Node, Bun or Deno: `program.ts QUESTIONS`. Prints a line for each answer. */
import process from "node:process"
import { take } from "./journeys.ts"

for (const question of JSON.parse(process.argv[2] ?? "[]")) {
  const answer = await take(question, { files: true })
  await new Promise((resolve) => process.stdout.write(`${JSON.stringify(answer)}\n`, resolve))
}
process.exit()
