/** `npm run generate` writes the help pages, and the JSON Schema of what the command prints. A test compares both. */
import { Effect } from "effect"
import { writeFileSync } from "node:fs"
import { generated } from "./generated.ts"

for (const [file, text] of await Effect.runPromise(generated)) writeFileSync(file, text)
