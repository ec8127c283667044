import { fileURLToPath } from "node:url"

/** Path of a script of this package, below `src`. */
export const script = (path: string): string => fileURLToPath(new URL(`../${path}`, import.meta.url))
