import * as Equal from "effect/Equal"
import * as JsonSchema from "effect/JsonSchema"
import * as Schema from "effect/Schema"

/** A JSON Schema in an OpenAPI document. */
export type JsonSchemaObject = Readonly<Record<string, unknown>>

/** The named schemas of a document, collected while it is written. */
export interface Components {
  /** Writes a schema. A schema with an identifier becomes a component. */
  readonly write: (schema: Schema.Constraint) => JsonSchemaObject
  readonly schemas: () => Readonly<Record<string, JsonSchemaObject>>
}

/** Makes an empty set of components. */
export const makeComponents = (): Components => {
  const definitions = new Map<string, JsonSchemaObject>()
  return {
    write: (schema) => {
      const { definitions: defined, dialect, schema: root } = Schema.toJsonSchemaDocument(schema)
      const written = JsonSchema.toMultiDocumentOpenApi3_1({ dialect, schemas: [root], definitions: defined })
      for (const [name, raw] of Object.entries(written.definitions)) {
        const definition = tidy(raw)
        const known = definitions.get(name)
        // Two schemas with one name would overwrite each other.
        if (known !== undefined && !Equal.equals(known, definition)) {
          throw new Error(`two schemas have the name ${name}`)
        }
        definitions.set(name, definition)
      }
      return tidy(written.schemas[0])
    },
    schemas: () => Object.fromEntries([...definitions].toSorted(([left], [right]) => left < right ? -1 : 1))
  }
}

/** Removes redundant keywords: additional properties, and the bounds of safe integers. */
const tidy = (schema: JsonSchemaObject): JsonSchemaObject =>
  Object.fromEntries(
    Object.entries(schema)
      .filter(([name, value]) => !(name === "additionalProperties" && value === true) && !isSafeBound(value))
      .map(([name, value]) => [name, tidyValue(value)])
  )

const tidyValue = (value: unknown): unknown =>
  Array.isArray(value) ? value.map(tidyValue) : isSchema(value) ? tidy(value) : value

const isSchema = (value: unknown): value is JsonSchemaObject => typeof value === "object" && value !== null

const isSafeBound = (value: unknown) => value === Number.MAX_SAFE_INTEGER || value === Number.MIN_SAFE_INTEGER
