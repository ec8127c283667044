/**
 * What a text decodes to, and the range of the text that each UTF-16 unit comes from.
 *
 * @internal
 */
export interface Decoding {
  readonly text: string
  /** For each unit, the first unit of its range. */
  readonly starts: ReadonlyArray<number>
  /** For each unit, the first unit after its range. */
  readonly ends: ReadonlyArray<number>
}

/**
 * A text, and all that it decodes to from the escapes of JSON, URLs and HTML and from base64, in any order and number.
 * Leaves out base64 of fewer than `shortest` bytes.
 *
 * @internal
 */
export const decodings = (text: string, shortest: number): ReadonlyArray<Decoding> =>
  closure(text, (from) => [...decodeEscapes(from), ...decodeBase64(from, shortest)])

/**
 * A text, and all that it decodes to from escapes. What looks like an escape in the text itself is lost when the escapes
 * around it are decoded.
 *
 * @internal
 */
export const withoutEscapes = (text: string): ReadonlyArray<string> =>
  closure(text, decodeEscapes).map(({ text }) => text)

/** Decodes until nothing new comes out. */
const closure = (text: string, step: (from: Decoding) => ReadonlyArray<Decoding>): ReadonlyArray<Decoding> => {
  const units = Array.from({ length: text.length }, (_, at) => at)
  const found = new Map<string, Decoding>([[text, { text, starts: units, ends: units.map((at) => at + 1) }]])
  for (const from of found.values()) {
    for (const next of step(from)) {
      if (found.size < maxDecodings && !found.has(next.text)) found.set(next.text, next)
    }
  }
  return Array.from(found.values())
}

// Most texts decode to a few. Each order of two kinds of escapes adds one, and base64 adds four.
const maxDecodings = 100

/** A piece of a decoding, and how many units of the source it replaces. */
interface Piece {
  readonly text: string
  readonly length: number
}

const makeBuilder = (from: Decoding) => {
  let text = ""
  const starts: Array<number> = []
  const ends: Array<number> = []
  return {
    /** Adds units that come from the range of the source. */
    add: (units: string, start: number, end: number): void => {
      text += units
      for (let at = 0; at < units.length; at += 1) {
        starts.push(from.starts[start] ?? 0)
        ends.push(from.ends[end - 1] ?? 0)
      }
    },
    build: (): Decoding => ({ text, starts, ends })
  }
}

const replaceIn = (from: Decoding, pattern: RegExp, decode: (match: string) => ReadonlyArray<Piece>): Decoding => {
  if (from.text.search(pattern) === -1) return from
  const builder = makeBuilder(from)
  let at = 0
  const copyTo = (end: number) => {
    for (; at < end; at += 1) builder.add(from.text.charAt(at), at, at + 1)
  }
  for (const match of from.text.matchAll(pattern)) {
    copyTo(match.index)
    for (const { length, text } of decode(match[0])) {
      builder.add(text, at, at + length)
      at += length
    }
  }
  copyTo(from.text.length)
  return builder.build()
}

// -----------------------------------------------------------------------------
// escapes
// -----------------------------------------------------------------------------

/**
 * Each kind on its own, because the secret in a text may look like an escape of another kind. Layers of JSON put any
 * number of backslashes before a character.
 */
const decodeEscapes = (from: Decoding): ReadonlyArray<Decoding> => [
  replaceIn(from, /(?<!\\)\\+u[\da-f]{4}/gi, (escape) => [
    { text: String.fromCharCode(Number.parseInt(escape.slice(-4), 16)), length: escape.length }
  ]),
  replaceIn(from, /(?:%[\da-f]{2})+/gi, (escapes) => {
    const bytes = Uint8Array.from(escapes.slice(1).split("%"), (byte) => Number.parseInt(byte, 16))
    const pieces: Array<Piece> = []
    readUtf8(bytes, (text, _, length) => void pieces.push({ text, length: 3 * length }))
    return pieces
  }),
  replaceIn(from, /&(?:#\d+|#x[\da-f]+|amp|lt|gt|quot|apos);/gi, (escape) => [
    { text: fromEntity(escape.slice(1, -1).toLowerCase()) ?? escape, length: escape.length }
  ]),
  // A backslash before such a letter is often no escape.
  replaceIn(from, /(?<!\\)\\+[bfnrt]/g, (escape) => [
    { text: controls.get(escape.slice(-1)) ?? "", length: escape.length }
  ])
]

const fromEntity = (name: string): string | undefined => {
  if (!name.startsWith("#")) return entities.get(name)
  const code = name.startsWith("#x") ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1))
  return code <= 0x10ffff ? String.fromCodePoint(code) : undefined
}

const entities = new Map([["amp", "&"], ["lt", "<"], ["gt", ">"], ["quot", "\""], ["apos", "'"]])

const controls = new Map([["b", "\b"], ["f", "\f"], ["n", "\n"], ["r", "\r"], ["t", "\t"]])

/** Reads the characters of bytes. A byte of no character becomes the replacement character. */
const readUtf8 = (bytes: Uint8Array, onCharacter: (text: string, at: number, length: number) => void): void => {
  for (let at = 0; at < bytes.length;) {
    const lead = bytes[at] ?? 0
    const length = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4
    const text = length === 1 ? String.fromCharCode(lead) : characterOf(bytes.subarray(at, at + length), length)
    onCharacter(text ?? unknown, at, text === undefined ? 1 : length)
    at += text === undefined ? 1 : length
  }
}

const characterOf = (sequence: Uint8Array, length: number): string | undefined => {
  if (sequence.length < length) return undefined
  if (!sequence.every((byte, index) => index === 0 ? byte >= 0xc2 : byte >> 6 === 2)) return undefined
  const text = decoder.decode(sequence)
  return text.length === 1 || text.codePointAt(0) !== text.charCodeAt(0) ? text : undefined
}

const decoder = new TextDecoder("utf-8", { ignoreBOM: true })
const unknown = "\uFFFD"

// -----------------------------------------------------------------------------
// base64
// -----------------------------------------------------------------------------

/**
 * The base64 in a text, in both alphabets, and in lines of 16 or more. Four readings, because it may follow other
 * letters.
 */
const decodeBase64 = (from: Decoding, shortest: number): ReadonlyArray<Decoding> => {
  const runs = Array.from(
    from.text.matchAll(/[\w+/\\-]+(?:\s+[\w+/\\-]{16,})*(?:\s+[\w+/\\-]+)?/g),
    ({ index, 0: run }) => runOf(run, index)
  ).filter(({ sextets }) => sextets.length * 6 / 8 >= shortest)
  if (runs.length === 0) return []
  return [0, 1, 2, 3].map((skipped) => {
    const builder = makeBuilder(from)
    for (const { positions, sextets } of runs) {
      const positionOf = (digit: number) => positions[skipped + digit] ?? 0
      readUtf8(
        bytesOf(sextets.slice(skipped)),
        (text, at, length) => builder.add(text, positionOf(digitOf(at)), positionOf(digitOf(at + length - 1) + 1) + 1)
      )
      // What follows is other text.
      builder.add(unknown, positions.at(-1) ?? 0, (positions.at(-1) ?? 0) + 1)
    }
    return builder.build()
  })
}

/** Digits of base64, and where they are. */
interface Run {
  readonly positions: ReadonlyArray<number>
  readonly sextets: ReadonlyArray<number>
}

const runOf = (text: string, start: number): Run => {
  const positions: Array<number> = []
  const sextets: Array<number> = []
  for (let at = 0; at < text.length; at += 1) {
    const sextet = sextetOf.get(text.charAt(at))
    if (sextet === undefined) continue
    positions.push(start + at)
    sextets.push(sextet)
  }
  return { positions, sextets }
}

const sextetOf: ReadonlyMap<string, number> = new Map([
  ...Array.from(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/",
    (digit, sextet) => [digit, sextet] as const
  ),
  ["-", 62],
  ["_", 63]
])

/** The first of the two digits that have the bits of a byte. */
const digitOf = (byte: number): number => Math.floor(byte * 8 / 6)

const bytesOf = (sextets: ReadonlyArray<number>): Uint8Array => {
  const bytes = new Uint8Array(Math.floor(sextets.length * 6 / 8))
  for (let at = 0; at < bytes.length; at += 1) {
    const digit = digitOf(at)
    bytes[at] = ((sextets[digit] ?? 0) << 6 | (sextets[digit + 1] ?? 0)) >> (4 - at * 8 % 6)
  }
  return bytes
}
