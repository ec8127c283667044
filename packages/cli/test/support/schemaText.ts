import { fileURLToPath } from "node:url"
import { outputSchema } from "../../src/schema.ts"

/** The published JSON Schema. */
export const schemaFile = fileURLToPath(new URL("../../output.schema.json", import.meta.url))

/** What belongs in it. */
export const schemaText = (): string => `${JSON.stringify(outputSchema())}\n`
