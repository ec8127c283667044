import type { ChunkingContext, CodeSplittingGroup } from "rolldown"

/** Puts what every start of a command loads in one file, since to find a file takes as long as to read it. */
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
  // A command loads its main module once it has seen to its cache. That one is left out: it goes on running while it loads
  // something late, which may need this file, and a file that has not run to its end would be waited for.
  const mains = graph.getModuleInfo(source)?.dynamicallyImportedIds ?? []
  const found = new Set(mains.flatMap(importsOf))
  // What is added on the way is visited as well.
  for (const module of found) for (const id of importsOf(module)) found.add(id)
  return found
}
