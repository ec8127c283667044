/**
 * Decodes JSON. It is UTF-8 (RFC 8259, section 8.1), unless it has another byte-order mark, or zeros where UTF-16 has them
 * (RFC 4627, section 3): JSON starts with two ASCII characters, and has no zeros.
 *
 * @internal
 */
export const textOfBytes = (bytes: Uint8Array): string => {
  const encoding = encodingOf(bytes)
  return (encoding === "utf-8" ? utf8 : new TextDecoder(encoding)).decode(bytes)
}

/** @internal */
export const encodingOf = ([first, second]: Uint8Array): "utf-8" | "utf-16le" | "utf-16be" => {
  if (first === 0xff && second === 0xfe || first !== undefined && first !== 0 && second === 0) return "utf-16le"
  return first === 0xfe && second === 0xff || first === 0 && second !== undefined && second !== 0 ? "utf-16be" : "utf-8"
}

const utf8 = new TextDecoder()
