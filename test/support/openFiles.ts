import { existsSync, readdirSync, readlinkSync } from "node:fs"

/** How many descriptors this process has open of a file; none where there is no /proc to tell. */
export const openFiles = (path: string): number =>
  existsSync(folder) ? readdirSync(folder).filter((descriptor) => targetOf(descriptor) === path).length : 0

const folder = "/proc/self/fd"

// The descriptor that lists the folder is closed by the time it is looked at.
const targetOf = (descriptor: string): string | undefined => {
  try {
    return readlinkSync(`${folder}/${descriptor}`)
  } catch {
    return undefined
  }
}
