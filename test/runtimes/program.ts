/** Takes steps of journeys in a process of Node, Bun or Deno: `program.ts QUESTIONS`. Prints a line for each answer. */
import type { UploadStore } from "effect-tiktok/upload"
import { readFileSync, rmSync, writeFileSync } from "node:fs"
import process from "node:process"
import { take } from "./journeys.ts"
import type { World } from "./world.ts"

/** One upload, in a file. */
const uploads = ({ folder }: World): UploadStore => {
  const file = `${folder}/upload.json`
  return {
    get: async () => {
      try {
        return JSON.parse(readFileSync(file, "utf8"))
      } catch {
        return undefined
      }
    },
    set: async (_, kept) => writeFileSync(file, JSON.stringify(kept)),
    remove: async () => rmSync(file, { force: true })
  }
}

for (const question of JSON.parse(process.argv[2] ?? "[]")) {
  const answer = await take(question, { files: true, uploads })
  await new Promise((resolve) => process.stdout.write(`${JSON.stringify(answer)}\n`, resolve))
}
process.exit()
