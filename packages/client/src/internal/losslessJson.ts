/**
 * `JSON.parse` that keeps integers beyond 2^53 as strings of their digits, so
 * that a 19-digit id arrives as it was sent. Ids are decoded from string or
 * number alike.
 *
 * @internal
 */
export const parse = (text: string): unknown => longInteger.test(text) ? JSON.parse(text, keepDigits) : JSON.parse(text)

// 2^53 has 16 digits: without such a run in the text, nothing can be rounded.
const longInteger = /\d{16}/

const keepDigits = (_key: string, value: unknown, context?: { readonly source?: string }): unknown =>
  typeof value === "number" && !Number.isSafeInteger(value) && context?.source !== undefined &&
    /^-?\d+$/.test(context.source)
    ? context.source
    : value
