/** Parts that the operations of both contracts have. */
import type * as Schema from "effect/Schema"
import { JSON_TYPE } from "../wire/body.ts"
import type { LinkSpec } from "./Spec.ts"

export const json = (schema: Schema.Constraint, examples?: Readonly<Record<string, unknown>>, required = true) => ({
  mediaTypes: [JSON_TYPE],
  schema,
  required,
  examples
})

export const uploadLink = (description: string): LinkSpec => ({
  operationId: "uploadChunk",
  description,
  url: "$response.body#/data/upload_url"
})

export const postLink = (operationId: string, description: string): LinkSpec => ({
  operationId,
  description,
  requestBody: { publish_id: "{$response.body#/data/publish_id}" }
})

export const statusLink = postLink("fetchStatus", "Get the status of the post.")
