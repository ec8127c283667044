/** A text in a form; empty when it is missing. */
export const textOf = (fields: URLSearchParams, name: string): string => fields.get(name) ?? ""

/** The number in a field; undefined when the field is empty. Throws a `RangeError` for anything but a number of 0 or more. */
export const numberOf = (fields: URLSearchParams, name: string): number | undefined => {
  const text = textOf(fields, name).trim()
  if (text === "") return undefined
  const number = Number(text)
  if (!Number.isFinite(number) || number < 0) {
    throw new RangeError(`${name}: must be a number of 0 or more, is "${text}"`)
  }
  return number
}

/** The whole number in a field. Throws a `RangeError` for another one. A unit counts as so many, and is rounded. */
export const wholeOf = (fields: URLSearchParams, name: string, unit?: number): number | undefined => {
  const number = numberOf(fields, name)
  if (number === undefined) return undefined
  const whole = unit === undefined ? number : Math.round(number * unit)
  if (!Number.isSafeInteger(whole)) {
    const rule = unit === undefined
      ? "must be a whole number below 2^53"
      : `must be at most ${Math.floor(Number.MAX_SAFE_INTEGER / unit)}`
    throw new RangeError(`${name}: ${rule}, is "${textOf(fields, name).trim()}"`)
  }
  return whole
}

/** The JSON in a field. Throws a `RangeError`. */
export const jsonOf = (fields: URLSearchParams, name: string): unknown => {
  try {
    return JSON.parse(textOf(fields, name))
  } catch {
    throw new RangeError(`${name}: must be JSON`)
  }
}

/** The JSON object in a field. Throws a `RangeError`. */
export const objectOf = (fields: URLSearchParams, name: string): Readonly<Record<string, unknown>> => {
  const content = jsonOf(fields, name)
  if (typeof content !== "object" || content === null || Array.isArray(content)) {
    throw new RangeError(`${name}: must be a JSON object`)
  }
  return { ...content }
}
