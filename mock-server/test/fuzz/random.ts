/** Numbers, choices and spoiled values that follow from a seed. */
export interface Random {
  /** From 0 up to 1. */
  readonly next: () => number
  /** An integer from 0 up to a bound. */
  readonly below: (bound: number) => number
  readonly chance: (share: number) => boolean
  readonly pick: <A>(choices: readonly [A, ...Array<A>] | ReadonlyArray<A>) => A
}

/** Marsaglia's xorshift, 32 bits. */
export const makeRandom = (seed: number): Random => {
  let state = seed | 1
  const next = () => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) / 2 ** 32
  }
  const below = (bound: number) => Math.floor(next() * bound)
  return {
    next,
    below,
    chance: (share) => next() < share,
    pick: (choices) => {
      const chosen = choices[below(choices.length)]
      if (chosen === undefined && choices.length === 0) throw new Error("nothing to choose from")
      return chosen!
    }
  }
}

/** Values that are often not thought of. */
const strange: ReadonlyArray<unknown> = [
  null,
  "",
  " ",
  "\u0000",
  "é🎬\u202e",
  "\ud800",
  "__proto__",
  "constructor",
  "../../etc/passwd",
  "<script>alert(1)</script>",
  "a".repeat(5_000),
  0,
  -0,
  -1,
  0.5,
  1e308,
  2 ** 53,
  -(2 ** 53),
  true,
  false,
  [],
  [[]],
  [null],
  {},
  { toString: 1, length: -1 },
  JSON.parse("{\"__proto__\":{\"a\":1}}"),
  "SELF_ONLY",
  "PUBLIC_TO_EVERYONE",
  "PULL_FROM_URL",
  "https://verified-domain.com/a.mp4",
  "http://127.0.0.1/",
  "javascript:alert(1)",
  "data:,"
]

const textOf = (value: unknown) => typeof value === "string" ? value : JSON.stringify(value)

/** Changes one place of a JSON value, or several: takes a field away, adds one, or puts something strange there. */
export const spoil = (random: Random, value: unknown, depth = 0): unknown => {
  if (Array.isArray(value)) {
    const items: ReadonlyArray<unknown> = value
    switch (random.below(4)) {
      case 0:
        return []
      case 1:
        return [...items, random.pick(strange)]
      case 2:
        return Array.from({ length: random.below(60) }, () => items[0] ?? random.pick(strange))
      default:
        return items.map((item) => random.chance(0.5) ? spoil(random, item, depth + 1) : item)
    }
  }
  if (typeof value === "object" && value !== null && (depth < 1 || random.chance(0.8))) {
    const entries = Object.entries(value)
    const at = random.below(entries.length + 1)
    const [name, field] = entries[at] ?? [textOf(random.pick(strange)), random.pick(strange)]
    const rest = entries.filter(([other]) => other !== name)
    if (random.chance(0.25)) return Object.fromEntries(rest)
    return Object.fromEntries([...rest, [name, spoil(random, field, depth + 1)]])
  }
  if (typeof value === "number" && random.chance(0.5)) return value + random.below(7) - 3
  return random.pick(strange)
}

/** Text that is not what it should be. */
export const spoilText = (random: Random, text: string): string => {
  const at = random.below(text.length + 1)
  switch (random.below(5)) {
    case 0:
      return text.slice(0, at)
    case 1:
      return text.slice(0, at) + random.pick(["\"", "{", "%", "%zz", "&", "=", ",", "\\u0000", "é", "\u0000"]) +
        text.slice(at)
    case 2:
      return text + text
    case 3:
      return "[".repeat(random.below(2_000))
    default:
      return textOf(random.pick(strange))
  }
}
