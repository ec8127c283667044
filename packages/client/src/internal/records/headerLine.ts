import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { concat } from "../common/bytes.ts"

/**
 * A line of JSON before bytes.
 *
 * @internal
 */
export interface HeaderLine<H> {
  readonly format: (header: H, bytes: Uint8Array) => Uint8Array
  /** Splits the result of `format`. Undefined for bytes without such a line, which are damaged. */
  readonly parse: (all: Uint8Array) => { readonly header: H; readonly bytes: Uint8Array } | undefined
}

/** @internal */
export const make = <H extends object>(schema: Schema.Codec<H>): HeaderLine<H> => {
  const decode = Schema.decodeUnknownResult(Schema.fromJsonString(schema))
  return {
    format: (header, bytes) => concat([encoder.encode(`${JSON.stringify(header)}\n`), bytes]),
    parse: (all) => {
      const end = all.indexOf(10)
      const header = Result.getOrUndefined(decode(decoder.decode(all.subarray(0, Math.max(0, end)))))
      return header === undefined ? undefined : { header, bytes: all.subarray(end + 1) }
    }
  }
}

const encoder = new TextEncoder()
const decoder = new TextDecoder()
