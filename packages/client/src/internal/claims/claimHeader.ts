import * as Schema from "effect/Schema"
import * as HeaderLine from "../records/headerLine.ts"

const Header = Schema.Struct({
  /** Absent while the record is free. */
  owner: Schema.optional(Schema.String),
  /** When the lease expires, in epoch milliseconds. Without one, the claim ends when its owner releases it. */
  until: Schema.optional(Schema.Finite),
  /** Length of the lease in milliseconds. Absent in records of earlier versions, which decide by `until`. */
  lease: Schema.optional(Schema.Finite),
  isOpen: Schema.Boolean,
  /** When the bytes were written, in epoch milliseconds. */
  at: Schema.optional(Schema.Finite),
  /** Whether there are no bytes yet. Distinguishes this from bytes that were cut off. */
  isEmpty: Schema.optional(Schema.Boolean)
})

/** The owner of a record. @internal */
export type Header = Omit<typeof Header.Type, "isEmpty">

const line = HeaderLine.make(Header)

/**
 * The bytes of a record, after a line with its owner.
 *
 * @internal
 */
export const format = (header: Header, bytes: Uint8Array | undefined): Uint8Array =>
  line.format({ ...header, isEmpty: bytes === undefined || undefined }, bytes ?? new Uint8Array())

/**
 * Splits a record. A record without such a line is damaged: it is free, and may be
 * open.
 *
 * @internal
 */
export const parse = (
  record: Uint8Array | undefined
): { readonly header: Header; readonly bytes: Uint8Array | undefined } => {
  if (record === undefined) return { header: { isOpen: false }, bytes: undefined }
  const found = line.parse(record)
  if (found === undefined) return { header: { isOpen: true }, bytes: record }
  return { header: found.header, bytes: found.header.isEmpty === true ? undefined : found.bytes }
}
