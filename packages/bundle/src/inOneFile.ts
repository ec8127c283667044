import type { ChunkingContext, CodeSplittingGroup } from "rolldown"

/** Puts everything that each start of a command loads in one file, since finding a file takes as long as reading it. */
export const inOneFile = (source: string): CodeSplittingGroup => {
  let loaded: ReadonlySet<string> | undefined
  return {
    debugName: "start",
    name: (module, graph) => {
      loaded ??= loadedBy(source, graph)
      return loaded.has(module) ? "start" : undefined
    }
  }
}

const loadedBy = (source: string, graph: ChunkingContext): ReadonlySet<string> => {
  const importsOf = (module: string) => graph.getModuleInfo(module)?.importedIds ?? []
  // A command loads its main module after it has set up its cache. That module stays out: it is still running when it loads
  // something late that may need this file, and would then wait for itself.
  const mains = graph.getModuleInfo(source)?.dynamicallyImportedIds ?? []
  const found = new Set(mains.flatMap(importsOf))
  // The loop also visits modules that it adds.
  for (const module of found) for (const id of importsOf(module)) found.add(id)
  return found
}
