import * as Schema from "effect/Schema"
import type { HeaderSpec, ParameterSpec } from "./Spec.ts"

/** Headers and query of a chunk. */
export const chunkParameters: ReadonlyArray<ParameterSpec> = [
  {
    name: "upload_id",
    in: "query",
    required: true,
    description: "Part of the `upload_url`.",
    schema: Schema.String
  },
  {
    name: "upload_token",
    in: "query",
    required: false,
    description: "Part of the `upload_url`.",
    schema: Schema.String
  },
  {
    name: "Content-Range",
    in: "header",
    required: true,
    description: "`bytes {first}-{last}/{total}`, counted from 0; the last byte is inclusive.",
    schema: Schema.String.check(Schema.isPattern(/^bytes \d{1,15}-\d{1,15}\/\d{1,15}$/)),
    example: "bytes 0-5242879/52428800"
  },
  {
    name: "Content-Length",
    in: "header",
    required: true,
    description: "Number of bytes in this chunk.",
    schema: Schema.String.check(Schema.isPattern(/^\d+$/)),
    example: "5242880"
  }
]

/** Media types of a chunk. */
export const chunkTypes = ["video/mp4", "video/quicktime", "video/webm"]

/** The header with the received bytes. */
export const progressHeader = (description: string): Readonly<Record<string, HeaderSpec>> => ({
  "Content-Range": {
    description,
    schema: Schema.String.check(Schema.isPattern(/^bytes (?:0-\d+|\*)\/\d+$/)),
    required: true
  }
})
