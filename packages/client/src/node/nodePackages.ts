/**
 * Loads a package that may not be installed. The name is no literal, so that bundlers do not look for it.
 *
 * @internal
 */
export const load = async <A>(specifier: string): Promise<A | undefined> => {
  try {
    return await import(/* webpackIgnore: true */ /* @vite-ignore */ specifier)
  } catch (error) {
    if (isMissing(error)) return undefined
    throw error
  }
}

const isMissing = (error: unknown): boolean =>
  typeof error === "object" && error !== null && "code" in error && error.code === "ERR_MODULE_NOT_FOUND"
