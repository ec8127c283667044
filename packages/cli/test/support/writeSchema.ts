/** `npm run schema` writes the JSON Schema of what the command prints. A test compares it with the sources. */
import { writeFileSync } from "node:fs"
import { schemaFile, schemaText } from "./schemaText.ts"

writeFileSync(schemaFile, schemaText())
