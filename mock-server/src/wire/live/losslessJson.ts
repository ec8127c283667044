/** Writes JSON in which a `bigint` is a bare number: TikTok's post ids are larger than any number of JavaScript. */
export const writeJson = (value: unknown): string => hasBigInt(value) ? write(value) : JSON.stringify(value)

const hasBigInt = (value: unknown): boolean => {
  if (typeof value !== "object" || value === null) return typeof value === "bigint"
  for (const field of Object.values(value)) if (hasBigInt(field)) return true
  return false
}

const write = (value: unknown): string => {
  if (typeof value === "bigint") return value.toString()
  if (Array.isArray(value)) return `[${value.map((item) => write(item ?? null)).join(",")}]`
  if (typeof value !== "object" || value === null) return JSON.stringify(value)
  const fields = Object.entries(value).filter(([, field]) => field !== undefined)
  return `{${fields.map(([name, field]) => `${JSON.stringify(name)}:${write(field)}`).join(",")}}`
}
