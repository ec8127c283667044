import type { ChunkingContext, CodeSplittingGroup } from "rolldown"

/** Puts what every start of a command loads in one file, since to find a file takes as long as to read it. */
export const inOneFile = (sources: ReadonlyArray<string>): CodeSplittingGroup => {
  let loaded: ReadonlySet<string> | undefined
  return {
    debugName: "start",
    name: (module, graph) => {
      loaded ??= loadedBy(sources, graph)
      return loaded.has(module) ? "start" : undefined
    }
  }
}

const loadedBy = (sources: ReadonlyArray<string>, graph: ChunkingContext): ReadonlySet<string> => {
  // A command loads all but a few lines of itself late, once it has seen to its cache.
  const found = new Set(sources.flatMap((source) => graph.getModuleInfo(source)?.dynamicallyImportedIds ?? []))
  // What is added on the way is visited as well.
  for (const module of found) for (const id of graph.getModuleInfo(module)?.importedIds ?? []) found.add(id)
  return found
}
