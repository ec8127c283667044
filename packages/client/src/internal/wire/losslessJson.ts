/**
 * `JSON.parse` that returns integers beyond 2^53 as strings, so that a 19-digit id
 * keeps its digits. Ids decode from strings and numbers alike. Skips a byte-order
 * mark, as RFC 8259 allows.
 *
 * @internal
 */
export const parse = (text: string): unknown => {
  const json = text.startsWith("\uFEFF") ? text.slice(1) : text
  return longInteger.test(json) ? JSON.parse(json, keepDigits) : JSON.parse(json)
}

/**
 * Whether arrays and objects nest too deep: a hundred times deeper than any response
 * of TikTok. Recursion over such a value would overflow the stack.
 *
 * @internal
 */
export const isTooDeep = (text: string): boolean => {
  // Each level takes one character.
  if (text.length <= maxDepth) return false
  let depth = 0
  for (let index = 0; index < text.length; index++) {
    switch (text.charCodeAt(index)) {
      case 0x22:
        index = endOfString(text, index)
        break
      case 0x5B:
      case 0x7B:
        if (++depth > maxDepth) return true
        break
      case 0x5D:
      case 0x7D:
        depth--
    }
  }
  return false
}

const maxDepth = 1000

const endOfString = (text: string, start: number): number => {
  for (let index = start + 1; index < text.length; index++) {
    const unit = text.charCodeAt(index)
    if (unit === 0x22) return index
    if (unit === 0x5C) index++
  }
  return text.length
}

// 2^53 has 16 digits. Without such a run at the start of a value, nothing can be rounded. Every response has a log id, a
// string with longer runs, so a search for digits alone would match all responses.
const longInteger = /(?:^|[[:,\s])-?\d{16}/

const keepDigits = (_key: string, value: unknown, context?: { readonly source?: string }): unknown =>
  typeof value === "number" && !Number.isSafeInteger(value) && context?.source !== undefined &&
    /^-?\d+$/.test(context.source)
    ? context.source
    : value
