/** A top-level export, with the doc comment right above it. */
const declaration =
  /(?:^\/\*\*(?<doc>(?:(?!\*\/)[\s\S])*)\*\/\n)?^export (?:(?:const|class|function|interface|type) (?<name>\w+)|\{ (?:\w+ as )?(?<again>\w+) \})/gm

const isShown = /^(?:make|layer)/

/**
 * What the public module misses: prose for each export, and an example for each service and for each `make` and `layer`, in
 * its own comment or in that of the module. The type of a schema, and an overload, share the comment of the first of the name.
 */
export const undocumented = (module: string, text: string): ReadonlyArray<string> => {
  const [head = ""] = /^\/\*\*[\s\S]*?\*\//.exec(text) ?? []
  const seen = new Set<string>()
  return [...text.matchAll(declaration)].flatMap(({ groups = {} }) => {
    const { doc = "" } = groups
    const name = groups["name"] ?? groups["again"] ?? ""
    if (seen.has(name) || doc.includes("@internal")) return []
    seen.add(name)
    const lines = doc.split("\n").map((line) => line.replace(/^ ?\*? ?/, ""))
    const hasProse = lines.some((line) => /^\w|^`/.test(line))
    const hasExample = doc.includes("```ts") || head.includes(`${module}.${name}`)
    const wantsExample = isShown.test(name) || doc.includes("@category services")
    const missing = [hasProse ? "" : "prose", wantsExample && !hasExample ? "example" : ""].filter((what) =>
      what !== ""
    )
    return missing.map((what) => `${module}.${name} has no ${what}`)
  })
}
