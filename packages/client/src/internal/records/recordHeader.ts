import * as Schema from "effect/Schema"
import type { Entry } from "../../model/record.ts"
import * as HeaderLine from "./headerLine.ts"

const Header = Schema.Struct({
  version: Schema.String,
  /** Name of the record. A file name may not contain all of it. */
  name: Schema.String,
  isOpen: Schema.Boolean,
  /** Epoch milliseconds. */
  changedAt: Schema.Finite,
  /** Whether this stands for a record that was removed. */
  isGone: Schema.optional(Schema.Boolean)
})

/** @internal */
export type Header = typeof Header.Type

const line = HeaderLine.make(Header)

/**
 * The bytes of a record, after a line with its other fields, for stores that keep only
 * bytes.
 *
 * @internal
 */
export const format = (name: string, { bytes, changedAt, isOpen, version }: Entry, isGone?: boolean): Uint8Array =>
  line.format({ version, name, isOpen, changedAt, isGone }, bytes)

/**
 * Splits a file. A file without such a line is damaged.
 *
 * @internal
 */
export const parse = (file: Uint8Array): { readonly header: Header | undefined; readonly bytes: Uint8Array } =>
  line.parse(file) ?? { header: undefined, bytes: file }
