import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import type { Entry } from "../RecordStore.ts"

const Header = Schema.Struct({
  version: Schema.String,
  /** Of the record, which a file's name may not tell. */
  name: Schema.String,
  isOpen: Schema.Boolean,
  /** Epoch milliseconds. */
  changedAt: Schema.Finite,
  /** Whether this stands for a record that was removed. */
  isGone: Schema.optional(Schema.Boolean)
})

/** @internal */
export type Header = typeof Header.Type

/**
 * A line of JSON, then the bytes of the record.
 *
 * @internal
 */
export const format = (name: string, { bytes, changedAt, isOpen, version }: Entry, isGone?: boolean): Uint8Array => {
  const line = encoder.encode(`${JSON.stringify({ version, name, isOpen, changedAt, isGone })}\n`)
  const file = new Uint8Array(line.length + bytes.length)
  file.set(line)
  file.set(bytes, line.length)
  return file
}

/**
 * Takes a file apart. What has no such line is damaged.
 *
 * @internal
 */
export const parse = (
  file: Uint8Array
): { readonly header: Header | undefined; readonly bytes: Uint8Array } => {
  const end = file.indexOf(10)
  const header = Result.getOrUndefined(decode(decoder.decode(file.subarray(0, Math.max(0, end)))))
  return { header, bytes: header === undefined ? file : file.subarray(end + 1) }
}

const decode = Schema.decodeUnknownResult(Schema.fromJsonString(Header))
const encoder = new TextEncoder()
const decoder = new TextDecoder()
