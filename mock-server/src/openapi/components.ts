import * as Equal from "effect/Equal"
import * as JsonSchema from "effect/JsonSchema"
import * as Schema from "effect/Schema"

/** A JSON Schema within an OpenAPI document. */
export type JsonSchemaObject = Readonly<Record<string, unknown>>

/** Schemas that have a name, gathered while the rest of the document is written. */
export interface Components {
  /** Writes a schema; what has an identifier becomes a component. */
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
        // Two meanings of one name would silently become the one written last.
        if (known !== undefined && !Equal.equals(known, definition)) throw new Error(`two schemas are called ${name}`)
        definitions.set(name, definition)
      }
      return tidy(written.schemas[0])
    },
    schemas: () => Object.fromEntries([...definitions].toSorted(([left], [right]) => left < right ? -1 : 1))
  }
}

/** Leaves out what says nothing: that more fields may come, and how large a number of JavaScript can be. */
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
