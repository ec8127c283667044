/** Writes DER, the binary form of ASN.1, as far as a certificate needs it. */

/** Writes a value with its tag and its length. */
export const der = (tag: number, ...parts: ReadonlyArray<Uint8Array>): Uint8Array => {
  const content = Buffer.concat(parts)
  const { length } = content
  const lengthBytes = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff]
  return Buffer.concat([Uint8Array.of(tag, ...lengthBytes), content])
}

/** Things in their order. */
export const sequence = (...parts: ReadonlyArray<Uint8Array>): Uint8Array => der(0x30, ...parts)

/** Things without an order. */
export const set = (...parts: ReadonlyArray<Uint8Array>): Uint8Array => der(0x31, ...parts)

/** Something explicitly tagged by its place. */
export const tagged = (place: number, content: Uint8Array): Uint8Array => der(0xa0 | place, content)

/** A number from its bytes, of which the first is neither 0 nor above 127. */
export const integer = (...bytes: ReadonlyArray<number>): Uint8Array => der(0x02, Uint8Array.from(bytes))

/** Bytes that are read bit by bit, of which the last `unused` mean nothing. */
export const bitString = (bytes: Uint8Array, unused = 0): Uint8Array => der(0x03, Uint8Array.of(unused), bytes)

/** Bytes that hold something else. */
export const octetString = (bytes: Uint8Array): Uint8Array => der(0x04, bytes)

/** What is the case. */
export const yes = der(0x01, Uint8Array.of(0xff))

/** A text. */
export const utf8 = (text: string): Uint8Array => der(0x0c, Buffer.from(text, "utf8"))

/** A moment until the year 2049, to the second. */
export const utcTime = (millis: number): Uint8Array =>
  der(0x17, Buffer.from(`${new Date(millis).toISOString().replace(/\D/g, "").slice(2, 14)}Z`, "latin1"))

/** A registered name, such as `2.5.29.17`. */
export const objectId = (dotted: string): Uint8Array => {
  const [first = 0, second = 0, ...rest] = dotted.split(".").map(Number)
  return der(0x06, Uint8Array.from([first * 40 + second, ...rest].flatMap(base128)))
}

/** Seven bits a byte; all but the last byte have the highest bit set. */
const base128 = (value: number): ReadonlyArray<number> => {
  const bytes = [value & 0x7f]
  for (let rest = value >> 7; rest > 0; rest >>= 7) bytes.unshift((rest & 0x7f) | 0x80)
  return bytes
}
