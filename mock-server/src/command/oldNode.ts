/** The oldest Node that works, as in `engines` of the package. */
const OLDEST = [22, 19]

/** Explains that a version of Node is too old; undefined when it is not. */
export const oldNodeProblem = (version: string): string | undefined => {
  const [major = 0, minor = 0] = version.split(".").map(Number)
  const [oldestMajor = 0, oldestMinor = 0] = OLDEST
  return major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)
    ? undefined
    : `needs Node ${OLDEST.join(".")} or newer, but this is Node ${version}`
}
