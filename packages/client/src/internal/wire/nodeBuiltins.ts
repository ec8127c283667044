/**
 * A built-in module of Node, in code that also runs on platforms without it.
 *
 * @internal
 */
export const builtinModule = (name: string): unknown => {
  const process = fieldOf(globalThis, "process")
  return hasBuiltinModules(process) ? process.getBuiltinModule(name) : undefined
}

/** @internal */
export const fieldOf = (value: unknown, field: string): unknown =>
  typeof value === "object" && value !== null ? Reflect.get(value, field) : undefined

interface Process {
  readonly getBuiltinModule: (name: string) => unknown
}

const hasBuiltinModules = (value: unknown): value is Process => typeof fieldOf(value, "getBuiltinModule") === "function"
