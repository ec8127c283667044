/** A writer of DER, the binary format of ASN.1, for certificates. */

/** Writes a value with tag and length. */
export const der = (tag: number, ...parts: ReadonlyArray<Uint8Array>): Uint8Array => {
  const content = Buffer.concat(parts)
  const { length } = content
  const lengthBytes = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff]
  return Buffer.concat([Uint8Array.of(tag, ...lengthBytes), content])
}

/** Writes a SEQUENCE. */
export const sequence = (...parts: ReadonlyArray<Uint8Array>): Uint8Array => der(0x30, ...parts)

/** Writes a SET. */
export const set = (...parts: ReadonlyArray<Uint8Array>): Uint8Array => der(0x31, ...parts)

/** Writes an explicitly tagged value. */
export const tagged = (place: number, content: Uint8Array): Uint8Array => der(0xa0 | place, content)

/** Writes an INTEGER of its bytes. The first byte must be 1 to 127. */
export const integer = (...bytes: ReadonlyArray<number>): Uint8Array => der(0x02, Uint8Array.from(bytes))

/** Writes a BIT STRING. Its last `unused` bits are ignored. */
export const bitString = (bytes: Uint8Array, unused = 0): Uint8Array => der(0x03, Uint8Array.of(unused), bytes)

/** Writes an OCTET STRING. */
export const octetString = (bytes: Uint8Array): Uint8Array => der(0x04, bytes)

/** The BOOLEAN true. */
export const trueValue = der(0x01, Uint8Array.of(0xff))

/** Writes a UTF8String. */
export const utf8 = (text: string): Uint8Array => der(0x0c, Buffer.from(text, "utf8"))

/** Writes a UTCTime, up to the year 2049. */
export const utcTime = (millis: number): Uint8Array =>
  der(0x17, Buffer.from(`${new Date(millis).toISOString().replace(/\D/g, "").slice(2, 14)}Z`, "latin1"))

/** Writes an OBJECT IDENTIFIER, such as `2.5.29.17`. */
export const objectId = (dotted: string): Uint8Array => {
  const [first = 0, second = 0, ...rest] = dotted.split(".").map(Number)
  return der(0x06, Uint8Array.from([first * 40 + second, ...rest].flatMap(base128)))
}

/** Seven bits per byte. All bytes but the last have the highest bit set. */
const base128 = (value: number): ReadonlyArray<number> => {
  const bytes = [value & 0x7f]
  for (let rest = value >> 7; rest > 0; rest >>= 7) bytes.unshift((rest & 0x7f) | 0x80)
  return bytes
}
