/** Writes JSON in which a `bigint` is a bare number: TikTok's post ids are larger than any number of JavaScript. */
export const writeJson = (value: unknown): string => {
  try {
    return JSON.stringify(value)
  } catch {
    // It throws at a bigint, which few answers have: to look for one in all of them takes longer than to write them.
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
