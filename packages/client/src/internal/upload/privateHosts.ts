/**
 * Whether the name of a host, as `URL.hostname` writes it, belongs to this machine
 * or network: addresses of the special-purpose registries (RFC 6890), and names
 * that are never public (RFC 6761, RFC 6762, and `internal` by ICANN's resolution
 * of 2024-07-29). Does not resolve public names.
 *
 * @internal
 */
export const isPrivateHost = (hostname: string): boolean => {
  const host = hostname.toLowerCase().replace(/\.$/, "")
  if (host.startsWith("[")) return isPrivateV6(wordsOf(host.slice(1, -1)))
  // The URL parser writes every spelling of such an address, octal and hexadecimal too, as four decimal numbers.
  if (/^\d+\.\d+\.\d+\.\d+$/.test(host)) return isPrivateV4(host.split(".").map(Number))
  // A name without a dot can only resolve on the local network.
  return !host.includes(".") || privateNames.some((name) => host.endsWith(name))
}

/** @internal */
export const privateRule = (host: string): string =>
  `must not lead to ${host}, which is private to this network, unless allowPrivate is set`

const privateNames = [".localhost", ".local", ".internal", ".localdomain", ".home.arpa", ".lan", ".intranet", ".corp"]

const isPrivateV4 = ([a = 0, b = 0, c = 0]: ReadonlyArray<number>): boolean =>
  a === 0 || a === 10 || a === 127 || a >= 224 ||
  (a === 100 && b >= 64 && b < 128) ||
  (a === 169 && b === 254) ||
  (a === 172 && b >= 16 && b < 32) ||
  (a === 192 && (b === 168 || (b === 0 && (c === 0 || c === 2)) || (b === 88 && c === 99))) ||
  (a === 198 && (b === 18 || b === 19 || (b === 51 && c === 100))) ||
  (a === 203 && b === 0 && c === 113)

const isPrivateV6 = (words: ReadonlyArray<number>): boolean => {
  const [first = 0, second = 0] = words
  const starts = (...prefix: ReadonlyArray<number>) => prefix.every((word, index) => words[index] === word)
  // Unspecified, loopback, IPv4-mapped and -compatible, translated (RFC 6052, RFC 8215): the IPv4 address decides.
  if (starts(0, 0, 0, 0)) return starts(0, 0, 0, 0, 0, 0xff_ff) ? isPrivateV4(v4Of(words, 6)) : true
  if (starts(0x64, 0xff9b, 0, 0, 0, 0)) return isPrivateV4(v4Of(words, 6))
  if (first === 0x64 && second === 0xff9b) return true
  // 6to4 has an IPv4 address after the prefix. Teredo hides one (RFC 3056, RFC 4380).
  if (first === 0x2002) return isPrivateV4(v4Of(words, 1))
  if (first === 0x2001 && second === 0) return true
  // All public addresses are in 2000::/3, except the ranges for documentation.
  return (first & 0xe000) !== 0x2000 || (first === 0x2001 && second === 0xdb8) || (first === 0x3fff && second < 0x1000)
}

/** The eight numbers of an address as the URL parser writes it. */
const wordsOf = (address: string): ReadonlyArray<number> => {
  const [head = "", tail] = address.split("::")
  const before = parseWords(head)
  const after = tail === undefined ? [] : parseWords(tail)
  return [...before, ...Array.from({ length: 8 - before.length - after.length }, () => 0), ...after]
}

const parseWords = (part: string): ReadonlyArray<number> =>
  part === "" ? [] : part.split(":").map((word) => Number.parseInt(word, 16))

const v4Of = (words: ReadonlyArray<number>, index: number): ReadonlyArray<number> => {
  const high = words[index] ?? 0
  const low = words[index + 1] ?? 0
  return [high >> 8, high & 0xff, low >> 8, low & 0xff]
}
