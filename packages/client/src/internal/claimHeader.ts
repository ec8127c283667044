import * as Result from "effect/Result"
import * as Schema from "effect/Schema"

const Header = Schema.Struct({
  /** Nobody has it without one. */
  owner: Schema.optional(Schema.String),
  /** When the lease runs out, in epoch milliseconds; without one it ends with its owner's word. */
  until: Schema.optional(Schema.Finite),
  isOpen: Schema.Boolean,
  /** When the bytes were written, in epoch milliseconds. */
  at: Schema.optional(Schema.Finite),
  /** Whether there are no bytes yet, which is another thing than bytes that were cut off. */
  isEmpty: Schema.optional(Schema.Boolean)
})

/** Whose a record is. @internal */
export type Header = Omit<typeof Header.Type, "isEmpty">

/**
 * A line of JSON in front of the bytes of a record.
 *
 * @internal
 */
export const format = (header: Header, bytes: Uint8Array | undefined): Uint8Array => {
  const line = encoder.encode(`${JSON.stringify({ ...header, isEmpty: bytes === undefined || undefined })}\n`)
  const record = new Uint8Array(line.length + (bytes?.length ?? 0))
  record.set(line)
  if (bytes !== undefined) record.set(bytes, line.length)
  return record
}

/**
 * Takes a record apart. What has no such line is damaged: nobody has it, and it
 * may be open.
 *
 * @internal
 */
export const parse = (
  record: Uint8Array | undefined
): { readonly header: Header; readonly bytes: Uint8Array | undefined } => {
  if (record === undefined) return { header: { isOpen: false }, bytes: undefined }
  const end = record.indexOf(10)
  const header = Result.getOrUndefined(decode(decoder.decode(record.subarray(0, Math.max(0, end)))))
  if (header === undefined) return { header: { isOpen: true }, bytes: record }
  return { header, bytes: header.isEmpty === true ? undefined : record.subarray(end + 1) }
}

const decode = Schema.decodeUnknownResult(Schema.fromJsonString(Header))
const encoder = new TextEncoder()
const decoder = new TextDecoder()
