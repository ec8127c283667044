import { existsSync, readdirSync, readlinkSync } from "node:fs"

/** How many descriptors of a file this process has open, or 0 without /proc. */
export const openFiles = (path: string): number =>
  existsSync(folder) ? readdirSync(folder).filter((descriptor) => targetOf(descriptor) === path).length : 0

const folder = "/proc/self/fd"

// The descriptor that lists the folder is closed before it is read.
const targetOf = (descriptor: string): string | undefined => {
  try {
    return readlinkSync(`${folder}/${descriptor}`)
  } catch {
    return undefined
  }
}
