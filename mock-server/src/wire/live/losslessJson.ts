/** Writes JSON with a `bigint` as a number. TikTok's post ids are above 2^53. */
export const writeJson = (value: unknown): string => {
  try {
    return JSON.stringify(value)
  } catch {
    // `JSON.stringify` throws at a `bigint`, which few responses have.
    return write(value)
  }
}

const write = (value: unknown): string => {
  if (typeof value === "bigint") return value.toString()
  if (Array.isArray(value)) return `[${value.map((item) => write(item ?? null)).join(",")}]`
  if (typeof value !== "object" || value === null) return JSON.stringify(value)
  const fields = Object.entries(value).filter(([, field]) => field !== undefined)
  return `{${fields.map(([name, field]) => `${JSON.stringify(name)}:${write(field)}`).join(",")}}`
}
