const byteUnits: Readonly<Record<string, number>> = {
  "": 1,
  B: 1,
  KB: 1e3,
  MB: 1e6,
  GB: 1e9,
  KiB: 2 ** 10,
  MiB: 2 ** 20,
  GiB: 2 ** 30
}

/** Reads a number of bytes like `500KB` or `1.5MiB`; undefined for an invalid one, and for 0. */
export const readBytes = (text: string): number | undefined => {
  const [, amount, unit = ""] = /^(\d{1,9}(?:\.\d{1,3})?)([KMG]i?B|B|)$/.exec(text) ?? []
  const bytes = Math.floor(Number(amount) * (byteUnits[unit] ?? NaN))
  return bytes > 0 ? bytes : undefined
}
