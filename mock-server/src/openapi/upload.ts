import * as Schema from "effect/Schema"
import type { HeaderSpec, ParameterSpec } from "./Spec.ts"

/** Headers and query that every chunk has. */
export const chunkParameters: ReadonlyArray<ParameterSpec> = [
  {
    name: "upload_id",
    in: "query",
    required: true,
    description: "Part of the `upload_url`, which is used as it is.",
    schema: Schema.String
  },
  {
    name: "upload_token",
    in: "query",
    required: false,
    description: "Part of the `upload_url`, which is used as it is.",
    schema: Schema.String
  },
  {
    name: "Content-Range",
    in: "header",
    required: true,
    description: "`bytes {first}-{last}/{total}`, counted from 0, the last byte included.",
    schema: Schema.String.check(Schema.isPattern(/^bytes \d{1,15}-\d{1,15}\/\d{1,15}$/)),
    example: "bytes 0-5242879/52428800"
  },
  {
    name: "Content-Length",
    in: "header",
    required: true,
    description: "Bytes of this chunk, as many as its range has.",
    schema: Schema.String.check(Schema.isPattern(/^\d+$/)),
    example: "5242880"
  }
]

/** What a chunk can be. */
export const chunkTypes = ["video/mp4", "video/quicktime", "video/webm"]

/** What has arrived so far. */
export const progressHeader = (description: string): Readonly<Record<string, HeaderSpec>> => ({
  "Content-Range": {
    description,
    schema: Schema.String.check(Schema.isPattern(/^bytes (?:0-\d+|\*)\/\d+$/)),
    required: true
  }
})
