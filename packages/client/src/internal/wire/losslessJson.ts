/**
 * `JSON.parse` that keeps integers beyond 2^53 as strings of their digits, so
 * that a 19-digit id arrives as it was sent. Ids are decoded from string or
 * number alike. A byte-order mark in front is left out, as RFC 8259 allows.
 *
 * @internal
 */
export const parse = (text: string): unknown => {
  const json = text.startsWith("\uFEFF") ? text.slice(1) : text
  return longInteger.test(json) ? JSON.parse(json, keepDigits) : JSON.parse(json)
}

/**
 * Whether lists and objects lie deeper within each other than any answer of
 * TikTok's, by a hundred times. What walks through such a value runs out of stack.
 *
 * @internal
 */
export const isTooDeep = (text: string): boolean => {
  // It takes a character for each level.
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

// 2^53 has 16 digits: without such a run where a value begins, nothing can be rounded. Every answer has a log id, a text
// with longer runs, so that a look for digits alone would find one in all of them.
const longInteger = /(?:^|[[:,\s])-?\d{16}/

const keepDigits = (_key: string, value: unknown, context?: { readonly source?: string }): unknown =>
  typeof value === "number" && !Number.isSafeInteger(value) && context?.source !== undefined &&
    /^-?\d+$/.test(context.source)
    ? context.source
    : value
