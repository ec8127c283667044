/**
 * `JSON.parse` that keeps integers beyond 2^53 as strings of their digits, so
 * that a 19-digit id arrives as it was sent. Ids are decoded from string or
 * number alike.
 *
 * @internal
 */
export const parse = (text: string): unknown => longInteger.test(text) ? JSON.parse(text, keepDigits) : JSON.parse(text)

// 2^53 has 16 digits: without such a run where a value begins, nothing can be rounded. Every answer has a log id, a text
// with longer runs, so that a look for digits alone would find one in all of them.
const longInteger = /(?:^|[[:,\s])-?\d{16}/

const keepDigits = (_key: string, value: unknown, context?: { readonly source?: string }): unknown =>
  typeof value === "number" && !Number.isSafeInteger(value) && context?.source !== undefined &&
    /^-?\d+$/.test(context.source)
    ? context.source
    : value
