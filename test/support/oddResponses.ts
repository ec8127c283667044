import { Duration, Redacted } from "effect"

/** A field of a body, as the path of keys. */
export type Path = ReadonlyArray<string>

/** Odd values of a field, as JSON. Undefined leaves the field out. */
export const oddities: ReadonlyArray<string | undefined> = [
  undefined,
  "null",
  `""`,
  `"86400"`,
  `"x"`,
  `"\\ud800"`,
  "true",
  "false",
  "[]",
  "[[]]",
  "[null]",
  "{}",
  `{"code":"x"}`,
  "0",
  "-1",
  "0.5",
  "86400",
  "1e300",
  "-1e300",
  "1e400",
  "9223372036854775808",
  "100000000000000",
  `${"[".repeat(500)}${"]".repeat(500)}`,
  `${"{\"a\":".repeat(400)}1${"}".repeat(400)}`,
  JSON.stringify("long ".repeat(1000))
]

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null

/** Every field of a body, containers included. */
export const pathsOf = (body: unknown, parent: Path = []): ReadonlyArray<Path> =>
  isRecord(body)
    ? Object.entries(body).flatMap(([key, value]) => {
      const path = [...parent, key]
      const inside = pathsOf(value, path)
      return inside.concat([path])
    })
    : []

const marker = "the odd value"

const replaced = (body: unknown, [key, ...rest]: Path, isLeftOut: boolean): unknown => {
  if (key === undefined) return marker
  if (Array.isArray(body)) {
    return body.flatMap((item, index) => {
      if (String(index) !== key) return [item]
      return isLeftOut && rest.length === 0 ? [] : [replaced(item, rest, isLeftOut)]
    })
  }
  if (!isRecord(body)) return body
  const { [key]: found, ...others } = body
  return isLeftOut && rest.length === 0 ? others : { ...others, [key]: replaced(found, rest, isLeftOut) }
}

/** The body as text, with one of its fields replaced. */
export const withOdd = (body: unknown, path: Path, odd: string | undefined): string =>
  JSON.stringify(replaced(body, path, odd === undefined)).replace(JSON.stringify(marker), () => odd ?? "")

/** A value as plain data, with visible secrets and without undefined fields, so that any two can be compared. */
export const plain = (value: unknown): unknown => {
  if (Redacted.isRedacted(value)) return { redacted: Redacted.value(value) }
  if (Duration.isDuration(value)) return { millis: Duration.toMillis(value) }
  if (Array.isArray(value)) return value.map(plain)
  if (!isRecord(value)) return value
  if ("epochMilliseconds" in value) return { time: value["epochMilliseconds"] }
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, field]) => field === undefined ? [] : [[key, plain(field)]])
  )
}

/** Plain data without some of its fields. */
export const without = (value: unknown, fields: ReadonlyArray<string>): unknown => {
  const found = plain(value)
  return isRecord(found) ? Object.fromEntries(Object.entries(found).filter(([key]) => !fields.includes(key))) : found
}
